"""The office's catalogue and a platform's page: how platforms stand, and what their hours show of the six controls."""

from datetime import date

import pytest
import pytest_asyncio
from cases_at_hand import accuse, claimed, decided, hear
from console_desk import person, seed_offices
from small_world import PLATFORM, running, seed

from monitor.core import codec
from monitor.core.callers import Caller
from monitor.core.events import ClassPlan, LessonPlan, LessonSlice, UnitPlan
from monitor.core.origins import Origin
from monitor.core.plan_proposals import PlanProposal
from monitor.core.platform_facts import Observed, PhotoLost
from monitor.core.registered_lessons import RegisteredLesson
from monitor.flows.observed_controls import DAYS
from monitor.flows.streams import audits_stream

DAY_MS = 86_400_000
LISTED = {"source_system": "test", "catalogued_from": date(2023, 3, 7)}

pytestmark = pytest.mark.asyncio(loop_scope="module")


def _seeded(registry):
    key = seed(registry)
    seed_offices(registry)
    registry.add_platform("gone", title="Left it", external_id="p1", **LISTED, catalogued_to=date(2023, 4, 1))
    registry.add_platform("heard", title="Heard", external_id="p2", **LISTED)
    registry.add_platform("loose", title="Loose", external_id="p3", **LISTED, connected=False)
    registry.add_platform("out", title="Out", external_id="p4", **LISTED)
    registry.add_platform("stopped", title="Stopped by hand", external_id="p5", **LISTED)
    registry.suspend_platform("stopped", date(2023, 5, 1), "2023-9")
    return key


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory):
    """A world with platforms that stand in every way; two of them have cases."""
    async with running(tmp_path_factory.mktemp("office"), seeded=_seeded) as world:
        await hear(world, await accuse(world, "heard"))
        confirmed = await accuse(world, "out", "D4")
        await hear(world, confirmed)
        await decided(world, confirmed)
        yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lead(office):
    async with person(office) as lead:
        yield await lead.enter()


async def listed(lead, **query) -> list[str]:
    return [one["platform"] for one in (await lead.get("/platforms", **query)).json()["items"]]


# ---------------------------------------------------------------- the catalogue


@pytest.mark.parametrize(
    ("query", "platforms"),
    [
        ({}, ["gone", "heard", "loose", "out", PLATFORM, "stopped"]),
        ({"state": "live"}, ["heard", PLATFORM]),
        ({"state": "suspended"}, ["out", "stopped"]),
        ({"state": "uncatalogued"}, ["gone"]),
        ({"state": "disconnected"}, ["loose"]),
        ({"stage": "answered"}, ["heard"]),
        ({"stage": "confirmed", "state": "suspended"}, ["out"]),
        ({"stage": "signal"}, []),
        ({"text": " BY hand "}, ["stopped"]),
    ],
)
async def test_platforms_are_found_by_state_stage_and_name(lead, query, platforms):
    assert await listed(lead, **query) == platforms


async def test_the_overview_counts_platforms_as_the_list_finds_them(lead):
    counted = (await lead.get("/overview")).json()["platforms"]
    assert counted == {state: len(await listed(lead, state=state)) for state in counted}


async def test_the_catalogue_comes_in_pages(lead):
    first = (await lead.get("/platforms", limit=4)).json()
    second = (await lead.get("/platforms", limit=4, cursor=first["next"])).json()
    assert [one["platform"] for one in second["items"]] == [PLATFORM, "stopped"]
    assert second["next"] is None


async def test_the_overview_tells_the_latest_steps_in_cases_to_those_who_see_everything(office, lead):
    said = (await lead.get("/overview")).json()["cases"]
    assert [(one["platform"], one["stage"]) for one in said] == [("out", "confirmed"), ("heard", "answered")]
    async with person(office, "local_office") as county:
        assert (await (await county.enter()).get("/overview")).json()["cases"] == []


# ---------------------------------------------------------------- one platform


async def test_a_platform_that_a_case_suspends_says_so_with_its_days(lead):
    said = (await lead.get("/platforms/out")).json()
    [case] = said["cases"]
    assert (said["state"], case["stage"]) == ("suspended", "confirmed")
    assert said["suspensions"] == [{"first_on": case["discovered_on"], "last_on": None}]
    assert said["connections"] == [{"first_on": "2023-03-07", "last_on": None}]
    assert [(probe["disqualifier"], probe["allowed"]) for probe in said["probes"]] == [("D4", 3)]


