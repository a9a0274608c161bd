"""Lessons are proposed over the API and approved by the office alone (ONL-12)."""

from datetime import date

import msgspec
import pytest
from small_world import CLASS
from test_vendor_api import is_problem

from monitor.core.plan_proposals import PlanProposal

LESSON = {
    "lesson": "welding-1",
    "title": "焊接基础",
    "course": "welding",
    "course_type": "specialty",
    "ordinal": 1,
    "duration_ms": 32_000,
    "content_hash": "0" * 64,
}
OURS = {"external_id": "welding-1", "course_external_id": "welding"}
REGISTERED = {**LESSON, "approved": False, "source_system": "platform/platform-1", **OURS}
THEIRS = {"source_system": "internet_plus", "external_id": "V-001", "course_external_id": "K-1"}


async def test_a_new_lesson_waits_for_the_office(world):
    proposed = await world.platform("POST", "/v1/lessons", json=LESSON)
    world.monitor.registry.approve_lesson("welding-1", approved=True)
    again = await world.platform("POST", "/v1/lessons", json=LESSON)

    assert (proposed.status_code, proposed.json()) == (201, REGISTERED)
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

    assert listed == {"items": [REGISTERED], "next": None}
    assert [lesson["lesson"] for lesson in everything["items"]] == ["lesson-1", "lesson-2"]
    assert everything["next"]


# ---------------------------------------------------------------- where they come from


async def test_a_lesson_keeps_the_ids_of_the_system_that_it_comes_from_first(world):
    proposed = await world.platform("POST", "/v1/lessons", json={**LESSON, **THEIRS})
    await world.platform("POST", "/v1/lessons", json=LESSON)
    listed = (await world.platform("GET", "/v1/lessons?course=welding")).json()

    assert proposed.json() == {**LESSON, **THEIRS, "approved": False}
    assert listed["items"] == [proposed.json()]


async def test_one_id_of_another_system_is_one_lesson(world):
    await world.platform("POST", "/v1/lessons", json={**LESSON, **THEIRS})
    second = {**LESSON, **THEIRS, "lesson": "welding-2", "ordinal": 2}

    is_problem(await world.platform("POST", "/v1/lessons", json=second), 422, "external_id")


# ---------------------------------------------------------------- whose a course is


@pytest.fixture
def others(world):
    """Ask as another platform, or as the institution whose class `class-1` is."""
    registry = world.monitor.registry
    registry.add_platform("p-2", title="P2", source_system="s", external_id="2", catalogued_from=date(2023, 3, 7))
    keys = {
        "platform": registry.issue_key("p-2", 0),
        "institution": registry.issue_key("institution-1", 0, kind="institution"),
    }

    async def propose(kind: str, **lesson):
        headers = {"Authorization": f"Bearer {keys[kind]}"}
        return await world.http.post("/v1/lessons", headers=headers, json={**LESSON, **lesson})

    return propose


@pytest.mark.parametrize("kind", ["platform", "institution"])
async def test_nobody_takes_a_place_in_somebody_elses_course(world, others, kind):
    await world.platform("POST", "/v1/lessons", json=LESSON)
    refused = await others(kind, lesson="welding-2", ordinal=2)

    is_problem(refused, 422, "course")
    assert [one.plan.lesson for one in world.monitor.registry.lessons(course="welding")] == ["welding-1"]


async def test_the_same_lesson_of_somebody_else_is_that_lesson(world, others):
    await world.platform("POST", "/v1/lessons", json=LESSON)

    assert (await others("platform")).status_code == 201


async def test_the_owner_of_a_course_adds_to_it(world):
    await world.platform("POST", "/v1/lessons", json=LESSON)
    further = await world.platform("POST", "/v1/lessons", json={**LESSON, "lesson": "welding-2", "ordinal": 2})

    assert further.status_code == 201


@pytest.mark.parametrize(("kind", "status"), [("platform", 422), ("institution", 201)])
async def test_a_course_of_the_office_is_for_the_institutions_that_teach_it(others, kind, status):
    added = await others(kind, lesson="lesson-3", course="course-1", course_type="general", ordinal=3)

    assert added.status_code == status


async def test_who_had_a_plan_approved_adds_to_the_courses_in_it(world, others):
    registry = world.monitor.registry
    plan = msgspec.structs.replace(registry.class_plan(CLASS), training_class="class-2")
    proposal = PlanProposal(
        proposal="pp-1",
        institution="institution-1",
        class_title="C",
        plan=plan,
        proposed_by="platform/p-2",
        proposed_at=0,
    )
    registry.propose_plan(proposal, unit_content_min=0)
    lesson = {"lesson": "lesson-3", "course": "course-1", "course_type": "general", "ordinal": 3}
    before = await others("platform", **lesson)
    registry.approve_plan(
        "pp-1", by="zhao", at=0, on=date(2026, 1, 1), document="1", lessons_too=False, unit_content_min=0
    )

    assert [before.status_code, (await others("platform", **lesson)).status_code] == [422, 201]
