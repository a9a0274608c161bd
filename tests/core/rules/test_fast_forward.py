"""D1: content passed over faster than it plays is not covered; beyond a minute of it, the hour is void."""

from __future__ import annotations

import pytest
from core.rules.hours import HENAN, MINUTE, SECOND, checked, finished, standing

from monitor.core.events import Waiting
from monitor.core.verdict import Verdict
from monitor.learners.simulated import Simulated, plan_of

WINDOW = HENAN["rate_window_ms"]
LONG = plan_of({"lesson-1": 3_000_000}, pack=HENAN)


def sped(rate: float, milliseconds: int = WINDOW, **how: object) -> Simulated:
    """An hour with a stretch at another rate, which begins where a window of measurement begins."""
    learner = checked().play_unasked(4 * MINUTE).play_unasked(milliseconds, rate=rate, **how)  # type: ignore[arg-type]
    return finished(learner.pop_up(photo=True))


def found(verdict: Verdict, rule: str = "fast_forward") -> tuple[str, str] | None:
    """Severity and fault of a finding that stands."""
    finding = standing(verdict).get(rule)
    return (finding.severity, finding.fault) if finding else None


@pytest.mark.parametrize(
    ("rate", "result"),
    [
        (0.5, "certified"),  # slower is always allowed
        (1.0, "certified"),
        (1.04, "certified"),
        (1.05, "certified"),  # exactly the tolerance
        (1.0502, "in_progress"),
        (2.0, "in_progress"),
    ],
)
def test_the_rate_may_reach_the_tolerance_and_not_exceed_it(rate: float, result: str) -> None:
    verdict = sped(rate).verdict()

    assert verdict.result == result
    assert found(verdict) == (None if result == "certified" else ("rewatch", "platform"))


@pytest.mark.parametrize(
    ("rate", "severity"),
    [(2.9998, "rewatch"), (3.0, "rewatch"), (3.0002, "void")],  # 59,996, 60,000 and 60,004 ms of content in a window
)
def test_more_than_a_minute_of_sped_up_content_voids(rate: float, severity: str) -> None:
    verdict = sped(rate).verdict()

    assert found(verdict) == (severity, "platform")
    assert verdict.result == ("void_platform" if severity == "void" else "in_progress")


@pytest.mark.parametrize(("blocked", "result"), [(4, "void_platform"), (5, "void_trainee"), (6, "void_trainee")])
def test_the_fault_is_the_trainees_only_after_five_blocked_tries(blocked: int, result: str) -> None:
    assert sped(2.0, 4 * WINDOW).prevented("rate", blocked).verdict().result == result


def test_tries_that_were_all_blocked_are_only_information() -> None:
    verdict = finished(checked().prevented("rate", 20).prevented("seek", 20)).claim().verdict()

    assert (verdict.result, found(verdict)) == ("certified", None)
    assert "fast_forward_prevented" in {finding.rule for finding in verdict.findings}


@pytest.mark.parametrize(("windows", "rule"), [(1, "fast_forward"), (2, "rate_falsified"), (3, "rate_falsified")])
def test_a_falsified_rate_is_held_when_two_windows_show_it(windows: int, rule: str) -> None:
    verdict = sped(1.9, windows * WINDOW, seen_rate=1.0).verdict()

    assert set(standing(verdict)) == {rule}
    assert (verdict.result == "held") == (rule == "rate_falsified")


@pytest.mark.parametrize(("jump", "guilty"), [(1999, False), (2000, False), (2001, True), (2 * MINUTE, True)])
def test_a_jump_of_more_than_two_seconds_past_the_furthest_point_is_a_skip(jump: int, guilty: bool) -> None:
    learner = checked().play_unasked(4 * MINUTE)
    learner.seek(learner.position + jump).play_unasked(30 * SECOND).pop_up(photo=True)

    assert found(learner.verdict(), "seek_forward") == (("rewatch", "platform") if guilty else None)


