"""Retention and audit work as they do in a folder where the photos lie in an S3-compatible store."""

import pytest
from hours_on_desk import honestly, learn_and_claim
from photos_on_desk import developed
from small_world import CLASS

from monitor.adapters.photo_vault import Bucket, SealedVault
from monitor.core.office_records import ClassProfile
from monitor.flows.photo_audit import audit_photos
from monitor.flows.photo_requests import expire_now
from monitor.ports import VaultError
from monitor.settings import Settings
from monitor.storage import open_vault
from tests.s3_server import KEYS


@pytest.fixture
def place(s3):
    return Bucket(s3.create("photos") + "/henan", endpoint=s3.endpoint, region="cn", credentials=KEYS)


@pytest.fixture
async def photos(desk, place):
    """The photos of an hour that somebody learned, in the bucket."""
    desk.monitor.vault = SealedVault(place)
    trainee = desk.trainee()
    await learn_and_claim(desk, trainee, honestly)
    return await developed(desk, trainee)


async def test_an_audit_finds_what_is_there_and_what_is_gone(desk, place, photos):
    whole = await audit_photos(desk.monitor.log, desk.monitor.vault)
    await place.write("another/ab/of-somebody-else", b"sealed")
    await place.remove(photos[0].store_ref)
    after = await audit_photos(desk.monitor.log, desk.monitor.vault)

    assert (whole.photos, whole.lost) == (len(photos), [])
    assert [(loss.store_ref, loss.why) for loss in after.lost] == [(photos[0].store_ref, "gone")]


async def test_an_empty_or_missing_bucket_puts_no_photo_on_record_as_lost(desk, s3, photos):
    s3.create("photos")
    with pytest.raises(VaultError, match="name the bucket"):
        await audit_photos(desk.monitor.log, desk.monitor.vault)

    desk.monitor.vault = SealedVault(Bucket("s3://none", endpoint=s3.endpoint, region="cn", credentials=KEYS))
    with pytest.raises(VaultError, match="does not answer"):
        await audit_photos(desk.monitor.log, desk.monitor.vault)


async def test_photos_of_a_closed_class_go_from_the_bucket(desk, place, photos):
    desk.monitor.registry.take_in([ClassProfile(training_class=CLASS, ends_at=desk.clock.now())])
    desk.clock.advance(86_400_000)

    done = await expire_now(desk.collector)

    assert (done.expired, done.stuck) == (len(photos), [])
    assert [name async for name in place.names()] == []


async def test_the_settings_name_a_bucket_and_a_file_with_its_keys(tmp_path, s3):
    file = tmp_path / "keys"
    file.write_text("[default]\naws_access_key_id = a\naws_secret_access_key = b\n")
    store = {"photo_store": s3.create("photos"), "s3_endpoint": s3.endpoint, "s3_region": "cn", "s3_credentials": file}

    assert not await open_vault(Settings(data=tmp_path, **store)).attached()
    assert not (tmp_path / "photos").exists()
