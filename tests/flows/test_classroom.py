"""A classroom check-in at the time of an online hour leaves that hour to a person, whichever is known first (K7)."""

from __future__ import annotations

import pytest
from hours_on_desk import learn, learn_and_claim, replayed, result
from small_world import CLASS, PLATFORM, UNIT

from monitor.core import codec
from monitor.core.events import SeenInClassroom
from monitor.core.office_records import CheckIn
from monitor.flows.claim import claim
from monitor.flows.classroom import compare_check_ins
from monitor.flows.streams import claims_stream

MINUTE = 60_000


def check_in(trainee: str, came_at: int, left_at: int | None = None, number: str = "1") -> CheckIn:
    return CheckIn(
        source_system="talent",
        external_id=number,
        trainee=trainee,
        training_class=CLASS,
        came_at=came_at,
        left_at=left_at,
    )


async def noted(desk, trainee: str) -> list[SeenInClassroom]:
    entries = await desk.monitor.log.read(claims_stream(trainee, CLASS))
    facts = [codec.decode_fact(entry.payload) for entry in entries]
    return [fact for fact in facts if isinstance(fact, SeenInClassroom)]


async def test_a_log_that_is_imported_after_the_hour_takes_it_back_for_a_person(desk):
    began, trainee = desk.clock.now(), desk.trainee()
    assert (await learn_and_claim(desk, trainee)).result == "certified"

    desk.monitor.registry.take_in([check_in(trainee, began, began + 30 * MINUTE)])
    assert await compare_check_ins(desk.collector) == 1

    assert await result(desk, trainee) == "held"
    assert [fact.source for fact in await noted(desk, trainee)] == ["talent/1"]
    assert (await replayed(desk)).ok


async def test_a_log_that_was_there_before_the_hour_is_compared_when_the_hour_is_claimed(desk):
    began, trainee = desk.clock.now(), desk.trainee()
    desk.monitor.registry.take_in([check_in(trainee, began, began + 30 * MINUTE)])
    assert await compare_check_ins(desk.collector) == 0

    await learn(desk, trainee)

    assert (await claim(desk.collector, PLATFORM, trainee, CLASS, UNIT)).result == "held"


@pytest.mark.parametrize("before", [10 * MINUTE, 24 * 60 * MINUTE])
async def test_a_classroom_in_the_morning_and_an_hour_online_later_are_fine(desk, before):
    began, trainee = desk.clock.now(), desk.trainee()
    await learn_and_claim(desk, trainee)
    desk.monitor.registry.take_in([check_in(trainee, began - before, began - before // 2)])

    assert await compare_check_ins(desk.collector) == 0
    assert await result(desk, trainee) == "certified"


async def test_what_was_compared_is_compared_again_only_if_it_says_something_else(desk):
    began, trainee = desk.clock.now(), desk.trainee()
    await learn_and_claim(desk, trainee)
    row = check_in(trainee, began - 60 * MINUTE, began - 30 * MINUTE)
    for _ in range(2):
        desk.monitor.registry.take_in([row])
        assert await compare_check_ins(desk.collector) == 0

    desk.monitor.registry.take_in([check_in(trainee, began, began + 30 * MINUTE)])
    assert await compare_check_ins(desk.collector) == 1
    assert await compare_check_ins(desk.collector) == 0
    assert len(await noted(desk, trainee)) == 1


async def test_a_classmates_check_in_is_nothing(desk):
    began, trainee, other = desk.clock.now(), desk.trainee(), desk.trainee("wang")
    await learn_and_claim(desk, trainee)
    desk.monitor.registry.take_in([check_in(other, began, began + 30 * MINUTE)])

    assert await compare_check_ins(desk.collector) == 0
    assert await result(desk, trainee) == "certified"


async def test_a_log_of_thousands_is_compared_to_its_end(desk):
    began, trainee = desk.clock.now(), desk.trainee()
    await learn_and_claim(desk, trainee)
    past = [check_in(trainee, n * MINUTE, n * MINUTE + 1, f"{n:04}") for n in range(1200)]
    desk.monitor.registry.take_in([*past, check_in(trainee, began, began + 30 * MINUTE, "zzz")])

    assert await compare_check_ins(desk.collector) == 1
    assert desk.monitor.registry.new_check_ins(limit=1, grace=0) == []
