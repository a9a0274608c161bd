"""`monitor photos audit`: a photo that the log knows and the vault has not shows, and so does a wrong name."""

import pytest
from photos_at_work import asked_of_the_office, command, office, take_photos
from small_world import PLATFORM, running

from monitor.core.events import PhotoStored


async def audit(folder) -> tuple[int, str]:
    return await command("audit", folder)


@pytest.fixture
async def stored(tmp_path):
    """Two photos of a collector that has ended."""
    async with running(tmp_path) as world:
        return await take_photos(world, 2)


async def test_photos_that_are_all_there_are_in_order(tmp_path, stored):
    code, said = await audit(tmp_path)

    assert (code, said) == (0, "photos: 2 in the log, 2 in the vault\n")


async def test_a_photo_whose_file_is_gone_shows_by_its_hash(tmp_path, stored):
    (tmp_path / "photos" / stored[0].store_ref).unlink()
    code, said = await audit(tmp_path)

    assert code == 1
    assert f"gone: photo {stored[0].sha256}" in said
    assert stored[1].sha256 not in said


async def test_a_photo_under_a_damaged_name_shows(tmp_path, stored):
    file = tmp_path / "photos" / stored[1].store_ref
    file.rename(file.with_name("0" + file.name[1:] + "x"))
    code, said = await audit(tmp_path)

    assert code == 1
    assert f"gone: photo {stored[1].sha256}" in said


async def test_a_folder_without_a_log_is_a_mistake_in_use(tmp_path):
    code, said = await audit(tmp_path / "nothing")

    assert code == 2
    assert "no such file" in said


async def test_a_disk_that_is_not_attached_is_a_mistake_and_loses_nothing(tmp_path, stored):
    photos = tmp_path / "photos"
    photos.rename(tmp_path / "elsewhere")
    assert (await audit(tmp_path))[0] == 2
    photos.mkdir()
    code, said = await audit(tmp_path)

    assert (code, said) == (
        2, "monitor: there is nothing where photos are kept: attach the disk or name the bucket, then audit again\n",
    )  # fmt: skip


# ---------------------------------------------------------------- on record


async def cases(world) -> list[tuple]:
    """Name, stage and sources of every case against the platform."""
    found = (await office(world, f"/platforms/{PLATFORM}/cases"))["items"]
    return [(one["case"], one["stage"], [signal["source"] for signal in one["signals"]]) for one in found]


async def lose(world, photo: PhotoStored) -> None:
    (world.monitor.vault._place._root / photo.store_ref).unlink()


async def test_photos_that_are_all_there_say_nothing_against_the_platform(world):
    await take_photos(world, 2)

    assert await office(world, "/photo-audits") == {"photos": 2, "deleted": 0, "lost": 0, "first_lost": []}
    assert await cases(world) == []


async def test_a_lost_photo_is_a_signal_of_d6_that_waits_for_a_person(world):
    photo, _ = await take_photos(world, 2)
    await lose(world, photo)
    audit = await office(world, "/photo-audits")
    [case] = (await office(world, f"/platforms/{PLATFORM}/cases"))["items"]
    [signal] = case["signals"]

    assert (audit["photos"], audit["lost"]) == (2, 1)
    assert [(lost["platform"], lost["sha256"], lost["why"]) for lost in audit["first_lost"]] == [
        (PLATFORM, photo.sha256, "gone")
    ]
    assert (case["disqualifier"], case["stage"], signal["source"], signal["grade"]) == (
        "D6", "signal", "photo_audit", "B",
    )  # fmt: skip
    assert signal["evidence"] == [audit["first_lost"][0]["entry"]]


async def test_a_disk_that_is_not_attached_says_nothing_against_a_platform(world):
    await take_photos(world, 1)
    photos = world.folder / "photos"
    photos.rename(world.folder / "elsewhere")
    refused = await asked_of_the_office(world, "/photo-audits")
    (world.folder / "elsewhere").rename(photos)

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert await cases(world) == []


async def test_a_loss_is_signalled_once_and_a_new_one_after_the_case_was_closed_again(world):
    first, second = await take_photos(world, 2)
    await lose(world, first)
    for _ in range(2):
        await office(world, "/photo-audits")
    assert await cases(world) == [("D6-1", "signal", ["photo_audit"])]

    decision = {"outcome": "dismissed", "document": "2026-1", "reason": "Lost by the collector's own disk."}
    for person in ("zhao", "qian"):
        await office(world, f"/platforms/{PLATFORM}/cases/D6-1/decisions", person, **decision)
    await office(world, "/photo-audits")
    assert await cases(world) == [("D6-1", "dismissed", ["photo_audit"])]

    await lose(world, second)
    await office(world, "/photo-audits")
    assert await cases(world) == [("D6-1", "dismissed", ["photo_audit"]), ("D6-2", "signal", ["photo_audit"])]
