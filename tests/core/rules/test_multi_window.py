"""D2: two windows that play at once, and play that nobody can see; losing the focus is neither."""

from __future__ import annotations

import pytest
from core.rules.hours import MINUTE, SECOND, checked, finished, standing, two_windows

from monitor.core import events as e
from monitor.core.verdict import Verdict
from monitor.learners.simulated import LATENCY, Simulated


def judged(first: Simulated, second: Simulated) -> tuple[Verdict, Verdict]:
    """What becomes of the earlier and of the later attempt."""
    verdicts = {verdict.attempt: verdict for verdict in first.verdicts(second)}
    return verdicts[first.attempts[0]], verdicts[second.attempts[0]]


@pytest.mark.parametrize(("overlap", "guilty"), [(14_999, False), (15_000, True), (15_001, True)])
def test_ten_seconds_at_once_beyond_the_clocks_tolerance_are_concurrent(overlap: int, guilty: bool) -> None:
    for verdict in judged(*two_windows(overlap)):
        assert ("concurrent_play" in standing(verdict)) == guilty


@pytest.mark.parametrize(("overlap", "severity"), [(60_000, "rewatch"), (60_001, "void")])
def test_more_than_a_minute_at_once_voids_the_later_attempt_alone(overlap: int, severity: str) -> None:
    earlier, later = judged(*two_windows(overlap))

    assert standing(later)["concurrent_play"].severity == severity
    assert standing(earlier)["concurrent_play"].severity == "rewatch"
    assert standing(later)["concurrent_play"].fault == "platform"


def test_the_fault_is_the_trainees_where_a_window_was_told_to_stop_and_played_on() -> None:
    _, later = judged(*two_windows(90 * SECOND, taken_over=True))

    assert later.result == "void_trainee"


@pytest.mark.parametrize(("after", "guilty"), [(14_999, False), (15_000, True)])
def test_what_an_old_window_plays_within_fifteen_seconds_of_a_takeover_is_nothing(after: int, guilty: bool) -> None:
    grace = 15_000 - LATENCY  # the notice is the server's, the play is put on its clock by the time of receipt

    earlier, _ = judged(*two_windows(grace + after, taken_over=True))

    assert ("concurrent_play" in standing(earlier)) == guilty


@pytest.mark.parametrize("matched", [(True, False), (False, True), (False, False)])
def test_a_window_without_a_live_face_loses_alone_and_blames_nobody(matched: tuple[bool, bool]) -> None:
    verdicts = judged(*two_windows(90 * SECOND, matched=matched))

    for verdict, shown in zip(verdicts, matched, strict=True):
        lost = "concurrent" in {span.reason for span in verdict.ledger}
        assert lost == (not shown)
        assert "concurrent_play" not in standing(verdict)
        assert {finding.fault for finding in standing(verdict).values()} <= {"none"}


@pytest.mark.parametrize("overlap", [15_000, 90_000])
def test_two_platforms_at_once_are_always_for_a_person(overlap: int) -> None:
    for verdict in judged(*two_windows(overlap, platform="platform-b")):
        assert (verdict.result, standing(verdict)["cross_platform_play"].fault) == ("held", "platform")


@pytest.mark.parametrize(("hidden", "guilty"), [(9_999, False), (10_000, False), (10_001, True), (300_000, True)])
def test_more_than_ten_seconds_on_a_hidden_page_are_a_finding_and_none_of_it_is_credited(
    hidden: int, guilty: bool
) -> None:
    learner = checked().play_unasked(4 * MINUTE).play_unasked(hidden, visible=False).pop_up(photo=True)

    verdict = learner.verdict()

    assert ("background_play" in standing(verdict)) == guilty
    assert sum(span.media_to - span.media_from for span in verdict.ledger if span.reason == "hidden") == hidden


def test_a_hidden_page_that_paused_is_certified() -> None:
    learner = checked().play_asked(4 * MINUTE)
    learner.say(learner.state(e.VisibilityChange, paused=True, visible=False))
    learner.now += 5 * MINUTE
    learner.say(learner.state(e.VisibilityChange, paused=True))

    assert finished(learner).claim().verdict().result == "certified"


@pytest.mark.parametrize("state", [{"focused": False}, {"pip": True}])
def test_what_is_visible_is_credited_in_focus_or_not(state: dict[str, bool]) -> None:
    learner = checked().play_unasked(MINUTE).play_unasked(3 * MINUTE, **state).pop_up(photo=True)

    assert finished(learner).claim().verdict().result == "certified"


@pytest.mark.parametrize(("frames", "held"), [(0, True), (None, False), (250, False)])
def test_a_page_that_says_it_is_visible_and_shows_no_frame_is_held(frames: int | None, held: bool) -> None:
    learner = checked().play_unasked(4 * MINUTE, frames=125)

    learner.play_unasked(30 * SECOND, frames=frames).pop_up(photo=True)

    assert ("visibility_falsified" in standing(learner.verdict())) == held


def test_whether_a_page_is_seen_cannot_be_judged_where_no_frame_was_ever_counted() -> None:
    verdict = finished(checked().play_unasked(4 * MINUTE, frames=0).pop_up(photo=True)).claim().verdict()

    assert verdict.result == "certified"
