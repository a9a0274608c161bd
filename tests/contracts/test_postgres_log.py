"""What the PostgreSQL log promises beyond the contract: several writers, shared commits, a server that dies."""

import asyncio

import asyncpg
import psycopg
import pytest

from monitor.adapters import postgres_log
from monitor.adapters.postgres_log import PostgresLog
from monitor.core.codec import first_broken
from monitor.core.events import Entry
from monitor.learners.local_postgres import local_postgres
from monitor.ports import EventLogError, Overtaken

NOWHERE = "postgresql://postgres@/logs?host=/nowhere"


@pytest.fixture
async def log(log_database):
    log = PostgresLog(log_database)
    yield log
    await log.close()


@pytest.fixture
async def another(log_database):
    """The log of another collector over the same database."""
    log = PostgresLog(log_database)
    yield log
    await log.close()


def ask(database, question):
    with psycopg.connect(database) as connection:
        return connection.execute(question).fetchall()


# ---------------------------------------------------------------- commits


async def test_appends_of_many_sessions_at_once_share_commits(log):
    await asyncio.gather(*(log.append(f"s{n}", n, "client", b"x" * 770) for n in range(900)))

    assert log.commits <= 9


async def test_a_group_never_holds_more_rows_than_its_limit(log):
    rows = 2 * postgres_log._GROUP_ROWS + 1
    await asyncio.gather(*(log.append("s", n, "client", b"x") for n in range(rows)))

    assert log.commits >= 3


async def test_an_append_to_an_idle_log_waits_for_nobody(log_database):
    log = PostgresLog(log_database, window=100.0)

    async with asyncio.timeout(30):
        for n in range(3):
            await log.append("s", n, "client", b"x")
        await log.close()

    assert log.commits == 3


async def test_every_commit_is_flushed_whatever_the_servers_default_is(log, log_database):
    await log.append("s", 1, "client", b"x")

    assert ask(log_database, "SHOW synchronous_commit") == [("off",)]
    assert await log._writer.fetchval("SHOW synchronous_commit") == "on"


async def test_entries_are_spread_over_partitions_and_have_no_index_but_their_key(log, log_database):
    await asyncio.gather(*(log.append(f"s{n}", 1, "client", b"x") for n in range(200)))

    spread = ask(log_database, "SELECT count(DISTINCT tableoid) FROM event_log.entries")
    indexes = ask(
        log_database, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'event_log' AND tablename='entries'"
    )
    assert spread == [(16,)]
    assert len(indexes) == 1
    assert "(stream, n)" in indexes[0][0]


async def test_streams_that_were_let_go_of_memory_go_on_where_they_stood(log, monkeypatch):
    monkeypatch.setattr(postgres_log, "_KEEP_HEADS", 2)
    for n in range(5):
        await asyncio.gather(*(log.append(f"s{k}", n, "client", b"x") for k in range(5)))

    streams = [await log.read(f"s{k}") for k in range(5)]
    assert [(len(stream), first_broken(stream)) for stream in streams] == [(5, None)] * 5


# ---------------------------------------------------------------- several collectors


async def test_collectors_who_write_into_one_stream_at_once_never_fork_it(log, another):
    names = [f"s{n % 5}" for n in range(200)]
    await asyncio.gather(*(writer.append(name, 1, "client", b"x") for name in names for writer in (log, another)))

    streams = [await log.read(name) for name in sorted(set(names))]
    assert [(len(stream), first_broken(stream)) for stream in streams] == [(80, None)] * 5


async def test_who_thinks_that_a_session_is_still_theirs_is_refused(log, another):
    await log.append("s", 1, "client", b"mine", 0)
    await another.append("s", 2, "client", b"theirs", 1)

    outcomes = await asyncio.gather(
        log.append("s", 3, "client", b"late", 1), log.append("t", 3, "client", b"x", 0), return_exceptions=True
    )

    assert isinstance(outcomes[0], Overtaken)
    assert outcomes[1].n == 0
    assert [entry.payload for entry in await log.read("s")] == [b"mine", b"theirs"]
    assert (await log.append("s", 4, "client", b"again", 2)).n == 2


async def test_the_same_batch_from_two_collectors_is_stored_once(log, another):
    calls = (writer.append("s", 7, "client", b"x", 0) for writer in (log, another))
    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    assert {type(outcome) for outcome in outcomes} == {Entry, Overtaken}
    assert len(await log.read("s")) == 1


async def test_a_collector_reads_at_once_what_another_has_acknowledged(log, another):
    entry = await log.append("s", 1, "client", b"x")

    assert await another.read("s") == [entry]


async def test_collectors_that_start_at_once_over_an_empty_database_both_write(postgres):
    url = postgres.create("fresh_log")
    logs = [PostgresLog(url) for _ in range(4)]
    await asyncio.gather(*(log.append(f"s{k}", 1, "client", b"x") for k, log in enumerate(logs)))

    assert sorted(await logs[0].streams()) == ["s0", "s1", "s2", "s3"]
    for log in logs:
        await log.close()
    postgres.drop("fresh_log")


