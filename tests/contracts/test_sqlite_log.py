"""What the SQLite log promises beyond the contract: durability, shared commits, crashes, copies for replay."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest

from monitor.adapters import sqlite_log, stream_ends
from monitor.adapters.sqlite_log import SqliteLog
from monitor.core.codec import first_broken
from monitor.ports import EventLogError


@pytest.fixture
def path(tmp_path):
    return tmp_path / "events.db"


@pytest.fixture
async def log(path):
    log = SqliteLog(path)
    yield log
    await log.close()


# ---------------------------------------------------------------- commits


async def test_appends_of_many_sessions_at_once_share_commits(log):
    await asyncio.gather(*(log.append(f"s{n}", n, "client", b"x" * 770) for n in range(900)))

    # Some small groups that found the log idle, and then large ones; a loaded machine makes a few more.
    assert log.commits <= 9


async def test_a_group_never_holds_more_rows_than_its_limit(log):
    rows = 2 * sqlite_log._GROUP_ROWS + 1
    await asyncio.gather(*(log.append("s", n, "client", b"x") for n in range(rows)))

    assert log.commits >= 3


async def test_an_append_to_an_idle_log_waits_for_nobody(path):
    log = SqliteLog(path, window=30.0)

    async with asyncio.timeout(2):
        for n in range(3):
            await log.append("s", n, "client", b"x")

    await log.close()
    assert log.commits == 3


async def test_after_a_crowd_has_gone_the_next_append_is_alone_again(path):
    log = SqliteLog(path, window=0.05)
    await asyncio.gather(*(log.append("s", n, "client", b"x") for n in range(50)))

    await asyncio.sleep(0.2)
    before = log.commits
    await log.append("s", 50, "client", b"x")

    await log.close()
    assert log.commits == before + 1


async def test_every_commit_is_flushed_to_the_disk_in_write_ahead_mode(log):
    writer = log._file._writer

    assert writer.execute("PRAGMA synchronous").fetchone() == (2,)
    assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_the_hot_table_has_no_secondary_index(log):
    found = log._file._reader.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'entries'")

    assert found.fetchall() == []


# ---------------------------------------------------------------- kill -9

APPEND_UNTIL_KILLED = """
import asyncio, sys
from monitor.adapters.sqlite_log import SqliteLog

async def learner(log, name):
    for n in range(10**6):
        entry = await log.append(name, n, "client", b"x" * 700)
        sys.stdout.write(f"{entry.stream} {entry.n} {entry.digest.hex()}\\n")
        sys.stdout.flush()

async def main():
    log = SqliteLog(sys.argv[1])
    await asyncio.gather(*(learner(log, f"s{n}") for n in range(20)))

