"""The event log may have a database of its own, apart from the registry's: `MONITOR_EVENT_LOG`."""

from dataclasses import replace

import psycopg
import pytest
from collector_desk import START, Desk
from hours_on_desk import learn_and_claim
from small_world import FakeFaces, seed

from monitor import assembly
from monitor.adapters.clock import ManualClock
from monitor.settings import Settings

TABLES = "SELECT to_regclass('event_log.entries') IS NOT NULL, to_regclass('verdicts') IS NOT NULL"


@pytest.fixture
def settings(tmp_path, postgres):
    names = ("registry_apart", "log_apart")
    database, event_log = map(postgres.create, names)
    yield Settings(data=tmp_path, rule_pack="demo", database=database, event_log=event_log)
    for name in names:
        postgres.drop(name)


def log_and_registry_in(database):
    with psycopg.connect(database) as connection:
        return connection.execute(TABLES).fetchone()


async def test_an_hour_is_certified_with_registry_and_log_in_databases_of_their_own(settings):
    clock = ManualClock(START)
    async with assembly.build(settings, faces=FakeFaces()) as built:
        seed(built.registry)
        desk = Desk(replace(built, clock=clock), clock)
        await desk.collector.photos.load()
        verdict = await learn_and_claim(desk, desk.trainee())
        await desk.collector.close()

    assert verdict.result == "certified"
    assert log_and_registry_in(settings.database) == (False, True)
    assert log_and_registry_in(settings.event_log) == (True, False)
