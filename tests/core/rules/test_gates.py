"""Conditions of entry: a failed one means that the hour does not count and blames nobody; doubtful evidence holds."""

from __future__ import annotations

import msgspec
import pytest
from core.rules.hours import HENAN, MINUTE, checked, finished, standing

from monitor.core import codec
from monitor.core import events as e
from monitor.core.verdict import Verdict
from monitor.learners.simulated import Simulated, plan_of

PLAN = plan_of({"lesson-1": HENAN["unit_content_min_ms"]}, pack=HENAN)


def honest(**how: object) -> Simulated:
    return finished(checked(**how)).claim()


def on_platform(**state: bool) -> Simulated:
    return honest(platform=e.PlatformState(platform="platform-a", **state))


def with_unit(**changed: object) -> e.ClassPlan:
    return msgspec.structs.replace(PLAN, units=(msgspec.structs.replace(PLAN.units[0], **changed),))


def with_lesson(**changed: object) -> e.ClassPlan:
    return msgspec.structs.replace(PLAN, lessons=(msgspec.structs.replace(PLAN.lessons[0], **changed),))


def outcome(verdict: Verdict) -> tuple[str, set[str], set[str]]:
    found = standing(verdict)
    return verdict.result, set(found), {finding.fault for finding in found.values()}


@pytest.mark.parametrize(
    ("how", "rule"),
    [
        ({"platform": {"catalogued": False}}, "not_catalogued"),
        ({"platform": {"connected": False}}, "not_connected"),
        ({"platform": {"suspended": True}}, "suspended"),
        ({"trainee": {"enrolled": False}}, "not_enrolled"),
        ({"trainee": {"eligible": False}}, "not_eligible"),
        ({"trainee": {"blacklisted": True}}, "blacklisted"),
        ({"plan": with_lesson(approved=False)}, "unapproved_video"),
        ({"plan": with_unit(hour_type="practical")}, "practical_online"),
    ],
)
def test_an_hour_that_fails_a_condition_does_not_count_and_blames_nobody(how: dict[str, object], rule: str) -> None:
    if platform := how.pop("platform", None):
        how = {**how, "platform": e.PlatformState(platform="platform-a", **platform)}  # type: ignore[arg-type]

    assert outcome(honest(**how).verdict()) == ("not_counted_platform", {rule}, {"none"})


def test_an_hour_that_meets_all_conditions_counts() -> None:
    assert outcome(honest().verdict()) == ("certified", set(), set())


def test_all_failed_conditions_are_told_and_not_only_the_first() -> None:
    learner = honest(
        platform=e.PlatformState(platform="platform-a", catalogued=False, connected=False),
        plan=with_lesson(approved=False),
    )

    assert set(standing(learner.verdict())) == {"not_catalogued", "not_connected", "unapproved_video"}


def test_a_condition_that_failed_outranks_a_doubt_and_a_doubt_outranks_a_void() -> None:
    doubtful = {"trainee": {"reference_confirmed": False}}

    def fast(**how: object) -> Verdict:
        return checked(**how).play_unasked(5 * MINUTE, rate=2.0).pop_up(photo=True).claim().verdict()

    assert fast(**doubtful, plan=with_lesson(approved=False)).result == "not_counted_platform"
    assert fast(**doubtful).result == "held"
    assert fast().result == "void_platform"


@pytest.mark.parametrize(
    ("start", "end", "result"),
    [(-MINUTE, 0, "certified"), (-MINUTE, 1, "held"), (10 * MINUTE, 11 * MINUTE, "held"), (0, 10**9, "held")],
)
def test_an_hour_that_touches_an_incident_of_the_collector_is_held(start: int, end: int, result: str) -> None:
    learner = checked()
    learner.play_asked(4 * MINUTE)
    began = learner.verdict().ledger[0].start
    learner.fact(e.IncidentDeclared(start=began + start, end=began + end))

    assert finished(learner).claim().verdict().result == result


def test_an_hour_that_ended_before_an_incident_is_certified() -> None:
    learner = honest()
    ended_at = learner.verdict().ledger[-1].end
    learner.fact(e.IncidentDeclared(start=ended_at, end=ended_at + MINUTE))

    assert learner.verdict().result == "certified"


GRACE = HENAN["concurrent_grace_ms"] + HENAN["concurrent_clock_tolerance_ms"]


@pytest.mark.parametrize(
    ("came", "left", "result"),
    [
        (-MINUTE, 0, "certified"),
        (-MINUTE, GRACE - 1, "certified"),
        (-MINUTE, GRACE, "held"),
        (GRACE - 1, GRACE - 1, "certified"),
        (GRACE, GRACE, "held"),
        (2 * MINUTE, 2 * MINUTE, "held"),
        (MINUTE, 3 * MINUTE, "held"),
    ],
)
def test_an_hour_during_which_the_trainee_sat_in_a_classroom_is_for_a_person(came: int, left: int, result: str) -> None:
    learner = honest()
    began = learner.verdict().ledger[0].start
    learner.fact(e.SeenInClassroom(start=began + came, end=began + left, training_class="c9", source="talent/1"))

    found = learner.verdict()
    assert found.result == result
    assert ("seen_in_classroom" in standing(found)) is (result == "held")


def test_coming_to_a_classroom_after_the_hour_is_fine() -> None:
    learner = honest()
    ended = learner.verdict().ledger[-1].end
    learner.fact(e.SeenInClassroom(start=ended, end=ended + 10**7, training_class="c9", source="talent/1"))

    assert learner.verdict().result == "certified"


def test_a_chain_that_does_not_hold_is_for_a_person() -> None:
    learner = honest()
    learner.stream[5] = msgspec.structs.replace(learner.stream[5], received=learner.stream[5].received + 1)

    assert outcome(learner.verdict()) == ("held", {"chain_broken"}, {"none"})


@pytest.mark.parametrize(("changed", "result"), [({}, "certified"), ({"position": 7}, "held")])
def test_row_47_an_event_that_comes_twice_is_one_event_unless_it_says_something_else(
    changed: dict[str, int], result: str
) -> None:
    learner = honest()
    sent = codec.decode_batch(next(entry for entry in learner.stream if b'"playing"' in entry.payload).payload)
    again = [msgspec.structs.replace(event, **changed) for event in sent.events]

    learner._store(again)

    assert learner.verdict().result == result


def test_row_47_a_popup_that_is_answered_twice_in_two_ways_is_held() -> None:
    learner = checked().play_unasked(4 * MINUTE).pop_up(photo=True)
    learner.say(learner.event(e.PopupAnswered, nonce="popup-told-0002", answer="河流", latency=1500))

    assert outcome(finished(learner).claim().verdict()) == ("held", {"popup_automation"}, {"none"})
