"""Signatures that anybody can check with the published keys (RFC 8037, 7517, 7638)."""

import base64
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from monitor.adapters.clock import ManualClock
from monitor.adapters.signer import FileSigner, SignerError, thumbprint

NOW_S = 1_700_000_000


@pytest.fixture
def clock():
    return ManualClock(NOW_S * 1000)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys" / "signing.json"


@pytest.fixture
def signer(path, clock):
    return FileSigner(path, clock)


def check(jwks, key_id, signature, message):
    """Verify as an outsider would: find the key by its id, use its public half."""
    [jwk] = [key for key in jwks["keys"] if key["kid"] == key_id]
    public = base64.urlsafe_b64decode(jwk["x"] + "=")
    Ed25519PublicKey.from_public_bytes(public).verify(signature, message)


def test_a_signature_can_be_checked_with_the_published_key(signer):
    signature = signer.sign(b"certificate")

    assert len(signature) == 64
    check(signer.jwks(), signer.key_id, signature, b"certificate")


def test_a_changed_message_does_not_check(signer):
    signature = signer.sign(b"certificate")

    with pytest.raises(InvalidSignature):
        check(signer.jwks(), signer.key_id, signature, b"certificate!")


def test_the_key_id_is_the_thumbprint_of_rfc_8037():
    """RFC 8037, appendix A.3."""
    assert thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo") == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_published_keys_hold_no_private_half(signer):
    [jwk] = signer.jwks()["keys"]

    assert sorted(jwk) == ["alg", "crv", "kid", "kty", "use", "x"]


def test_the_key_is_made_once(path, clock, signer):
    assert FileSigner(path, clock).key_id == signer.key_id


def test_the_key_file_is_for_its_owner_only(signer, path):
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["signing.json"]


def test_a_key_file_that_others_can_read_is_refused(signer, path, clock):
    path.chmod(0o604)

    with pytest.raises(SignerError, match="chmod 600"):
        FileSigner(path, clock)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'[{"public":"x","private":"eA"}]', b"\xff"])
def test_a_damaged_key_file_is_refused(signer, path, clock, content):
    path.write_bytes(content)

    with pytest.raises(SignerError, match="no signing key"):
        FileSigner(path, clock)


# ---------------------------------------------------------------- rotation and expiry


def test_after_rotation_old_signatures_still_check_and_new_ones_use_the_new_key(signer):
    old_id, old_signature = signer.key_id, signer.sign(b"old")

    new_id = signer.rotate(old_until=NOW_S + 100)

    check(signer.jwks(), old_id, old_signature, b"old")
    check(signer.jwks(), new_id, signer.sign(b"new"), b"new")
    assert signer.key_id == new_id != old_id


def test_a_replaced_key_is_published_with_its_last_second(signer):
    signer.rotate(old_until=NOW_S + 100)

    assert [key.get("exp") for key in signer.jwks()["keys"]] == [None, NOW_S + 100]


@pytest.mark.parametrize(("old_until", "expected"), [(99, 99), (100, 100), (101, 100)])
def test_rotation_never_lengthens_a_keys_time(path, clock, old_until, expected):
    signer = FileSigner(path, clock, not_after=NOW_S + 100)
    signer.rotate(old_until=NOW_S + old_until)

    assert signer.jwks()["keys"][1]["exp"] == NOW_S + expected


def test_the_private_half_of_a_replaced_key_is_destroyed(signer, path):
    signer.rotate(old_until=NOW_S)

    assert ["private" in key for key in json.loads(path.read_bytes())] == [False, True]


def test_rotation_survives_a_restart(signer, path, clock):
    signer.rotate(old_until=NOW_S + 100, not_after=NOW_S + 1000)
    again = FileSigner(path, clock)

    assert (again.key_id, again.jwks()) == (signer.key_id, signer.jwks())


@pytest.mark.parametrize(("milliseconds", "signs"), [(-1, True), (0, True), (1, False)])
def test_a_key_signs_up_to_its_last_moment_and_not_after(path, clock, milliseconds, signs):
    signer = FileSigner(path, clock, not_after=NOW_S + 100)
    clock.set((NOW_S + 100) * 1000 + milliseconds)

    if signs:
        assert signer.sign(b"x")
    else:
        with pytest.raises(SignerError, match="expired"):
            signer.sign(b"x")
