"""Pictures are sealed before they touch a disk, and only the private key opens them (K13); wherever they lie."""

import hashlib
import os

import pyrage
import pytest

from monitor.adapters.photo_vault import Bucket, Folder, FolderVault, SealedVault, credentials_in
from monitor.ports import VaultError
from tests.s3_server import KEYS

PICTURE = b"\xff\xd8\xff\xe0 a picture with a face" * 50
SHA256 = hashlib.sha256(PICTURE).hexdigest()
OFFICE = pyrage.x25519.Identity.generate()
OTHER = pyrage.x25519.Identity.generate()


@pytest.fixture(params=["folder", "bucket"])
def place(request, tmp_path):
    """An empty place of each kind."""
    if request.param == "folder":
        return Folder(tmp_path)
    server = request.getfixturevalue("s3")
    return Bucket(server.create("photos") + "/of/henan", endpoint=server.endpoint, region="cn", credentials=KEYS)


@pytest.fixture
def vault(place):
    return SealedVault(place, str(OFFICE.to_public()))


async def stored(place):
    return [name async for name in place.names()]


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_the_private_key_opens_what_was_put(vault):
    reference = await vault.put("platform-a", SHA256, PICTURE)

    assert await vault.open(reference, str(OFFICE)) == PICTURE


async def test_nothing_of_the_picture_is_readable_where_it_lies(vault, place):
    reference = await vault.put("platform-a", SHA256, PICTURE)

    sealed = await place.read(reference)
    assert b"a picture" not in sealed
    assert sealed.startswith(b"age-encryption.org/v1\n")


async def test_a_sealed_picture_is_for_its_owner_only(tmp_path):
    await FolderVault(tmp_path, str(OFFICE.to_public())).put("platform-a", SHA256, PICTURE)

    assert files(tmp_path)[0].stat().st_mode & 0o777 == 0o600


async def test_each_platform_has_its_own_prefix(vault):
    references = [await vault.put(platform, SHA256, PICTURE) for platform in ("platform-a", "platform-b")]

    assert references == [f"{platform}/{SHA256[:2]}/{SHA256}.age" for platform in ("platform-a", "platform-b")]


async def test_the_same_picture_is_stored_once(vault, place):
    references = {await vault.put("platform-a", SHA256, PICTURE) for _ in range(2)}

    assert references == set(await stored(place))
    assert len(references) == 1


async def test_a_place_in_which_there_is_nothing_is_known(vault, place):
    before = await vault.attached()
    reference = await vault.put("platform-a", SHA256, PICTURE)

    assert (before, await vault.attached()) == (False, True)
    assert await vault.remove(reference)


async def test_a_picture_exists_once_it_was_put(vault):
    reference = f"platform-a/{SHA256[:2]}/{SHA256}.age"

    before = await vault.exists(reference)
    await vault.put("platform-a", SHA256, PICTURE)
    assert vault.could_be(reference)
    assert (before, await vault.exists(reference)) == (False, True)


async def test_a_picture_that_is_not_what_it_is_called_is_refused(vault, place):
    with pytest.raises(VaultError, match="SHA-256"):
        await vault.put("platform-a", "0" * 64, PICTURE)

    assert await stored(place) == []


@pytest.mark.parametrize("platform", ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "a\x00b", "a" * 129])
async def test_a_platform_cannot_leave_its_folder(vault, place, platform):
    with pytest.raises(VaultError, match="cannot name a folder"):
        await vault.put(platform, SHA256, PICTURE)

    assert await stored(place) == []


@pytest.mark.parametrize("platform", ["a", "平台-1", "a.b_c", "a" * 128])
async def test_ordinary_names_of_platforms_are_taken(vault, platform):
    reference = await vault.put(platform, SHA256, PICTURE)

    assert await vault.exists(reference)
    assert await vault.open(reference, str(OFFICE)) == PICTURE


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


async def test_a_damaged_picture_is_an_error(vault, place):
    reference = await vault.put("platform-a", SHA256, PICTURE)
    await place.write(reference, (await place.read(reference))[:-1] + b"\x00")

    with pytest.raises(VaultError, match="cannot be opened"):
        await vault.open(reference, str(OFFICE))