# ---------------------------------------------------------------- a server that dies or answers no more


async def test_an_entry_whose_acknowledgement_was_lost_is_stored_once(log, monkeypatch):
    inserted, lost = postgres_log._inserted, []

    async def lose_the_first_answer(connection, entries, *, again):
        outcome = await inserted(connection, entries, again=again)
        if not lost:
            lost.append(entries)
            raise ConnectionResetError
        return outcome

    monkeypatch.setattr(postgres_log, "_inserted", lose_the_first_answer)
    entries = await asyncio.gather(*(log.append(f"s{n % 2}", n, "client", b"%d" % n) for n in range(6)))

    assert [entry.n for entry in entries] == [0, 0, 1, 1, 2, 2]
    assert len(lost) == 1
    assert [len(await log.read(name)) for name in ("s0", "s1")] == [3, 3]


async def test_after_a_kill_of_the_server_everything_acknowledged_is_there_once_and_the_rest_follows():
    with local_postgres() as server:
        log = PostgresLog(server.create("logs"), patience=60.0)
        acknowledged = []
        enough = asyncio.Event()

        async def learn(name):
            for n in range(60):
                acknowledged.append(await log.append(name, n, "client", b"%d" % n, n))
                if len(acknowledged) >= 200:
                    enough.set()

        learning = asyncio.gather(*(learn(f"s{k}") for k in range(20)))
        await enough.wait()
        server.kill()
        before = len(acknowledged)
        await asyncio.to_thread(server.start)
        await learning
        found = [entry for name in await log.streams() for entry in await log.read(name)]
        streams = [await log.read(f"s{k}") for k in range(20)]
        await log.close()

    assert 200 <= before < 1200
    assert len(found) == 1200
    assert sorted(found, key=repr) == sorted(acknowledged, key=repr)
    assert [first_broken(stream) for stream in streams] == [None] * 20


async def test_while_the_server_is_away_nothing_is_acknowledged():
    log = PostgresLog(NOWHERE, patience=0.0)

    with pytest.raises(EventLogError) as refused:
        await log.append("s", 1, "client", b"x")
    with pytest.raises(EventLogError, match="cannot be read"):
        await log.read("s")

    await log.close()
    assert isinstance(refused.value.__cause__, OSError)


async def test_when_a_group_fails_nobody_in_it_is_acknowledged_and_the_next_goes_on(log, log_database):
    await log.append("s", 1, "client", b"x")
    ask_only = "ALTER TABLE event_log.entries ADD CONSTRAINT full_disk CHECK (received < 10)"
    with psycopg.connect(log_database) as connection:
        connection.execute(ask_only)

    calls = (log.append(f"s{n}", 8 + n, "client", b"x") for n in range(5))
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    with psycopg.connect(log_database) as connection:
        connection.execute("ALTER TABLE event_log.entries DROP CONSTRAINT full_disk")

    refused = [outcome for outcome in outcomes if isinstance(outcome, EventLogError)]
    assert {type(outcome.__cause__) for outcome in refused} == {asyncpg.CheckViolationError}
    assert len(await log.streams()) == 1 + len(outcomes) - len(refused)
    assert (await log.append("s", 11, "client", b"x")).n == 1


# ---------------------------------------------------------------- what is refused


def test_a_database_of_another_kind_is_refused():
    with pytest.raises(EventLogError, match="postgresql"):
        PostgresLog("mysql://somewhere/logs")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
async def test_the_registrys_url_is_understood_whatever_driver_it_names(scheme, log_database):
    log = PostgresLog(log_database.replace("postgresql", scheme, 1))

    assert await log.streams() == []
    await log.close()


@pytest.mark.parametrize(("stream", "received"), [("a\0b", 1), ("b", 2**63), ("b", -(2**63) - 1)])
async def test_what_the_database_cannot_hold_is_refused_alone(log, stream, received):
    outcomes = await asyncio.gather(
        log.append("a", 1, "client", b"x"), log.append(stream, received, "client", b"x"), return_exceptions=True
    )

    assert not isinstance(outcomes[0], Exception)
    assert isinstance(outcomes[1], EventLogError)


async def test_a_log_opened_for_reading_only_reads_all_and_takes_nothing(log, log_database):
    entry = await log.append("s", 1, "client", b"x")
    reader = PostgresLog(log_database, read_only=True)

    assert await reader.read("s") == [entry]
    with pytest.raises(EventLogError, match="reading only"):
        await reader.append("s", 1, "client", b"x")
    await reader.close()


async def test_opening_for_reading_only_makes_no_tables(postgres):
    log = PostgresLog(postgres.create("no_log"), read_only=True)

    with pytest.raises(EventLogError, match="event_log"):
        await log.streams()

    await log.close()
    assert ask(postgres.url("no_log"), "SELECT 1 FROM pg_namespace WHERE nspname = 'event_log'") == []
    postgres.drop("no_log")
