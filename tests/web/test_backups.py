"""An installation can be copied while it works, checked, and brought back; and a bad copy shows."""

import asyncio
import json
import re
import stat

import pytest
from sdk_double import seen
from small_world import jpeg, running
from typer.testing import CliRunner

from monitor import backups
from monitor.__main__ import app
from monitor.backups import BackupError, back_up, check, restore
from monitor.registry_folder import opened_registry

NOW = 1_790_000_000_000


@pytest.fixture
async def judged(world, sdk):
    """A world in which a face check led to a verdict."""
    for step in (1, 2, 3):
        directive = await sdk.until("directive", kind="liveness", step=step)
        await sdk.post_burst(world.http, directive, [jpeg() for _ in range(8)])
    live = await world.collector.sessions.get(sdk.session)

    async def stored() -> bool:
        return bool(world.monitor.registry.verdicts(live.state.trainee))

    await seen(stored)
    return world


async def until(sdk, done) -> None:
    """Send one batch after the other until something else is done."""
    while not done.done():
        await sdk.send_acked()


async def test_a_collector_is_copied_while_it_works_and_goes_on_elsewhere(judged, sdk, tmp_path_factory):
    place = tmp_path_factory.mktemp("backups")
    acknowledged = await sdk.send_acked()
    copying = asyncio.create_task(asyncio.to_thread(back_up, judged.folder, place / "data", NOW, place / "keys"))
    await until(sdk, copying)
    found = await check(place / "data", attempts=10)
    restore(place / "data", place / "keys", place / "new")
    await sdk.leave()
    (place / "new" / "platform.key").write_text(judged.key)  # the test's own

    assert found.wrong == []
    assert (found.replayed.verdicts, found.replayed.reproduced) == (1, 1)
    async with running(place / "new") as again:
        stored = [raw.decode() for raw in await again.batches(sdk.session)]
        assert acknowledged in stored
        assert stored == sdk.sent[: len(stored)]
        sdk.stream_url = again.address.replace("http", "ws") + "/v1/stream"
        await sdk.start()
        assert sdk.welcome["last_seq"] == len(stored) - 1
        await sdk.leave()


async def test_what_the_copied_registry_says_stands_in_the_copied_log(judged, sdk, tmp_path, monkeypatch):
    """Whatever is written between the two moments is in the log's copy only, which harms nobody."""
    held = []

    def noted(database):
        held.append(database.name)
        return real(database)

    real = backups.moment_of
    monkeypatch.setattr(backups, "moment_of", noted)
    await asyncio.to_thread(back_up, judged.folder, tmp_path / "copy", NOW)

    assert held == ["registry.db", "events.db"]


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:-1] + b"x"), "events.db is not what was backed up"),
        (lambda file: file.unlink(), "events.db is missing"),
        (lambda file: file.with_name("more").touch(), "more does not belong to the back-up"),
    ],
)
async def test_a_file_that_was_changed_lost_or_added_shows_and_is_not_restored(judged, tmp_path, harm, what):
    copy, keys = tmp_path / "copy", tmp_path / "kept"
    back_up(judged.folder, copy, NOW, keys)
    harm(copy / "events.db")

    assert what in (await check(copy, attempts=0)).wrong
    with pytest.raises(BackupError, match="not whole"):
        restore(copy, keys, tmp_path / "new")
    assert not (tmp_path / "new").exists()


async def test_keys_are_copied_only_where_asked_never_beside_the_data_and_readable_by_their_owner_alone(
    world, tmp_path_factory
):
    place = tmp_path_factory.mktemp("backups")
    back_up(world.folder, place / "without", NOW)
    back_up(world.folder, place / "with", NOW, place / "kept")
    with pytest.raises(BackupError, match="another place"):
        back_up(world.folder, place / "beside", NOW, place / "beside" / "keys")

    assert not list(place.glob("with*/**/*.key"))
    assert all(stat.S_IMODE(key.stat().st_mode) == 0o600 for key in (place / "kept").glob("*.key"))
    with pytest.raises(BackupError, match=re.escape("no master.key")):
        restore(place / "with", place / "without", place / "new")


