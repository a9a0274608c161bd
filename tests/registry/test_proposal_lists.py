"""Proposed plans as a list: the oldest first, narrowed, with the videos that wait, never beyond what a tenant sees."""

from datetime import date

import pytest
from msgspec.structs import replace

from monitor.adapters.registry import RegistryError
from monitor.core.accounts import Tenant
from monitor.core.callers import Caller
from monitor.core.events import UnitPlan
from monitor.core.origins import Origin
from monitor.core.plan_proposals import PlanProposal, ProposalSearch
from monitor.core.registered_lessons import RegisteredLesson
from tests.registry.cast import HOUR, a_lesson, a_plan, a_slice

SCHOOL = Tenant(kind="institution", name="school")
OTHERS = Tenant(kind="institution", name="another-school")
VENDOR = Caller(kind="platform", owner="vendor-a", key="k", scopes=frozenset())
OURS = Origin(source_system=VENDOR.name)
VIDEO = a_lesson("new", 1, course="new", approved=False)
DECIDED = {"by": "li", "at": 9}
IN_FORCE = {"on": date(2023, 6, 1), "document": "2023-6", "unit_content_min": HOUR}


def propose(registry, name: str, at: int, *, by: str = "platform/vendor-a", version: str = "") -> None:
    """A further version of the class's plan, with a video that waits."""
    registry.propose_lesson(RegisteredLesson(plan=VIDEO, title="新", origin=OURS, course_origin=OURS), VENDOR, at)
    units = (UnitPlan(unit="u1", slices=(a_slice("new"),)),)
    plan = replace(a_plan(lessons=(VIDEO,), units=units), version=version or f"v-{name}")
    registry.propose_plan(
        PlanProposal(
            proposal=name, institution="school", class_title="焊工班", plan=plan, proposed_by=by, proposed_at=at
        ),
        unit_content_min=HOUR,
    )


def names(lines) -> list[str]:
    return [line.proposal.proposal for line in lines]


@pytest.fixture
def proposed(registry, trainee):
    """Three proposals, whose names are not in the order in which they came; one is declined."""
    propose(registry, "b", 1)
    propose(registry, "a", 2, by="institution/school")
    propose(registry, "c", 2)
    registry.refuse_plan("c", reason="too short", **DECIDED)
    return registry


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({}, ["b", "a", "c"]),
        ({"state": "proposed"}, ["b", "a"]),
        ({"state": "refused"}, ["c"]),
        ({"proposer": "school"}, ["a"]),
        ({"training_class": "c1"}, ["b", "a", "c"]),
        ({"training_class": "c9"}, []),
    ],
)
def test_proposals_come_the_oldest_first_by_state_proposer_and_class(proposed, search, found):
    assert names(proposed.proposal_lines(ProposalSearch(**search), limit=10)) == found


def test_a_list_goes_on_behind_a_proposal_also_among_those_of_one_moment(proposed):
    assert names(proposed.proposal_lines(after=(2, "a"), limit=10)) == ["c"]


@pytest.mark.parametrize(("tenant", "sees"), [(SCHOOL, True), (OTHERS, False)])
def test_an_institution_sees_what_is_proposed_for_its_own_classes(proposed, tenant, sees):
    assert bool(proposed.proposal_lines(tenant=tenant, limit=10)) == sees
    assert bool(proposed.proposal_line("a", tenant=tenant)) == sees


def test_a_video_waits_until_it_is_approved_with_whichever_plan(proposed):
    assert proposed.planned_videos(["new"])["new"].owner == "platform/vendor-a"
    assert [line.waiting for line in proposed.proposal_lines(limit=10)] == [1, 1, 1]
    proposed.approve_plan("a", lessons_too=True, **DECIDED, **IN_FORCE)

    video = proposed.planned_videos(["new"])["new"]
    assert (video.plan.approved, video.approval) == (True, "2023-6")
    assert [line.waiting for line in proposed.proposal_lines(limit=10)] == [0, 0, 0]


def approve(registry) -> None:
    registry.approve_plan("b", lessons_too=False, **DECIDED, **IN_FORCE)


def decline(registry) -> None:
    registry.refuse_plan("b", reason="no", **DECIDED)


@pytest.mark.parametrize("second", [approve, decline])
@pytest.mark.parametrize("first", [approve, decline])
def test_a_proposal_is_decided_once(proposed, first, second):
    first(proposed)
    stands = proposed.plan_proposal("b")
    with pytest.raises(RegistryError, match="already"):
        second(proposed)

    assert proposed.plan_proposal("b") == stands


def test_of_two_proposals_of_one_version_the_second_is_not_approved(proposed):
    propose(proposed, "d", 3, version="v-b")
    approve(proposed)
    with pytest.raises(RegistryError, match="has a plan v-b already"):
        proposed.approve_plan("d", lessons_too=False, **DECIDED, **IN_FORCE)


def test_waiting_videos_come_the_oldest_first_and_those_of_unknown_age_before(registry, trainee):
    propose(registry, "p", 5)
    registry.approve_lesson("l2", approved=False)

    assert [one.plan.lesson for one in registry.waiting_videos(limit=10)] == ["l2", "new"]
    assert [one.plan.lesson for one in registry.waiting_videos(after=(0, "l2"), limit=10)] == ["new"]
