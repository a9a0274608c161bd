"""From the files of a data folder to PostgreSQL and an S3 store: no verdict changes, and certificates still verify."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from collector_desk import START, Desk
from hours_on_desk import honestly, learn_and_claim
from small_world import FakeFaces
from typer.testing import CliRunner

from monitor import assembly
from monitor.__main__ import app
from monitor.adapters.clock import ManualClock
from monitor.adapters.data_folder import claim_folder
from monitor.adapters.memory_log import MemoryLog
from monitor.adapters.photo_vault import Bucket
from monitor.adapters.postgres_log import PostgresLog
from monitor.adapters.registry import open_engine
from monitor.adapters.sqlite_log import SqliteLog
from monitor.core.codec import first_broken
from monitor.flows import move_log as moving
from monitor.flows.move_log import NotTheSame, move_log
from monitor.ports import EventLogError
from monitor.settings import Settings
from monitor.storage import NotMoved
from tests.registry.databases import dump, lay_out
from tests.s3_server import KEYS

MONITOR = Path(sys.executable).with_name("monitor")


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def rows_in(place):
    engine = open_engine(place)
    try:
        return sorted(dump(engine).splitlines())
    finally:
        engine.dispose()


@pytest.fixture
def folder(world, tmp_path):
    """A copy of it."""
    subprocess.run(["cp", "-a", str(world), str(tmp_path / "data")], check=True)
    return tmp_path / "data"


@pytest.fixture
def database(postgres):
    yield postgres.create("moved")
    postgres.drop("moved")


@pytest.fixture
def store(s3, tmp_path, monkeypatch):
    """A bucket, and the settings with which it is reached."""
    keys = tmp_path / "keys"
    keys.write_text("[default]\naws_access_key_id = a\naws_secret_access_key = b\n")
    monkeypatch.setenv("MONITOR_S3_ENDPOINT", s3.endpoint)
    monkeypatch.setenv("MONITOR_S3_REGION", "cn")
    monkeypatch.setenv("MONITOR_S3_CREDENTIALS", str(keys))
    return s3.create("photos")


def test_no_verdict_changes_and_every_certificate_still_verifies(folder, database, store, s3, monkeypatch):
    [certificate] = (folder / "certificates").glob("*.json")
    before = [run("replay", "--data", folder), run("verify", certificate, "--language", "en")]
    registry = rows_in(folder / "registry.db")

    moved = run("migrate-storage", "--data", folder, "--database", database, "--photo-store", store)
    monkeypatch.setenv("MONITOR_DATABASE", database)
    monkeypatch.setenv("MONITOR_PHOTO_STORE", store)
    after = [run("replay", "--data", folder), run("verify", certificate, "--language", "en")]
    photos = run("photos", "audit", "--data", folder)

    assert moved.exit_code == 0, moved.output
    assert re.search(r"verdicts: (\d+) of \1 reproduced byte for byte\ncertificates: 1 compared", before[0].output)
    assert [(one.exit_code, one.output) for one in after] == [(one.exit_code, one.output) for one in before]
    assert photos.exit_code == 0, photos.output
    assert rows_in(database) == registry
    assert sorted(path.name for path in folder.glob("*.moved")) == [
        "events.db.moved",
        "photos.moved",
        "registry.db.moved",
    ]


async def test_a_collector_goes_on_over_the_database_where_the_old_one_stopped(folder, database):
    await asyncio.to_thread(run, "migrate-storage", "--data", folder, "--database", database)
    settings = Settings(data=folder, database=database, rule_pack="demo")
    async with assembly.build(settings, faces=FakeFaces()) as monitor:
        clock = ManualClock(START + 86_400_000)
        desk = Desk(replace(monitor, clock=clock), clock)
        verdict = await learn_and_claim(desk, desk.trainee("zhao"), honestly)
        await desk.collector.close()
        streams = [await monitor.log.read(stream) for stream in await monitor.log.streams()]

    assert verdict.result == "certified"
    assert [first_broken(entries) for entries in streams] == [None] * len(streams)


def test_a_move_that_is_begun_again_moves_nothing_twice(folder, database):
    said = [run("migrate-storage", "--data", folder, "--database", database).output for _ in range(2)]

    assert "done" in said[0]
    assert said[1] == "there was nothing left to move\n"


def test_beside_a_running_collector_nothing_is_moved(folder, database):
    let_go = claim_folder(folder)
    # The lock is the process's own: another process asks for it.
    command = [MONITOR, "migrate-storage", "--data", folder, "--database", database]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    let_go()

    assert refused.returncode == 2
    assert "another process" in refused.stderr
    assert (folder / "events.db").exists()


def test_a_database_with_another_registry_is_refused_and_stays_as_it_was(folder, database, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    lay_out(other)
    run("register", "institution", "somebody", "--title", "Somebody", "--data", other)
    assert run("migrate-storage", "--data", other, "--database", database).exit_code == 0
    before = rows_in(database)

    refused = run("migrate-storage", "--data", folder, "--database", database)

    assert refused.exit_code == 2
    assert "another registry" in refused.output
    assert rows_in(database) == before
    assert (folder / "registry.db").exists()


def test_without_a_place_to_move_to_the_command_says_what_is_missing(folder):
    said = run("migrate-storage", "--data", folder)

    assert said.exit_code == 2
    assert "--database" in said.output


async def test_no_collector_begins_anew_in_a_folder_from_which_the_log_was_moved(folder, database):
    await asyncio.to_thread(run, "migrate-storage", "--data", folder, "--database", database)

    with pytest.raises(NotMoved, match="MONITOR_DATABASE"):
        assembly.build(Settings(data=folder, rule_pack="demo"), faces=FakeFaces())


# ---------------------------------------------------------------- killed, and begun again


@pytest.fixture
async def long_log(tmp_path):
    """A data folder with a log of 12,000 entries."""
    log = SqliteLog(tmp_path / "events.db")
    for n in range(20):
        await asyncio.gather(*(log.append(f"s{k}", n, "client", b"x" * 300) for k in range(600)))
    await log.close()
    return tmp_path


def begin_and_kill(command):
    """Kill a move with SIGKILL as soon as it says that something is copied."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert "log: 1000 entries copied" in killed.stdout.readline()
        os.kill(killed.pid, signal.SIGKILL)


