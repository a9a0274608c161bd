"""Log, registry and data folder belong together, and a collector begins over no others."""

import asyncio
from dataclasses import replace

import pytest
from hours_on_desk import learn
from typer.testing import CliRunner

from monitor.__main__ import app
from monitor.adapters.memory_log import MemoryLog
from monitor.flows.installation import AnotherInstallation, refuse_another_installation
from monitor.flows.resume import be_there
from monitor.ports import EventLogError
from tests.registry.databases import lay_out


@pytest.fixture
async def judged(desk):
    """The name of a session by which an hour was judged."""
    trainee = desk.trainee()
    await learn(desk, trainee)
    await desk.collector.background.settle()
    [session] = desk.monitor.registry.sessions_of(trainee)
    return session.stream


@pytest.fixture
def certified(tmp_path):
    """A data folder in which an hour was certified, with a registry that knows of none."""
    lay_out(tmp_path)
    (tmp_path / "certificates").mkdir(exist_ok=True)
    (tmp_path / "certificates" / "a-1.jws").write_text("signed")
    return tmp_path


async def test_a_collector_begins_where_all_is_of_one_installation(desk, judged):
    await refuse_another_installation(desk.monitor)


async def test_a_new_installation_begins_with_nothing(desk):
    await refuse_another_installation(desk.monitor)


async def test_a_collector_does_not_begin_over_a_log_without_what_was_judged(desk, judged):
    with pytest.raises(AnotherInstallation, match=f"no stream {judged}.*MONITOR_EVENT_LOG"):
        async with asyncio.timeout(10):
            await be_there(replace(desk.collector, monitor=replace(desk.monitor, log=MemoryLog())), asyncio.Event())


async def test_who_was_killed_before_a_session_was_in_the_log_begins_again(desk):
    await desk.learner(desk.trainee())
    await refuse_another_installation(replace(desk.monitor, log=MemoryLog()))


async def test_a_log_that_is_away_for_a_moment_ends_no_collector(desk, judged, monkeypatch):
    away = iter([EventLogError("the database is away")])
    read = desk.monitor.log.read

    async def sometimes(*which, **how):
        for error in away:
            raise error
        return await read(*which, **how)

    monkeypatch.setattr(desk.monitor.log, "read", sometimes)
    begun = asyncio.Event()
    there = asyncio.create_task(be_there(desk.collector, begun))
    async with asyncio.timeout(10):
        await begun.wait()
    there.cancel()
    assert list(away) == []


async def test_a_collector_does_not_begin_where_hours_were_certified_and_the_registry_knows_none(desk, certified):
    with pytest.raises(AnotherInstallation, match="MONITOR_DATABASE"):
        await refuse_another_installation(replace(desk.monitor, certificates=certified / "certificates"))


def test_nothing_is_registered_there_either(certified):
    words = ["register", "office", "henan", "--title", "x", "--data", str(certified)]
    refused = CliRunner().invoke(app, words)

    assert refused.exit_code == 2
    assert "MONITOR_DATABASE" in refused.stderr