asyncio.run(main())
"""


def acknowledged_until_killed(path, lines):
    """Run a writer, read so many of its acknowledgements, kill it with SIGKILL and read what it had still printed."""
    writer = subprocess.Popen([sys.executable, "-c", APPEND_UNTIL_KILLED, str(path)], stdout=subprocess.PIPE, text=True)
    with writer:
        printed = [writer.stdout.readline() for _ in range(lines)]
        os.kill(writer.pid, signal.SIGKILL)
        printed += writer.stdout.readlines()
    return [tuple(line.split()) for line in printed if line.endswith("\n")]


async def test_everything_acknowledged_before_a_kill_is_found(path):
    acknowledged = acknowledged_until_killed(path, lines=500)

    log = SqliteLog(path)
    found = [entry for stream in await log.streams() for entry in await log.read(stream)]
    await log.close()
    assert len(acknowledged) >= 500
    assert set(acknowledged) <= {(entry.stream, str(entry.n), entry.digest.hex()) for entry in found}


async def test_after_a_kill_every_stream_goes_on_unbroken(path):
    acknowledged_until_killed(path, lines=200)

    log = SqliteLog(path)
    for stream in await log.streams():
        await log.append(stream, 1, "server", b"after")
        assert first_broken(await log.read(stream)) is None
    await log.close()


# ---------------------------------------------------------------- errors


async def fill_disk(log):
    """Let the file grow no further; SQLite says then what it says on a full disk."""
    writer = log._file._writer
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count = {pages}")


async def test_a_full_disk_is_an_error_with_its_cause_and_nothing_is_stored(log):
    await log.append("s", 1, "client", b"x")
    await fill_disk(log)

    with pytest.raises(EventLogError, match="full") as refused:
        await log.append("s", 2, "client", os.urandom(100_000))

    assert isinstance(refused.value.__cause__, sqlite3.OperationalError)
    assert len(await log.read("s")) == 1


async def test_when_a_group_fails_nobody_in_it_is_acknowledged(log):
    await log.append("s0", 1, "client", b"x")
    await fill_disk(log)

    calls = (log.append(f"s{n}", 1, "client", os.urandom(100_000)) for n in range(20))
    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    assert {type(outcome) for outcome in outcomes} == {EventLogError}
    assert await log.streams() == ["s0"]


async def test_once_there_is_room_again_the_chain_goes_on_where_it_stood(log):
    await log.append("s", 1, "client", b"x")
    await fill_disk(log)
    with pytest.raises(EventLogError):
        await log.append("s", 2, "client", os.urandom(100_000))

    log._file._writer.execute("PRAGMA max_page_count = 1000000")
    entry = await log.append("s", 3, "client", b"y")

    assert entry.n == 1
    assert first_broken(await log.read("s")) is None


@pytest.mark.parametrize(("received", "stored"), [(2**63 - 1, True), (2**63, False), (-(2**63) - 1, False)])
async def test_a_time_that_the_file_cannot_hold_is_refused_alone(log, received, stored):
    outcomes = await asyncio.gather(
        log.append("a", 1, "client", b"x"), log.append("b", received, "client", b"x"), return_exceptions=True
    )

    assert not isinstance(outcomes[0], Exception)
    assert isinstance(outcomes[1], EventLogError) is not stored


async def test_a_file_that_is_no_log_is_refused_when_opened(path):
    path.write_bytes(b"not a database, but long enough to be looked at" * 100)

    with pytest.raises(EventLogError) as refused:
        SqliteLog(path)

    assert isinstance(refused.value.__cause__, sqlite3.DatabaseError)


async def test_a_folder_that_does_not_exist_is_refused_when_opened(tmp_path):
    with pytest.raises(EventLogError):
        SqliteLog(tmp_path / "nowhere" / "events.db")


async def test_a_second_process_at_the_same_file_cannot_fork_a_chain(log, path):
    await log.append("s", 1, "client", b"x")
    second = SqliteLog(path)
    await log.append("s", 2, "client", b"mine")

    with pytest.raises(EventLogError) as refused:
        await second.append("s", 2, "client", b"theirs")

    await second.close()
    assert isinstance(refused.value.__cause__, sqlite3.IntegrityError)
    assert [entry.payload for entry in await log.read("s")] == [b"x", b"mine"]


# ---------------------------------------------------------------- where streams end


async def fill(log, streams=5, entries=40):
    for n in range(entries):
        await asyncio.gather(*(log.append(f"s{k}", n, "client", b"x") for k in range(streams)))


@pytest.mark.parametrize("mark_every", [1, 7, 199, 200, 201])
async def test_marks_change_nothing_that_is_read(path, monkeypatch, mark_every):
    monkeypatch.setattr(stream_ends, "_EVERY", mark_every)
    log = SqliteLog(path)
    await fill(log)

    for k in range(5):
        assert [entry.n for entry in await log.read(f"s{k}")] == list(range(40))
    await log.close()


async def test_streams_that_were_let_go_of_memory_go_on_where_they_stood(path, monkeypatch):
    monkeypatch.setattr(stream_ends, "_EVERY", 3)
    monkeypatch.setattr(stream_ends, "_KEEP", 2)
    log = SqliteLog(path)
    await fill(log)

    streams = [await log.read(f"s{k}") for k in range(5)]
    await log.close()
    assert [first_broken(stream) for stream in streams] == [None] * 5
    assert [len(stream) for stream in streams] == [40] * 5


def marked(path):
    with sqlite3.connect(path) as file:
        (position,) = file.execute("SELECT position FROM marked").fetchone()
        written = file.execute("SELECT count(*) FROM streams JOIN entries ON position = last WHERE n > 0").fetchone()
    return position, *written


async def test_ends_are_written_down_a_few_with_each_commit_and_then_marked(log, path, monkeypatch):
    monkeypatch.setattr(stream_ends, "_EVERY", 20)
    monkeypatch.setattr(stream_ends, "_PART", 3)
    await fill(log, streams=10, entries=2)
    seen = []
    for n in range(4):
        await log.append("s0", n, "client", b"x")
        seen.append(marked(path))

    assert seen == [(0, 3), (0, 6), (0, 9), (20, 10)]


async def test_a_crash_in_the_middle_of_a_round_loses_no_stream_its_end(log, path, tmp_path, monkeypatch):
    monkeypatch.setattr(stream_ends, "_EVERY", 13)
    monkeypatch.setattr(stream_ends, "_PART", 2)
    for n in range(40):
        await log.append(f"s{n * n % 7}", n, "client", b"x")
        crashed = tmp_path / f"crashed-{n}.db"
        shutil.copy(path, crashed)
        shutil.copy(f"{path}-wal", f"{crashed}-wal")

        again = SqliteLog(crashed)
        await again.append(f"s{n * n % 7}", 99, "client", b"y")
        streams = [await again.read(name) for name in await again.streams()]
        await again.close()
        assert [first_broken(stream) for stream in streams] == [None] * len(streams)
        assert sum(map(len, streams)) == n + 2


async def test_what_a_crash_left_unmarked_is_found_by_the_next_opening(log, path, tmp_path):
    await fill(log)
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    shutil.copy(f"{path}-wal", f"{copy}-wal")  # as a crash leaves it: entries in the file, nothing marked

    again = SqliteLog(copy)
    entry = await again.append("s2", 99, "client", b"x")
    stream = await again.read("s2")
    await again.close()
    assert entry.n == 40
    assert first_broken(stream) is None


async def test_a_mark_that_fails_costs_nobody_an_entry(log, path, monkeypatch):
    monkeypatch.setattr(stream_ends, "_EVERY", 1)
    log._file._writer.execute(
        "CREATE TRIGGER no BEFORE UPDATE ON streams BEGIN SELECT RAISE(ABORT, 'no marks today'); END"
    )
    await fill(log)
    await log.close()

    again = SqliteLog(path)
    streams = [await again.read(f"s{k}") for k in range(5)]
    await again.close()
    assert [(len(stream), first_broken(stream)) for stream in streams] == [(40, None)] * 5


async def test_a_mark_that_undoes_the_entries_with_it_is_said_to_whoever_waits_and_nothing_is_lost(log, monkeypatch):
    monkeypatch.setattr(stream_ends, "_EVERY", 1)
    await fill(log, entries=2)
    writer = log._file._writer
    writer.execute("CREATE TRIGGER no BEFORE UPDATE ON streams BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END")
    await log.append("s9", 1, "client", b"x")  # with it a round is due
    with pytest.raises(EventLogError, match="the disk is full"):
        await log.append("s0", 1, "client", b"x")
    writer.execute("DROP TRIGGER no")

    assert (await log.append("s0", 1, "client", b"x")).n == 2
    assert [entry.n for entry in await log.read("s0")] == [0, 1, 2]


async def test_a_second_opening_that_closes_later_puts_no_end_back(log, path, tmp_path, monkeypatch):
    monkeypatch.setattr(stream_ends, "_EVERY", 2)
    for n in range(2):
        await log.append("s0", n, "client", b"x")
    second = SqliteLog(path)
    for stream in ("s0", "s0", "s0", "s0", "s1", "s1"):
        await log.append(stream, 1, "client", b"x")
    await second.close()
    for n in range(6):
        await log.append("s1", n, "client", b"x")

    crashed = tmp_path / "crashed.db"
    shutil.copy(path, crashed)
    shutil.copy(f"{path}-wal", f"{crashed}-wal")
    again = SqliteLog(crashed)
    streams = [await again.read(name) for name in ("s0", "s1")]
    await again.close()
    assert [len(stream) for stream in streams] == [6, 8]


# ---------------------------------------------------------------- reading only


async def test_a_copy_opened_for_reading_only_reads_all_and_takes_nothing(path, tmp_path):
    log = SqliteLog(path)
    await fill(log)
    await log.close()
    folder = tmp_path / "copy"
    folder.mkdir()
    shutil.copy(path, folder / "events.db")
    folder.chmod(0o500)

    copy = SqliteLog(folder / "events.db", read_only=True)
    with pytest.raises(EventLogError, match="reading only"):
        await copy.append("s0", 1, "client", b"x")

    assert await copy.streams() == [f"s{k}" for k in range(5)]
    assert len(await copy.read("s3")) == 40
    await copy.close()
    assert [file.name for file in folder.iterdir()] == ["events.db"]


async def test_a_log_that_is_still_written_can_be_read_by_another_process(log, path):
    await fill(log, entries=2)
    reader = SqliteLog(path, read_only=True)
    await log.append("s0", 3, "client", b"later")
    await log.append("new", 3, "client", b"later")

    assert len(await reader.read("s0")) == 3
    assert len(await reader.read("new")) == 1
    await reader.close()


async def test_another_kind_of_database_is_refused_when_opened_for_reading(path):
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE something (x)")
    other.close()

    with pytest.raises(EventLogError, match="marked"):
        SqliteLog(path, read_only=True)


async def test_opening_for_reading_only_makes_no_file(path):
    with pytest.raises(EventLogError):
        SqliteLog(path, read_only=True)

    assert not path.exists()
