"""Class plans over the API: proposed by platforms and institutions, in force when the office approves (K10, ONL-12)."""

import pytest
from small_world import CLASS, LESSONS, short_rules
from sqlmodel import Session
from test_vendor_api import is_problem

from monitor.adapters.registry.models import PlanVersion
from monitor.web.office_api.people import office_key

LESSON = {"course": "new", "course_type": "specialty", "duration_ms": 40_000, "content_hash": "0" * 64}


@pytest.fixture
def school(world):
    """Ask as the institution."""
    secret = world.monitor.registry.issue_key("institution-1", 0, kind="institution")

    async def ask(method: str, path: str, **content):
        return await world.http.request(method, path, headers={"Authorization": f"Bearer {secret}"}, **content)

    return ask


@pytest.fixture
def office(world):
    """Ask as a person of the office."""
    headers = {"X-Person": "zhao", "Authorization": f"Bearer {office_key(world.monitor.keys, 'zhao')}"}

    async def ask(method: str, path: str, **content):
        return await world.http.request(method, path, headers=headers, **content)

    return ask


def plan(**other) -> dict:
    pieces = [{"lesson": name, "start_ms": 0, "end_ms": 32_000} for name in LESSONS]
    facts = {"training_class": "class-7", "class_title": "C7", "total_class_hours": 40}
    return {**facts, "units": [{"unit": "hour-1", "slices": pieces}], **other}


async def proposed(ask, **other) -> str:
    response = await ask("POST", "/v1/plans", json=plan(**other))
    assert response.status_code == 201, response.text
    return response.json()["proposal"]


async def test_a_plan_is_in_force_once_the_office_approves_it(world, school, office):
    proposal = await proposed(school)
    assert "class-7" not in world.monitor.registry.classes()
    [waiting] = (await office("GET", "/v1/plan-proposals?state=proposed")).json()["items"]
    done = await office("POST", f"/v1/plan-proposals/{proposal}/approval", json={"document": "2026-31"})
    told = (await school("GET", f"/v1/plans/{proposal}")).json()

    assert (waiting["proposal"], waiting["proposed_by"]) == (proposal, "institution/institution-1")
    assert (done.status_code, told["state"], told["document"]) == (201, "approved", "2026-31")
    assert [unit.unit for unit in world.monitor.registry.class_plan("class-7").units] == ["hour-1"]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({}, ("institution/institution-1", "class-7/1")),
        ({"source_system": "talent", "external_id": "JH-7"}, ("talent", "JH-7")),
    ],
)
async def test_a_plan_keeps_the_id_of_the_system_that_it_comes_from(world, school, office, told, kept):
    proposal = await proposed(school, **told)
    said = (await office("POST", f"/v1/plan-proposals/{proposal}/approval", json={"document": "2026-31"})).json()
    with Session(world.monitor.registry._engine) as session:
        stored = session.get(PlanVersion, ("class-7", "1"))

    assert (said["source_system"], said["external_id"]) == kept
    assert (stored.source_system, stored.external_id) == kept


async def test_one_id_of_another_system_is_one_plan(school, office):
    first, second = [
        await proposed(school, training_class=name, source_system="talent", external_id="JH-7")
        for name in ("class-7", "class-8")
    ]
    await office("POST", f"/v1/plan-proposals/{first}/approval", json={"document": "2026-31"})
    refused = await office("POST", f"/v1/plan-proposals/{second}/approval", json={"document": "2026-31"})

    is_problem(refused, 422, "external_id")


async def test_a_changed_plan_is_a_further_version(world, school, office):
    proposal = await proposed(school, training_class=CLASS, version="2")
    await office("POST", f"/v1/plan-proposals/{proposal}/approval", json={"document": "2026-32"})

    assert world.monitor.registry.class_plan(CLASS).version == "2"
    is_problem(await school("POST", "/v1/plans", json=plan(training_class=CLASS, version="2")), 422, "version")


