"""Pictures are sealed before they touch a disk, and only the private key opens them (K13)."""

import hashlib
import os

import pyrage
import pytest

from monitor.adapters.photo_vault import FolderVault
from monitor.ports import VaultError

PICTURE = b"\xff\xd8\xff\xe0 a picture with a face" * 50
SHA256 = hashlib.sha256(PICTURE).hexdigest()
OFFICE = pyrage.x25519.Identity.generate()
OTHER = pyrage.x25519.Identity.generate()


@pytest.fixture
def vault(tmp_path):
    return FolderVault(tmp_path, str(OFFICE.to_public()))


def stored(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file()]


async def test_the_private_key_opens_what_was_put(vault):
    reference = await vault.put("platform-a", SHA256, PICTURE)

    assert await vault.open(reference, str(OFFICE)) == PICTURE


async def test_nothing_of_the_picture_is_readable_on_the_disk(vault, tmp_path):
    await vault.put("platform-a", SHA256, PICTURE)

    [file] = stored(tmp_path)
    assert b"a picture" not in file.read_bytes()
    assert file.read_bytes().startswith(b"age-encryption.org/v1\n")


async def test_a_sealed_picture_is_for_its_owner_only(vault, tmp_path):
    await vault.put("platform-a", SHA256, PICTURE)

    assert stored(tmp_path)[0].stat().st_mode & 0o777 == 0o600


async def test_each_platform_has_its_own_prefix(vault):
    references = [await vault.put(platform, SHA256, PICTURE) for platform in ("platform-a", "platform-b")]

    assert references == [f"{platform}/{SHA256[:2]}/{SHA256}.age" for platform in ("platform-a", "platform-b")]


async def test_the_same_picture_is_stored_once(vault, tmp_path):
    references = {await vault.put("platform-a", SHA256, PICTURE) for _ in range(2)}

    assert len(references) == len(stored(tmp_path)) == 1


async def test_a_picture_exists_once_it_was_put(vault):
    reference = f"platform-a/{SHA256[:2]}/{SHA256}.age"

    before = await vault.exists(reference)
    await vault.put("platform-a", SHA256, PICTURE)
    assert vault.could_be(reference)
    assert (before, await vault.exists(reference)) == (False, True)


async def test_a_picture_that_is_not_what_it_is_called_is_refused(vault, tmp_path):
    with pytest.raises(VaultError, match="SHA-256"):
        await vault.put("platform-a", "0" * 64, PICTURE)

    assert stored(tmp_path) == []


@pytest.mark.parametrize("platform", ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "a\x00b", "a" * 129])
async def test_a_platform_cannot_leave_its_folder(vault, tmp_path, platform):
    with pytest.raises(VaultError, match="cannot name a folder"):
        await vault.put(platform, SHA256, PICTURE)

    assert stored(tmp_path) == []


@pytest.mark.parametrize("platform", ["a", "平台-1", "a.b_c", "a" * 128])
async def test_ordinary_names_of_platforms_are_taken(vault, platform):
    reference = await vault.put(platform, SHA256, PICTURE)

    assert await vault.exists(reference)


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "x",
        "../../etc/passwd",
        f"../{SHA256[:2]}/{SHA256}.age",
        f"a/00/{SHA256}.age",
        f"a/{SHA256[:2]}/{SHA256}.txt",
    ],
)
async def test_a_reference_that_the_vault_did_not_give_out_is_refused(vault, reference):
    assert not vault.could_be(reference)
    with pytest.raises(VaultError, match="no reference"):
        await vault.exists(reference)


async def test_another_private_key_opens_nothing(vault):
    reference = await vault.put("platform-a", SHA256, PICTURE)

    with pytest.raises(VaultError) as refused:
        await vault.open(reference, str(OTHER))
    assert isinstance(refused.value.__cause__, pyrage.DecryptError)


async def test_a_missing_picture_is_an_error_with_its_cause(vault):
    with pytest.raises(VaultError) as refused:
        await vault.open(f"a/{SHA256[:2]}/{SHA256}.age", str(OFFICE))

    assert isinstance(refused.value.__cause__, FileNotFoundError)


async def test_a_damaged_picture_is_an_error(vault, tmp_path):
    reference = await vault.put("platform-a", SHA256, PICTURE)
    [file] = stored(tmp_path)
    file.write_bytes(file.read_bytes()[:-1] + b"\x00")

    with pytest.raises(VaultError, match="cannot be opened"):
        await vault.open(reference, str(OFFICE))


async def test_something_else_than_a_private_key_is_refused(vault):
    with pytest.raises(VaultError, match="no age identity"):
        await vault.open(f"a/{SHA256[:2]}/{SHA256}.age", "password")


def test_something_else_than_a_public_key_is_refused(tmp_path):
    with pytest.raises(VaultError, match="no age recipient"):
        FolderVault(tmp_path, str(OFFICE))


async def test_a_disk_that_refuses_leaves_no_half_picture(vault, tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VaultError) as refused:
        await vault.put("platform-a", SHA256, PICTURE)

    assert isinstance(refused.value.__cause__, OSError)
    assert stored(tmp_path) == []


async def test_a_vault_without_a_key_is_looked_into_and_takes_nothing(vault, tmp_path):
    reference = await vault.put("platform-a", SHA256, PICTURE)
    other = PICTURE + b"another"
    looking = FolderVault(tmp_path)

    assert await looking.exists(reference)
    with pytest.raises(VaultError, match="without a key"):
        await looking.put("platform-a", hashlib.sha256(other).hexdigest(), other)


async def test_a_removed_picture_is_gone_and_may_be_removed_again(vault, tmp_path):
    reference = await vault.put("platform-a", SHA256, PICTURE)

    assert [await vault.remove(reference) for _ in range(2)] == [True, True]
    assert not await vault.exists(reference)
    assert stored(tmp_path) == []


async def test_a_disk_that_refuses_is_said_and_no_error(vault, tmp_path, monkeypatch):
    reference = await vault.put("platform-a", SHA256, PICTURE)
    monkeypatch.setattr("pathlib.Path.unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError("no")))

    assert not await vault.remove(reference)
    assert await vault.exists(reference)


async def test_nothing_outside_the_vault_is_removed(vault, tmp_path):
    with pytest.raises(VaultError):
        await vault.remove("../events.db")
