"""D5: specialty lessons in the order of their content, once the one before is covered but for its tail."""

from __future__ import annotations

import pytest
from core.rules.hours import HENAN, checked, standing

from monitor.core import events as e
from monitor.core.verdict import Verdict
from monitor.learners.simulated import Simulated, plan_of

LESSONS = {"lesson-1": 1_210_000, "lesson-2": 1_210_000}


def go_to(learner: Simulated, lesson: str) -> Simulated:
    learner.say(learner.state(e.Pause, paused=True))
    learner.lesson, learner.position = lesson, 0
    learner.say(learner.event(e.LessonOpen, lesson=lesson, duration=learner.duration))
    return learner


def hour(first: int, early: int, course_type: str = "specialty") -> Verdict:
    """`first` ms of lesson 1, then `early` ms of lesson 2."""
    learner = checked(plan=plan_of(LESSONS, pack=HENAN, course_type=course_type)).play_asked(first)
    return go_to(learner, "lesson-2").play_asked(early).verdict()


@pytest.mark.parametrize(("early", "guilty"), [(29_999, False), (30_000, True), (600_000, True)])
def test_a_look_at_a_later_lesson_of_less_than_thirty_seconds_is_nothing_and_earns_nothing(
    early: int, guilty: bool
) -> None:
    verdict = hour(600_000, early)

    found = standing(verdict).get("out_of_order")
    assert (found.fault if found else None) == ("platform" if guilty else None)
    assert verdict.credited_ms == 600_000


# The tail is half a per cent of 1,210,000 ms; a hole of half a second beside it is forgiven too.
WHOLE = 1_210_000 - 6_050 - HENAN["hole_tolerance_ms"]


@pytest.mark.parametrize(("first", "guilty"), [(1_210_000, False), (WHOLE, False), (WHOLE - 1, True)])
def test_a_lesson_is_complete_but_for_half_a_per_cent_at_its_end(first: int, guilty: bool) -> None:
    assert ("out_of_order" in standing(hour(first, 600_000))) == guilty


def test_the_many_small_holes_of_a_player_are_no_word_about_the_platforms_order() -> None:
    learner = checked(plan=plan_of(LESSONS, pack=HENAN)).play_asked(60_000)
    for _ in range(60):
        learner.seek(learner.position + 400).play_asked(2000)
    learner.play_asked(1_210_000 - learner.position)
    verdict = go_to(learner, "lesson-2").play_asked(600_000).verdict()

    assert "out_of_order" not in standing(verdict)
    assert len([gap for gap in verdict.missing if gap.lesson == "lesson-1"]) == 60


def test_general_lessons_may_come_in_any_order() -> None:
    verdict = hour(0, 600_000, course_type="general")

    assert (standing(verdict), verdict.credited_ms) == ({}, 600_000)


def test_the_next_lesson_may_begin_while_the_last_check_of_the_one_before_is_open() -> None:
    learner = checked(plan=plan_of(LESSONS, pack=HENAN)).play_asked(1_120_000).play_unasked(90_000)

    verdict = go_to(learner, "lesson-2").play_asked(1_210_000, every=200_000).claim().verdict()

    assert (verdict.result, standing(verdict)) == ("certified", {})


@pytest.mark.parametrize("how", [{"rate": 2.0}, {"visible": False}])
def test_a_lesson_that_was_not_really_learned_does_not_open_the_next_one(how: dict[str, object]) -> None:
    learner = checked(plan=plan_of(LESSONS, pack=HENAN)).play_asked(1_210_000 // int(how.get("rate", 1)), **how)

    assert "out_of_order" in standing(go_to(learner, "lesson-2").play_asked(600_000).verdict())


def test_whether_a_lesson_came_too_early_is_judged_by_what_the_log_shows_of_the_one_before() -> None:
    learner = checked(plan=plan_of(LESSONS, pack=HENAN)).play_asked(600_000)
    learner.go_offline().play_unasked(610_000).outbox.clear()  # type: ignore[union-attr]
    learner.go_online(deliver=False)

    verdict = go_to(learner, "lesson-2").play_asked(600_000).verdict()

    assert "out_of_order" in standing(verdict)
    assert standing(verdict)["out_of_order"].severity == "rewatch"


@pytest.mark.parametrize(("longer", "guilty"), [(0, False), (600_000, True)])
def test_a_lesson_is_complete_by_the_plan_of_the_hour_that_is_judged(longer: int, guilty: bool) -> None:
    first = checked(plan=plan_of(LESSONS, pack=HENAN)).play_asked(1_210_000)
    go_to(first, "lesson-2").play_asked(600_000)
    longer_first = LESSONS | {"lesson-1": LESSONS["lesson-1"] + longer}
    plan = plan_of(longer_first, pack=HENAN, training_class="class-2")
    second = checked(plan=plan, label="second-", now=first.now + 600_000)
    go_to(second, "lesson-2").play_asked(600_000)

    verdicts = first.verdicts(second)

    assert ["out_of_order" in standing(verdict) for verdict in verdicts] == [False, guilty]