async def test_onl_12_the_same_document_may_approve_the_videos_of_the_plan(world, school, office):
    for ordinal, name in enumerate(("new-1", "new-2"), 1):
        await world.platform("POST", "/v1/lessons", json={**LESSON, "lesson": name, "ordinal": ordinal})
    pieces = [{"lesson": name, "start_ms": 0, "end_ms": 40_000} for name in ("new-1", "new-2")]
    approved = []
    for place, too in enumerate((False, True)):
        units = [{"unit": "hour", "slices": pieces}]
        proposal = await proposed(school, training_class=f"class-{place}x", units=units)
        content = {"document": "2026-33", "lessons_too": too}
        await office("POST", f"/v1/plan-proposals/{proposal}/approval", json=content)
        approved.append({one.approved for one in world.monitor.registry.class_plan(f"class-{place}x").lessons})

    assert approved == [{False}, {True}]


async def test_what_is_declined_stays_out_and_is_told_why(world, school, office):
    proposal = await proposed(school)
    await office("POST", f"/v1/plan-proposals/{proposal}/refusal", json={"reason": "too few hours"})
    told = (await school("GET", f"/v1/plans/{proposal}")).json()
    again = await office("POST", f"/v1/plan-proposals/{proposal}/approval", json={"document": "2026-34"})

    assert (told["state"], told["reason"]) == ("refused", "too few hours")
    is_problem(again, 422, "proposal")
    assert "class-7" not in world.monitor.registry.classes()


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"units": [{"unit": "u", "slices": [{"lesson": "lesson-9", "start_ms": 0, "end_ms": 1}]}]}, "lesson"),
        (
            {"units": [{"unit": "u", "slices": [{"lesson": LESSONS[0], "start_ms": 9, "end_ms": 9}]}]},
            "units.slices.end",
        ),
        ({"units": []}, "units"),
        ({"institution": "another"}, "institution"),
        ({"total_class_hours": 0}, "total_class_hours"),
    ],
)
async def test_a_plan_that_could_not_be_approved_is_refused_at_once(school, other, field):
    is_problem(await school("POST", "/v1/plans", json=plan(**other)), 422, field)


async def test_k10_a_unit_below_the_least_content_is_refused_when_it_is_proposed(tmp_path):
    from small_world import running

    rules = short_rules(tmp_path, unit_content_min_ms=64_001)
    async with running(tmp_path, rule_pack=rules) as world:
        refused = await world.platform("POST", "/v1/plans", json=plan(institution="institution-1"))

    assert "64000" in is_problem(refused, 422, "units.slices")["detail"]


async def test_a_platform_names_the_institution_and_cannot_take_its_classes_to_another(world):
    world.monitor.registry.add_institution("other", title="O", source_system="test", external_id="o")

    is_problem(await world.platform("POST", "/v1/plans", json=plan()), 422, "institution")
    for wanted in (plan(institution="nobody"), plan(institution="other", training_class=CLASS, version="2")):
        is_problem(await world.platform("POST", "/v1/plans", json=wanted), 422, "institution")


async def test_two_proposals_of_one_version_cannot_both_be_approved(school, office):
    first, second = [await proposed(school) for _ in range(2)]
    answers = [
        await office("POST", f"/v1/plan-proposals/{name}/approval", json={"document": "d"}) for name in (first, second)
    ]

    assert answers[0].status_code == 201
    is_problem(answers[1], 422, "version")


async def test_a_proposal_is_seen_by_who_proposed_it_and_by_the_office(world, school, office):
    proposal = await proposed(school)

    is_problem(await world.platform("GET", f"/v1/plans/{proposal}"), 404, "proposal")
    assert (await world.platform("GET", "/v1/plans")).json()["items"] == []
    assert [one["proposal"] for one in (await school("GET", "/v1/plans")).json()["items"]] == [proposal]
    is_problem(await office("POST", "/v1/plan-proposals/pp-0/refusal", json={"reason": "x"}), 404, "proposal")
