"""D4: no credit without a face match near enough; failed checks are for a person, technical trouble is no fault."""

from __future__ import annotations

import pytest
from core.rules.hours import HENAN, MINUTE, checked, finished, standing

from monitor.core import events as e
from monitor.learners.simulated import SCHOOL, Habits, Simulated, plan_of

TWENTY_MINUTES = HENAN["identity_gap_ms"]
TWO_UNITS = plan_of({"lesson-1": 2_420_000, "lesson-2": 2_420_000}, pack=HENAN, units=2, course_type="general")


@pytest.mark.parametrize(("unchecked", "guilty"), [(9_999, False), (10_000, False), (10_001, True)])
def test_more_than_ten_seconds_of_play_before_any_check_are_the_platforms_fault(unchecked: int, guilty: bool) -> None:
    learner = Simulated(HENAN, supervised=False).play_unasked(unchecked).check_face()

    found = standing(learner.verdict()).get("liveness_unavailable")

    assert (found.fault if found else None) == ("platform" if guilty else None)


@pytest.mark.parametrize("decision", ["mismatch", "spoof_suspected"])
@pytest.mark.parametrize(("tries", "held"), [(1, False), (2, False), (3, True)])
def test_three_failed_checks_in_a_row_are_held(decision: str, tries: int, held: bool) -> None:
    learner = checked()
    for _ in range(tries):
        learner.check_face(decision)

    verdict = finished(learner.check_face()).claim().verdict()

    assert (verdict.result, "identity_failed" in standing(verdict)) == (
        ("held", True) if held else ("certified", False)
    )


@pytest.mark.parametrize(("failures", "held"), [(4, False), (5, True), (6, True)])
def test_the_budget_of_failed_checks_is_five(failures: int, held: bool) -> None:
    learner = checked()
    for _ in range(failures):
        learner.check_face("mismatch").check_face()

    assert ("identity_failed" in standing(finished(learner).claim().verdict())) == held


@pytest.mark.parametrize("decision", ["retry", "camera_error", "service_error"])
def test_quality_and_technique_never_count_however_often(decision: str) -> None:
    learner = checked()
    for _ in range(20):
        learner.check_face(decision)

    verdict = finished(learner.check_face()).claim().verdict()

    assert (verdict.result, standing(verdict)) == ("certified", {})


def test_an_uncertain_comparison_is_held() -> None:
    verdict = finished(checked().check_face("review")).claim().verdict()

    assert (verdict.result, set(standing(verdict))) == ("held", {"identity_uncertain"})


@pytest.mark.parametrize(
    ("apart", "credited"), [(TWENTY_MINUTES - 1, True), (TWENTY_MINUTES, True), (TWENTY_MINUTES + 1, False)]
)
def test_two_matches_may_be_twenty_engaged_minutes_apart(apart: int, credited: bool) -> None:
    learner = checked()
    for _ in range(4):
        learner.play_unasked(4 * MINUTE + 30_000).pop_up()
    learner.pause(10 * MINUTE).play_unasked(apart - 18 * MINUTE).pop_up().check_face()

    verdict = learner.verdict()

    assert verdict.credited_ms == (apart if credited else 0)
    assert ("identity_unproven" in standing(verdict)) == (not credited)


def test_a_mismatch_costs_the_stretch_between_the_matches_around_it() -> None:
    learner = checked().play_asked(4 * MINUTE).play_unasked(MINUTE).check_face("mismatch").check_face()

    verdict = learner.play_unasked(MINUTE).pop_up(photo=True).verdict()

    assert [(span.media_from, span.media_to) for span in verdict.ledger if span.reason == "mismatch"] == [
        (4 * MINUTE, 5 * MINUTE)
    ]


def two_hours_with_failures(in_first: int, in_second: int) -> list[str]:
    """The results of two class hours of one person, with single failed checks in each."""
    learner = checked(plan=TWO_UNITS)
    first, second = learner.attempts
    for _ in range(in_first):
        learner.check_face("mismatch", attempt=first).check_face(attempt=first)
    finished(learner)
    learner.attempts = [second, first]
    learner.say(learner.event(e.LessonOpen, lesson="lesson-2", duration=2_420_000))
    learner.lesson, learner.position = "lesson-2", 0
    learner.check_face(attempt=second)
    for _ in range(in_second):
        learner.check_face("mismatch", attempt=second).check_face(attempt=second)
    return [verdict.result for verdict in finished(learner).claim("unit-1").claim("unit-2").verdicts()]


@pytest.mark.parametrize(
    ("in_first", "in_second", "results"),
    [
        (2, 2, ["certified", "certified"]),
        (2, 3, ["certified", "held"]),
        (4, 1, ["certified", "held"]),
        (5, 0, ["held", "held"]),
    ],
)
def test_the_budget_is_the_persons_in_a_class_and_hours_learned_before_it_was_spent_stand(
    in_first: int, in_second: int, results: list[str]
) -> None:
    assert two_hours_with_failures(in_first, in_second) == results


def test_failed_checks_in_another_class_do_not_spend_the_budget() -> None:
    elsewhere = checked(
        label="other-", plan=plan_of({"lesson-9": 2_420_000}, pack=HENAN, training_class="class-2"), habits=Habits()
    )
    for _ in range(5):
        elsewhere.check_face("mismatch").check_face()
    elsewhere.close()
    learner = finished(checked(now=elsewhere.now + MINUTE)).claim()

    results = {verdict.training_class: verdict.result for verdict in learner.verdicts(elsewhere)}

    assert results == {"class-1": "certified", "class-2": "held"}


# ------------------------------------------------------------ people who saw the learner


def test_two_people_who_saw_the_learner_stand_for_a_class_hour_and_not_a_sample_longer() -> None:
    learner = Simulated(HENAN, supervised=False)
    learner.seen_in_person(session=learner.session)
    until = learner.now + HENAN["in_person_lasts_ms"]
    learner.now = until - 6 * MINUTE
    for _ in range(3):
        learner.play_unasked(4 * MINUTE).pop_up()

    spans = learner.verdict().ledger
    stood_for = [span.end <= until + HENAN["sample_every_ms"] for span in spans]

    assert [not span.reason for span in spans] == stood_for
    assert set(stood_for) == {True, False}


def test_without_the_second_person_nothing_counts() -> None:
    learner = Simulated(HENAN, supervised=False)
    learner.seen_in_person(SCHOOL, session=learner.session)

    assert learner.play_unasked(4 * MINUTE).pop_up().verdict().credited_ms == 0
