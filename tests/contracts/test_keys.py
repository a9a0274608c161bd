"""The installation's secrets: made once, owner only, one purpose per derived secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.adapters.keys import KeyFileError, MasterKey, vault_keys

SECRET = bytes(range(32))


def test_the_master_key_is_made_once(tmp_path):
    first = MasterKey.in_folder(tmp_path).derive("attempt", "a-1")
    again = MasterKey.in_folder(tmp_path).derive("attempt", "a-1")

    assert first == again


def test_two_installations_share_nothing(tmp_path):
    one = MasterKey.in_folder(tmp_path / "one").derive("attempt")
    other = MasterKey.in_folder(tmp_path / "other").derive("attempt")

    assert one != other


@pytest.mark.parametrize("make", [MasterKey.in_folder, vault_keys])
def test_key_files_are_for_their_owner_only(tmp_path, make):
    make(tmp_path)

    assert [file.stat().st_mode & 0o777 for file in tmp_path.iterdir()] == [0o600]


@pytest.mark.parametrize("make", [MasterKey.in_folder, vault_keys])
def test_a_key_file_that_others_can_read_is_refused(tmp_path, make):
    make(tmp_path)
    for file in tmp_path.iterdir():
        file.chmod(0o640)

    with pytest.raises(KeyFileError, match="chmod 600"):
        make(tmp_path)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_master_key_of_another_length_is_refused(length):
    with pytest.raises(KeyFileError, match="32 bytes"):
        MasterKey(bytes(length))


def test_derivation_stays_what_it_is():
    """Attempts that are open across an update must keep their secrets: a change here needs a new label."""
    derived = MasterKey(SECRET).derive("attempt", "a-1")

    assert derived.hex() == "db3bd2c74b2388dd3adf311a3f713342f32b1d0d4742ed76a4db77733acb22dc"


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a", "b"), ("a", "c")), (("a", "b"), ("b", "b")), (("ab", "c"), ("a", "bc")), (("ab", ""), ("a", "b"))],
)
def test_another_label_or_context_gives_another_secret(one, other):
    key = MasterKey(SECRET)

    assert key.derive(*one) != key.derive(*other)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_the_same_label_and_context_give_the_same_32_bytes(label, context):
    key = MasterKey(SECRET)

    assert key.derive(label, context) == key.derive(label, context)
    assert len(key.derive(label, context)) == 32


def test_the_vault_pair_is_made_once(tmp_path):
    assert vault_keys(tmp_path) == vault_keys(tmp_path)


def test_the_vault_pair_says_which_half_is_which(tmp_path):
    public, private = vault_keys(tmp_path)

    assert public.startswith("age1")
    assert private.startswith("AGE-SECRET-KEY-1")


def test_a_damaged_vault_key_is_refused(tmp_path):
    vault_keys(tmp_path)
    (tmp_path / "vault.key").write_bytes(b"\xff nonsense")

    with pytest.raises(KeyFileError, match="no age identity"):
        vault_keys(tmp_path)


def test_a_second_process_that_makes_the_key_at_the_same_moment_finds_the_first_ones(tmp_path, monkeypatch):
    first = MasterKey.in_folder(tmp_path).derive("x")
    exists = type(tmp_path).exists
    monkeypatch.setattr(type(tmp_path), "exists", lambda self: False)
    late = MasterKey.in_folder(tmp_path).derive("x")
    monkeypatch.setattr(type(tmp_path), "exists", exists)

    assert late == first
    assert len(list(tmp_path.iterdir())) == 1
