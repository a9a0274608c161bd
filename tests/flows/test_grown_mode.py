"""A collector whose registry and log are in PostgreSQL, by one setting."""

import asyncio

import pytest
from collector_desk import START, Desk
from small_world import FakeFaces, seed
from typer.testing import CliRunner

from monitor import assembly
from monitor.__main__ import app
from monitor.adapters.clock import ManualClock
from monitor.adapters.postgres_locks import PostgresLocks
from monitor.adapters.sqlite_log import SqliteLog
from monitor.flows.adjudicate import adjudicate
from monitor.flows.collector import Collector
from monitor.flows.locks import TaskLocks
from monitor.settings import Settings
from monitor.storage import NotMoved, log_database

PLAYED = {"lesson": "lesson-1", "position": 0, "paused": False, "visible": True}


@pytest.fixture(scope="module")
def database(postgres):
    yield postgres.create("grown")
    postgres.drop("grown")


async def learn_a_little(settings):
    async with assembly.build(settings, faces=FakeFaces()) as monitor:
        seed(monitor.registry)
        monitor.clock = ManualClock(START)
        desk = Desk(monitor, monitor.clock)
        learner = await (await desk.learner(desk.trainee())).come()
        await learner.say("sample", **PLAYED)
        await desk.collector.close()
        return await monitor.log.read(learner.session)


async def test_one_url_puts_registry_and_log_into_the_database(database, tmp_path, monkeypatch):
    written = await learn_a_little(Settings(data=tmp_path, database=database, rule_pack="demo"))
    monkeypatch.setenv("MONITOR_DATABASE", database)

    replayed = await asyncio.to_thread(CliRunner().invoke, app, ["replay", "--data", str(tmp_path)])

    assert len(written) >= 3
    assert f"log: {len(written)} entries in 1 streams of 1 people" in replayed.output
    assert replayed.exit_code == 0
    assert not list(tmp_path.glob("*.db"))


async def test_nobody_is_judged_by_two_collectors_at_the_same_time(database, tmp_path):
    elsewhere = PostgresLocks(database, TaskLocks())
    settings = Settings(data=tmp_path, database=database, rule_pack="demo")
    async with assembly.build(settings, faces=FakeFaces()) as monitor:
        async with elsewhere("judge/li"):
            judging = asyncio.create_task(adjudicate(Collector.of(monitor), "li"))
            done, _ = await asyncio.wait([judging], timeout=0.2)
            assert not done
        await judging
    await elsewhere.close()


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({}, ""),
        ({"database": "postgresql://one/a"}, "postgresql://one/a"),
        ({"database": "postgresql://one/a", "event_log": "postgresql://two/b"}, "postgresql://two/b"),
        ({"database": "postgresql://one/a", "event_log": "folder"}, ""),
        ({"event_log": "postgresql://two/b"}, "postgresql://two/b"),
        ({"database": "sqlite:///somewhere.db"}, ""),
    ],
)
def test_the_log_is_where_the_registry_is_unless_it_is_put_elsewhere(tmp_path, given, where):
    assert log_database(Settings(data=tmp_path, **given)) == where


async def test_no_collector_begins_an_empty_log_beside_one_that_was_not_moved(database, tmp_path):
    await SqliteLog(tmp_path / "events.db").close()

    with pytest.raises(NotMoved, match="migrate-storage"):
        assembly.build(Settings(data=tmp_path, database=database, rule_pack="demo"), faces=FakeFaces())