@pytest.mark.parametrize("back", [1 * SECOND, MINUTE, 4 * MINUTE])
def test_going_back_and_forth_inside_what_was_learned_is_allowed(back: int) -> None:
    learner = checked().play_unasked(4 * MINUTE)
    reached = learner.position
    learner.seek(reached - back).play_unasked(SECOND).seek(reached)

    verdict = finished(learner.pop_up(photo=True)).claim().verdict()

    assert (verdict.result, standing(verdict)) == ("certified", {})


def test_a_jump_that_was_taken_back_before_anything_played_is_nothing() -> None:
    learner = checked().play_unasked(4 * MINUTE)
    reached = learner.position
    learner.seek(reached + 5 * MINUTE).seek(reached)

    assert finished(learner.pop_up(photo=True)).claim().verdict().result == "certified"


@pytest.mark.parametrize(("silence", "judged"), [(15_000, True), (15_001, False)])
def test_what_nobody_observed_is_neither_credited_nor_blamed(silence: int, judged: bool) -> None:
    learner = checked().play_unasked(4 * MINUTE)
    learner.play_unasked(silence, rate=3.0, samples=False).play_unasked(5 * SECOND).pop_up(photo=True)

    verdict = learner.verdict()

    reasons = {span.reason for span in verdict.ledger}
    assert ("fast_forward" in standing(verdict)) == judged
    assert ("fast_forward" in reasons, "unobserved" in reasons) == (judged, not judged)


@pytest.mark.parametrize(("rate", "fast"), [(1.1, False), (1.102, True)])
def test_a_player_may_catch_up_a_little_after_a_stall(rate: float, fast: bool) -> None:
    learner = checked().play_unasked(4 * MINUTE)
    learner.say(learner.state(Waiting, stalled=True))
    learner.now += 5 * SECOND
    learner.play_unasked(WINDOW, rate=rate).pop_up(photo=True)

    assert ("fast_forward" in standing(learner.verdict())) == fast


def test_an_hour_at_a_tolerated_rate_is_too_short_for_the_content_that_a_plan_may_have_at_least() -> None:
    verdict = checked().play_asked(2_420_000 * 100 // 104 // 5000 * 5000 + 5000, rate=1.04).claim().verdict()

    assert (verdict.result, set(standing(verdict))) == ("not_certified", set())
    assert verdict.credited_ms < HENAN["class_hour_ms"]


def test_an_hour_at_a_tolerated_rate_is_certified_where_the_content_is_long_enough() -> None:
    verdict = finished(checked(plan=LONG).play_asked(10 * MINUTE, rate=1.04)).claim().verdict()

    assert verdict.result == "certified"


def stepping_back(step: int, rate: float, seconds: int = 60) -> Simulated:
    """Play at a rate that the player denies, with a step back after every second."""
    learner = checked().play_unasked(4 * MINUTE)
    for _ in range(seconds):
        learner.play_unasked(SECOND, rate=rate, seen_rate=1.0).seek(learner.position - step)
    return learner.pop_up(photo=True)


@pytest.mark.parametrize("step", [30, 500, 1000])
def test_small_steps_back_hide_no_speed(step: int) -> None:
    assert "rate_falsified" in standing(stepping_back(step, 2.0).verdict())


@pytest.mark.parametrize("step", [30, 1000, 1001, 4000])
def test_whoever_goes_back_again_and_again_at_normal_speed_did_nothing(step: int) -> None:
    verdict = finished(stepping_back(step, 1.0)).claim().verdict()

    assert (verdict.result, standing(verdict)) == ("certified", {})


def test_a_step_back_that_lets_a_new_window_begin_costs_what_the_new_window_forgives() -> None:
    learner = stepping_back(1001, 2.0)
    before, after = 4 * MINUTE, learner.position

    assert after - before <= 60 * SECOND


def test_going_to_another_lesson_and_back_hides_no_speed() -> None:
    learner = checked(plan=plan_of({"lesson-1": 1_300_000, "lesson-2": 1_300_000}, pack=HENAN)).play_unasked(MINUTE)
    for second in range(60):
        learner.play_unasked(SECOND, rate=2.0, seen_rate=1.0)
        learner.lesson = f"lesson-{second % 2 + 1}"
    assert "rate_falsified" in standing(learner.pop_up(photo=True).verdict())