@pytest.fixture
def copied(world, tmp_path_factory):
    """A back-up with its keys beside it."""
    place = tmp_path_factory.mktemp("backups")
    back_up(world.folder, place / "copy", NOW, place / "kept")
    return place


@pytest.mark.parametrize("key", ["master.key", "vault.key"])
async def test_keys_of_another_installation_are_refused_before_anything_is_written(copied, key):
    (copied / "kept" / key).write_bytes(b"k" * 32)

    with pytest.raises(BackupError, match=f"{key} in .* belongs to another installation"):
        restore(copied / "copy", copied / "kept", copied / "new")
    assert not (copied / "new").exists()


@pytest.mark.parametrize("key", ["master.key", "vault.key", "signing.json"])
async def test_without_one_of_the_keys_nothing_is_restored(copied, key):
    (copied / "kept" / key).unlink()

    with pytest.raises(BackupError, match=f"has no {key}"):
        restore(copied / "copy", copied / "kept", copied / "new")
    assert not (copied / "new").exists()


async def test_signing_keys_from_before_a_rotation_are_restored_with_a_warning(copied):
    kept = copied / "kept" / "signing.json"
    kept.write_bytes(kept.read_bytes() + b"\n")
    words = ["restore", copied / "copy", "--keys", copied / "kept", "--data", copied / "new"]
    restored = await asyncio.to_thread(CliRunner().invoke, app, [str(word) for word in words])

    assert (restored.exit_code, "not those of the back-up" in restored.stderr) == (0, True)


async def test_a_back_up_of_older_versions_which_says_nothing_of_keys_is_restored(copied):
    manifest = copied / "copy" / "manifest.json"
    said = json.loads(manifest.read_bytes())
    del said["keys"]
    manifest.write_text(json.dumps(said))

    restore(copied / "copy", copied / "kept", copied / "new")
    assert (copied / "new" / "keys" / "master.key").is_file()


async def test_nothing_that_is_there_is_ever_overwritten(world, tmp_path_factory):
    place = tmp_path_factory.mktemp("backups")
    back_up(world.folder, place / "copy", NOW, place / "kept")

    with pytest.raises(BackupError, match="not empty"):
        back_up(world.folder, place / "copy", NOW)
    with pytest.raises(BackupError, match="not empty"):
        restore(place / "copy", place / "kept", world.folder)


async def test_the_commands_say_what_they_did_and_warn_about_keys(judged, tmp_path_factory):
    place = tmp_path_factory.mktemp("backups")

    def run(*words):
        return CliRunner().invoke(app, [str(word) for word in words])

    made = await asyncio.to_thread(run, "backup", place / "copy", "--data", judged.folder)
    checked = await asyncio.to_thread(run, "verify-backup", place / "copy")
    refused = await asyncio.to_thread(run, "backup", place / "copy", "--data", judged.folder)

    assert made.exit_code == checked.exit_code == 0, made.output + checked.output
    assert "The keys are not in it" in made.stderr
    assert "1 of 1 reproduced byte for byte" in checked.stdout
    assert (refused.exit_code, "not empty" in refused.stderr) == (2, True)


async def test_after_restoring_the_photos_of_the_log_are_read_again(world, tmp_path_factory):
    place = tmp_path_factory.mktemp("backups")
    await world.collector.photos.load()
    back_up(world.folder, place / "data", NOW, place / "keys")
    restore(place / "data", place / "keys", place / "new")
    reread = await asyncio.to_thread(CliRunner().invoke, app, ["photos", "reread", "--data", str(world.folder)])
    with opened_registry(place / "new") as restored:
        read = restored.has_read_photos()

    assert (reread.exit_code, world.monitor.registry.has_read_photos(), read) == (0, False, False)
