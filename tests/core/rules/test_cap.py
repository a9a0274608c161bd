"""ONL-01: online hours are at most 40 % of the class's approved total, in whole hours, by time of completion."""

from __future__ import annotations

import msgspec
import pytest
from core.rules.hours import HENAN, MINUTE, checked, finished

from monitor.core import events as e
from monitor.core.hour_ledger import allot, allowed_hours
from monitor.core.rulepack import always
from monitor.core.verdict import Verdict
from monitor.learners.simulated import plan_of


@pytest.fixture(scope="module")
def hour() -> Verdict:
    return finished(checked()).claim().verdict()


def hours(hour: Verdict, *completed_at: int) -> list[Verdict]:
    return [
        msgspec.structs.replace(hour, attempt=f"a{place}", unit=f"u{place}", completed_at=at)
        for place, at in enumerate(completed_at)
    ]


@pytest.mark.parametrize(
    ("total", "allowed"),
    [(0, 0), (1, 0), (2, 0), (3, 1), (40, 16), (41, 16), (42, 16), (43, 17), (45, 18), (80, 32), (100, 40)],
)
def test_whole_hours_are_rounded_down_and_exactly_forty_per_cent_is_allowed(total: int, allowed: int) -> None:
    assert allowed_hours(total, HENAN) == allowed
    assert allowed * 100 <= total * 40


@pytest.mark.parametrize(("certified", "beyond"), [(15, 0), (16, 0), (17, 1), (20, 4)])
def test_of_a_class_of_forty_hours_sixteen_count(hour: Verdict, certified: int, beyond: int) -> None:
    results = [verdict.result for verdict in allot(hours(hour, *range(certified)), 40, always(HENAN))]

    assert (results.count("certified"), results.count("not_counted_cap")) == (certified - beyond, beyond)


def test_the_cap_is_filled_by_time_of_completion_whatever_the_order_of_opening(hour: Verdict) -> None:
    results = [verdict.result for verdict in allot(hours(hour, 30, 10, 20), 5, always(HENAN))]

    assert results == ["not_counted_cap", "certified", "certified"]


def test_a_unit_counts_once_however_often_it_is_learned(hour: Verdict) -> None:
    twice = [msgspec.structs.replace(one, unit="u0") for one in hours(hour, 1, 2)]

    assert [verdict.result for verdict in allot(twice, 40, always(HENAN))] == ["certified", "not_counted_cap"]


@pytest.mark.parametrize("result", ["held", "void_trainee", "void_platform", "in_progress", "not_counted_platform"])
def test_only_certified_hours_fill_the_cap(hour: Verdict, result: str) -> None:
    first, second = hours(hour, 1, 2)
    other = msgspec.structs.replace(first, result=result)

    assert [verdict.result for verdict in allot([other, second], 3, always(HENAN))] == [result, "certified"]


@pytest.mark.parametrize(("total", "result"), [(2, "not_counted_cap"), (3, "certified")])
def test_a_judgement_applies_the_cap_of_the_approved_plan(total: int, result: str) -> None:
    plan = plan_of({"lesson-1": HENAN["unit_content_min_ms"]}, pack=HENAN, hours=total)

    assert finished(checked(plan=plan)).claim().verdict().result == result


def test_every_class_has_a_cap_of_its_own() -> None:
    content = {"lesson-1": HENAN["unit_content_min_ms"]}
    one = finished(checked(plan=plan_of(content, pack=HENAN, hours=3), label="one-")).claim().close()
    other_plan = plan_of(content, pack=HENAN, hours=3, training_class="class-2")
    other = finished(checked(plan=other_plan, label="other-", now=one.now + MINUTE)).claim()

    assert [verdict.result for verdict in one.verdicts(other)] == ["certified", "certified"]


def test_a_restored_hour_takes_its_place_by_completion_again() -> None:
    content = {"lesson-1": 2_420_000, "lesson-2": 2_420_000}
    plan = plan_of(content, pack=HENAN, hours=3, units=2, course_type="general")
    learner = checked(plan=plan, trainee={"reference_confirmed": True})
    first, second = learner.attempts
    for _ in range(3):
        learner.check_face("mismatch")
    finished(learner.check_face())
    learner.attempts = [second, first]
    learner.say(learner.event(e.LessonOpen, lesson="lesson-2", duration=2_420_000))
    learner.lesson, learner.position = "lesson-2", 0
    finished(learner.check_face())
    learner.claim("unit-1").claim("unit-2")
    assert [verdict.result for verdict in learner.verdicts()] == ["held", "certified"]

    learner.fact(e.NoticeGiven(attempt=first, result="held", appeal_until=learner.now + MINUTE))
    learner.fact(e.Decision(attempt=first, outcome="restored", decided_by="office", reason="the trainee was there"))

    assert [verdict.result for verdict in learner.verdicts()] == ["certified", "not_counted_cap"]