async def test_a_move_that_was_killed_goes_on_and_loses_and_doubles_nothing(long_log, database):
    command = [MONITOR, "migrate-storage", "--data", long_log, "--database", database]
    await asyncio.to_thread(begin_and_kill, command)

    again = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)

    old, new = SqliteLog(long_log / "events.db.moved", read_only=True), PostgresLog(database)
    assert again.returncode == 0, again.stderr
    assert "log: 12000 entries in 600 streams, compared" in again.stdout
    assert await new.streams() == await old.streams()
    assert [await new.read(stream) for stream in ("s0", "s599")] == [await old.read(s) for s in ("s0", "s599")]
    await old.close()
    await new.close()


class FailingAfter(MemoryLog):
    """Takes so many entries, and then no more."""

    left = 0

    async def append(self, stream, received, source, payload, n=None):
        self.left -= 1
        if self.left < 0:
            raise EventLogError("gone")
        return await super().append(stream, received, source, payload, n)


@pytest.fixture
async def source():
    log = MemoryLog()
    for n in range(10):
        for stream in ("a", "b", "c"):
            await log.append(stream, n, "client", b"%d" % n)
    return log


@pytest.mark.parametrize("taken", [0, 1, 9, 10, 11, 29])
async def test_wherever_a_move_was_cut_off_the_next_one_completes_it(source, taken, monkeypatch):
    monkeypatch.setattr(moving, "_AT_ONCE", 4)
    target, told = FailingAfter(), []
    target.left = taken
    with pytest.raises(EventLogError):
        await move_log(source, target)
    target.left = 30

    moved = await move_log(source, target, told.append)

    assert (moved.streams, moved.entries) == (3, 30)
    assert told[-1] == 30 - taken
    assert [await target.read(stream) for stream in "abc"] == [await source.read(stream) for stream in "abc"]


async def test_a_log_that_has_something_else_is_refused(source):
    strange, edited = MemoryLog(), MemoryLog()
    await strange.append("z", 1, "client", b"of another installation")
    await edited.append("a", 1, "client", b"another beginning")

    with pytest.raises(NotTheSame, match="stream z"):
        await move_log(source, strange)
    with pytest.raises(NotTheSame, match="stream a"):
        await move_log(source, edited)


async def test_an_edited_log_is_not_moved_as_if_it_were_whole(source):
    entries = source._streams["b"]
    entries[4] = msgspec.structs.replace(entries[4], payload=b"edited")

    with pytest.raises(NotTheSame, match="b:4"):
        await move_log(source, MemoryLog())


# ---------------------------------------------------------------- photos


async def test_photos_are_copied_as_they_are_sealed_and_mended_where_they_differ(folder, store, s3):
    place = Bucket(store, endpoint=s3.endpoint, region="cn", credentials=KEYS)
    files = {file.relative_to(folder / "photos").as_posix(): file for file in (folder / "photos").rglob("*.age")}
    await place.write(next(iter(files)), b"half of a")

    said = await asyncio.to_thread(run, "migrate-storage", "--data", folder, "--photo-store", store)

    assert said.exit_code == 0, said.output
    assert {name async for name in place.names()} == files.keys()
    assert await place.read(next(iter(files))) == b"sealed"
    assert (folder / "events.db").exists()