async def test_a_time_on_the_catalogue_ends_with_its_last_day(lead):
    said = (await lead.get("/platforms/gone")).json()
    assert said["catalogue"] == [{"first_on": "2023-03-07", "last_on": "2023-04-01"}]


async def test_a_suspension_by_hand_is_in_the_history_too(lead):
    assert (await lead.get("/platforms/stopped")).json()["suspensions"] == [{"first_on": "2023-05-01", "last_on": None}]


async def test_of_a_platform_that_nobody_registered_nothing_is_known(lead):
    for path in ("", "/controls", "/faces"):
        response = await lead.get(f"/platforms/nobody{path}")
        assert (response.status_code, response.json()["field"]) == (404, "platform")


async def test_a_video_in_a_proposed_plan_waits_until_it_is_approved(office, lead):
    registry = office.monitor.registry
    lesson = LessonPlan(
        lesson="new-video", course="new", course_type="general", ordinal=1, duration=70_000, approved=False
    )
    caller = Caller(kind="platform", owner=PLATFORM, key="k", scopes=frozenset())
    ours = Origin(source_system=caller.name)
    registry.propose_lesson(RegisteredLesson(plan=lesson, title="New", origin=ours, course_origin=ours), caller, 0)
    units = (UnitPlan(unit="u", slices=(LessonSlice(lesson="new-video", start=0, end=70_000),)),)
    plan = ClassPlan(training_class="class-9", total_class_hours=40, lessons=(lesson,), units=units, version="1")
    proposed = {"institution": "institution-1", "class_title": "C", "plan": plan, "proposed_at": 0}
    registry.propose_plan(
        PlanProposal(proposal="p-1", proposed_by=f"platform/{PLATFORM}", **proposed), unit_content_min=61_000
    )

    [waiting] = (await lead.get(f"/platforms/{PLATFORM}")).json()["lessons"]
    assert (waiting["lesson"], waiting["training_class"]) == ("new-video", "class-9")
    registry.approve_lesson("new-video", approved=True, on=date(2026, 1, 1), document="2026-1")
    assert (await lead.get(f"/platforms/{PLATFORM}")).json()["lessons"] == []


# ---------------------------------------------------------------- controls


async def controls(lead) -> dict:
    return (await lead.get(f"/platforms/{PLATFORM}/controls")).json()


def row(said: dict, disqualifier: str) -> list[int]:
    [one] = [one for one in said["controls"] if one["disqualifier"] == disqualifier]
    return [one["tried"], one["stopped"], one["let_through"], one["claimed"]]


async def test_a_control_is_counted_as_tried_stopped_let_through_and_claimed(office, lead):
    await claimed(office, "a-1", observed=(Observed(disqualifier="D1", stopped=3),), photo_moment=5)
    await claimed(office, "a-2", observed=(Observed(disqualifier="D1", let_through=2),), lapse="D1")
    before = await controls(lead)
    assert (before["hours"], before["photos"]) == (2, 1)
    assert row(before, "D1") == [5, 3, 2, 1]
    assert row(before, "D2") == [0, 0, 0, 0]

    await claimed(office, "a-2", observed=(Observed(disqualifier="D1", let_through=2),))
    after = await controls(lead)
    assert (after["hours"], row(after, "D1")) == (2, [5, 3, 2, 0]), "an hour that was mended counts once, as it is now"


async def test_hours_of_more_than_thirty_days_ago_are_left_out(office, lead):
    hours = (await controls(lead))["hours"]
    now = office.monitor.clock.now()
    await claimed(office, "old", claimed_at=now - DAYS * DAY_MS - 1)
    await claimed(office, "young", claimed_at=now - DAYS * DAY_MS + 60_000)
    assert (await controls(lead))["hours"] == hours + 1


async def test_a_photo_that_an_audit_missed_is_listed_without_its_person(office, lead):
    lost = PhotoLost(platform=PLATFORM, trainee="somebody", stored="s-1:7", sha256="0" * 64, why="gone")
    await office.monitor.log.append(audits_stream(PLATFORM), 0, "server", codec.encode_fact(lost))
    said = await controls(lead)
    assert (said["lost"], said["latest_lost"][0]["entry"]) == (1, "s-1:7")
    assert "somebody" not in str(said)


# ---------------------------------------------------------------- face checks


async def test_where_few_were_checked_no_face_figures_are_shown(lead):
    assert (await lead.get(f"/platforms/{PLATFORM}/faces")).json() == {"groups": []}
