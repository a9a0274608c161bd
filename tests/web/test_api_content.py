"""Lessons are proposed over the API and approved by the office alone (ONL-12)."""

import pytest
from test_vendor_api import is_problem

LESSON = {
    "lesson": "welding-1",
    "title": "焊接基础",
    "course": "welding",
    "course_type": "specialty",
    "ordinal": 1,
    "duration_ms": 32_000,
    "content_hash": "0" * 64,
}


async def test_a_new_lesson_waits_for_the_office(world):
    proposed = await world.platform("POST", "/v1/lessons", json=LESSON)
    world.monitor.registry.approve_lesson("welding-1", approved=True)
    again = await world.platform("POST", "/v1/lessons", json=LESSON)

    assert (proposed.status_code, proposed.json()) == (201, {**LESSON, "approved": False})
    assert again.json()["approved"] is True, "sent again, it is the lesson that was approved"


async def test_nobody_approves_a_lesson_by_sending_that_it_is(world):
    proposed = await world.platform("POST", "/v1/lessons", json={**LESSON, "approved": True})

    assert proposed.json()["approved"] is False


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"duration_ms": 33_000}, "duration_ms"),
        ({"content_hash": "1" * 64}, "content_hash"),
        ({"course_type": "general"}, "course_type"),
        ({"lesson": "welding-2"}, "record"),
    ],
)
async def test_other_facts_under_the_same_name_are_refused(world, changed, field):
    await world.platform("POST", "/v1/lessons", json=LESSON)
    is_problem(await world.platform("POST", "/v1/lessons", json={**LESSON, **changed}), 422, field)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"content_hash": "xyz"}, "content_hash"), ({"duration_ms": 0}, "duration_ms"), ({"ordinal": 0}, "ordinal")],
)
async def test_a_wrong_value_is_named(world, wrong, field):
    is_problem(await world.platform("POST", "/v1/lessons", json={**LESSON, **wrong}), 422, field)


async def test_lessons_can_be_listed_by_course(world):
    await world.platform("POST", "/v1/lessons", json=LESSON)
    listed = (await world.platform("GET", "/v1/lessons?course=welding")).json()
    everything = (await world.platform("GET", "/v1/lessons?limit=2")).json()

    assert listed == {"items": [{**LESSON, "approved": False}], "next": None}
    assert [lesson["lesson"] for lesson in everything["items"]] == ["lesson-1", "lesson-2"]
    assert everything["next"]
