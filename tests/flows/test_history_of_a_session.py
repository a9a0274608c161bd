"""What a session that opens has to know of the trainee's earlier ones: all about its class hours, pictures of any."""

import pytest

from monitor import rulepacks
from monitor.adapters.memory_log import MemoryLog
from monitor.flows.live import _about, _frames
from monitor.learners.simulated import Simulated


@pytest.fixture
async def hour():
    """A log with an honest class hour as stream `hour`, its entries, and the name of the attempt at it."""
    learner = Simulated(rulepacks.load("demo")).watch()
    [entries] = learner.streams.values()
    log = MemoryLog()
    for entry in entries:
        await log.append("hour", entry.received, entry.source, entry.payload)
    return log, await log.read("hour"), learner.attempts[0]


async def test_an_earlier_session_at_the_same_class_hour_is_known_whole(hour):
    log, entries, attempt = hour

    assert await _about(log, {attempt, "another"}, "hour") == entries


async def test_of_another_class_hour_only_what_the_server_saw_is_known(hour):
    log, entries, _ = hour
    known = await _about(log, {"another"}, "hour")

    assert {entry.source for entry in known} == {"server"}
    assert len(known) < len(entries)


async def test_no_picture_of_any_class_hour_is_taken_for_a_new_one(hour):
    log, entries, _ = hour

    assert list(_frames(await _about(log, {"another"}, "hour"))) == list(_frames(entries)) != []


async def test_a_session_that_never_began_says_nothing():
    assert list(await _about(MemoryLog(), {"another"}, "hour")) == []