async def test_something_else_than_a_private_key_is_refused(vault):
    with pytest.raises(VaultError, match="no age identity"):
        await vault.open(f"a/{SHA256[:2]}/{SHA256}.age", "password")


def test_something_else_than_a_public_key_is_refused(tmp_path):
    with pytest.raises(VaultError, match="no age recipient"):
        FolderVault(tmp_path, str(OFFICE))


async def test_a_disk_that_refuses_leaves_no_half_picture(tmp_path, monkeypatch):
    vault = FolderVault(tmp_path, str(OFFICE.to_public()))

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VaultError) as refused:
        await vault.put("platform-a", SHA256, PICTURE)

    assert isinstance(refused.value.__cause__, OSError)
    assert files(tmp_path) == []


async def test_a_vault_without_a_key_is_looked_into_and_takes_nothing(vault, place):
    reference = await vault.put("platform-a", SHA256, PICTURE)
    other = PICTURE + b"another"
    looking = SealedVault(place)

    assert await looking.exists(reference)
    with pytest.raises(VaultError, match="without a key"):
        await looking.put("platform-a", hashlib.sha256(other).hexdigest(), other)


async def test_a_removed_picture_is_gone_and_may_be_removed_again(vault, place):
    reference = await vault.put("platform-a", SHA256, PICTURE)

    assert [await vault.remove(reference) for _ in range(2)] == [True, True]
    assert not await vault.exists(reference)
    assert await stored(place) == []


async def test_a_disk_that_refuses_is_said_and_no_error(tmp_path, monkeypatch):
    vault = FolderVault(tmp_path, str(OFFICE.to_public()))
    reference = await vault.put("platform-a", SHA256, PICTURE)
    monkeypatch.setattr("pathlib.Path.unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError("no")))

    assert not await vault.remove(reference)
    assert await vault.exists(reference)


async def test_nothing_outside_the_vault_is_removed(vault, tmp_path):
    with pytest.raises(VaultError):
        await vault.remove("../events.db")


# ---------------------------------------------------------------- stores that do not answer, and how they are named


@pytest.fixture
def refusing(s3):
    """A vault whose bucket is not there: the store refuses everything."""
    s3.create("photos")
    place = Bucket("s3://another", endpoint=s3.endpoint, region="cn", credentials=KEYS)
    return SealedVault(place, str(OFFICE.to_public()))


async def test_a_store_that_refuses_loses_nothing_and_says_so(refusing):
    reference = f"a/{SHA256[:2]}/{SHA256}.age"

    with pytest.raises(VaultError, match="stored"):
        await refusing.put("a", SHA256, PICTURE)
    with pytest.raises(VaultError, match="does not answer"):
        await refusing.attached()
    assert not await refusing.remove(reference)


async def test_a_store_that_is_away_has_not_lost_its_photos(s3, monkeypatch):
    monkeypatch.setattr("monitor.adapters.photo_vault.bucket.PATIENCE", {"max_retries": 0})
    vault = SealedVault(Bucket("s3://photos", endpoint="http://127.0.0.1:9", region="cn", credentials=KEYS))

    with pytest.raises(VaultError, match="cannot be looked for") as refused:
        await vault.exists(f"a/{SHA256[:2]}/{SHA256}.age")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("url", ["", "photos", "https://store.example/photos", "s3://"])
def test_a_place_that_is_no_bucket_is_refused(url):
    with pytest.raises(VaultError, match="s3://bucket"):
        Bucket(url)


def test_keys_are_read_from_a_file_as_other_tools_write_it(tmp_path):
    file = tmp_path / "credentials"
    file.write_text("[default]\naws_access_key_id = one\naws_secret_access_key = two\n")

    assert credentials_in(file) == {"access_key_id": "one", "secret_access_key": "two"}


@pytest.mark.parametrize("content", ["", "[other]\n", "[default]\naws_access_key_id = one\n", "no section", b"\xff"])
def test_a_file_without_keys_is_refused_by_its_name_and_not_by_its_content(tmp_path, content):
    file = tmp_path / "credentials"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(VaultError, match=r"credentials cannot .* aws_access_key_id"):
        credentials_in(file)
