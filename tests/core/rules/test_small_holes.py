"""Coverage: the small holes that players make are forgiven; many of them are content that somebody skipped."""

from __future__ import annotations

import pytest
from core.rules.hours import HENAN, MINUTE, SECOND, checked, finished, standing

from monitor.learners.simulated import Simulated, plan_of

LONG = plan_of({"lesson-1": 3_000_000}, pack=HENAN)  # one per cent is 30 s
HOLE = 400


def skipping(holes: int, size: int = HOLE) -> Simulated:
    """An hour in which so many times a little is skipped, every two seconds of play."""
    learner = checked(plan=LONG).play_unasked(MINUTE)
    for _ in range(holes):
        learner.seek(learner.position + size).play_unasked(2 * SECOND)
    return finished(learner.pop_up(photo=True)).claim()


@pytest.mark.parametrize(("holes", "result"), [(0, "certified"), (75, "certified"), (76, "not_certified")])
def test_small_holes_may_add_up_to_one_per_cent_of_a_lesson(holes: int, result: str) -> None:
    verdict = skipping(holes).verdict()

    assert verdict.result == result
    assert len(verdict.missing) == (0 if result == "certified" else holes)


def test_a_hole_of_more_than_half_a_second_is_missing_by_itself() -> None:
    assert len(skipping(1, 500).verdict().missing) == 0
    assert len(skipping(1, 501).verdict().missing) == 1


def test_whoever_skipped_too_often_is_told_one_stretch_and_has_the_hour_by_playing_it() -> None:
    learner = skipping(100)

    advice = learner.verdict().findings[0].advice["en"]
    again = learner.pop_up(photo=True).seek(MINUTE).play_asked(5 * MINUTE).claim().verdict()

    assert advice == "Please learn: lesson-1 1:00-4:58."
    assert (again.result, standing(again)) == ("certified", {})
