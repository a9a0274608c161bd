"""D3: five minutes of engaged learning without a pop-up that stops the lesson; two seconds are tolerated."""

from __future__ import annotations

import pytest
from core.rules.hours import MINUTE, SECOND, checked, finished, hour_with_first_gap, standing

from monitor.core import events as e
from monitor.learners.simulated import LATENCY, Habits, Simulated


@pytest.mark.parametrize(
    ("gap", "guilty"),
    [(299_999, False), (300_000, False), (301_000, False), (302_000, False), (302_001, True), (600_000, True)],
)
def test_a_gap_of_five_minutes_and_the_tolerance_passes_and_a_longer_one_does_not(gap: int, guilty: bool) -> None:
    verdict = hour_with_first_gap(gap).verdict()

    found = standing(verdict).get("popup_gap")
    assert verdict.result == ("in_progress" if guilty else "certified")
    assert (found.measured if found else None) == (gap if guilty else None)


def test_a_gap_is_cured_by_learning_the_stretch_again() -> None:
    learner = hour_with_first_gap(6 * MINUTE).seek(0)
    learner.play_asked(6 * MINUTE + SECOND)

    assert learner.claim().verdict().result == "certified"


@pytest.mark.parametrize("pause", [MINUTE, 14 * MINUTE])
def test_pausing_neither_runs_nor_resets_the_five_minutes(pause: int) -> None:
    def hour(after: int) -> Simulated:
        learner = checked().play_unasked(290 * SECOND).pause(pause).play_unasked(after).pop_up(photo=True)
        return finished(learner)

    assert hour(12 * SECOND).claim().verdict().result == "certified"
    assert set(standing(hour(12 * SECOND + 1).verdict())) == {"popup_gap"}


@pytest.mark.parametrize("state", [{"visible": False}, {"stalled": True}])
def test_time_that_is_not_engaged_does_not_count_for_a_gap(state: dict[str, bool]) -> None:
    learner = checked().play_unasked(290 * SECOND).play_unasked(20 * SECOND, **state)

    assert "popup_gap" not in standing(learner.play_unasked(12 * SECOND).pop_up(photo=True).verdict())


@pytest.mark.parametrize(("rest", "guilty"), [(302_000, False), (302_001, True)])
def test_the_gap_to_the_end_counts_like_any_other(rest: int, guilty: bool) -> None:
    learner = checked().play_asked(4 * MINUTE).play_unasked(rest)

    assert ("popup_gap" in standing(learner.check_face().verdict())) == guilty


@pytest.mark.parametrize(("behind", "guilty"), [(4_999, False), (5_000, False), (5_001, True)])
def test_a_popup_behind_which_the_lesson_plays_for_more_than_five_seconds_is_no_control(
    behind: int, guilty: bool
) -> None:
    learner = checked().play_unasked(4 * MINUTE)
    learner.fact(
        e.DirectiveIssued(
            kind="popup",
            attempt=learner.attempts[0],
            nonce="popup-behind",
            counter=9,
            engaged=0,
            deadline=learner.now + MINUTE,
        )
    )
    learner.say(learner.event(e.PopupPresented, nonce="popup-behind", held=False, visible=True))
    learner.play_unasked(behind)
    learner.say(learner.event(e.PopupAnswered, nonce="popup-behind", answer="1", latency=behind))

    found = standing(learner.pop_up(photo=True).verdict()).get("popup_not_held")

    assert (found.fault if found else None) == ("platform" if guilty else None)


@pytest.mark.parametrize(
    ("latency", "answers", "held"), [(299, 4, False), (299, 5, True), (300, 9, False), (120, 5, True)]
)
def test_five_answers_faster_than_anybody_are_held(latency: int, answers: int, held: bool) -> None:
    learner = checked(habits=Habits(latency=latency))
    learner.play_asked(answers * MINUTE, every=MINUTE)
    learner.habits.latency = 1500

    verdict = finished(learner).claim().verdict()

    assert (verdict.result, "popup_automation" in standing(verdict)) == (
        ("held", True) if held else ("certified", False)
    )


def answered(learner: Simulated, nonce: str, answer: str = "1") -> Simulated:
    learner.say(learner.event(e.PopupAnswered, nonce=nonce, answer=answer, latency=1500))
    return learner


def test_an_answer_to_a_popup_that_was_never_asked_is_held() -> None:
    assert "popup_automation" in standing(answered(checked(), "popup-invented").verdict())


def test_an_answer_to_a_popup_that_was_never_shown_is_held() -> None:
    learner = checked()
    issued = {"counter": 9, "engaged": 0, "deadline": learner.now + MINUTE}
    learner.fact(e.DirectiveIssued(kind="popup", attempt=learner.attempts[0], nonce="popup-unshown", **issued))

    assert "popup_automation" in standing(answered(learner, "popup-unshown").verdict())


@pytest.mark.parametrize(("second", "held"), [("1", False), ("2", True)])
def test_a_second_answer_to_a_popup_is_held_if_it_says_something_else(second: str, held: bool) -> None:
    learner = checked().play_unasked(4 * MINUTE).pop_up(photo=True)

    assert ("popup_automation" in standing(answered(learner, "popup-told-0002", second).verdict())) == held


@pytest.mark.parametrize(("latency", "kept"), [(60_000, True), (60_001, False)])
def test_an_answer_commits_until_the_deadline(latency: int, kept: bool) -> None:
    learner = checked(habits=Habits(latency=latency - LATENCY)).play_unasked(4 * MINUTE)

    verdict = learner.pop_up(photo=True).verdict()

    assert (verdict.credited_ms == 4 * MINUTE) == kept


def test_a_missed_popup_costs_its_stretch_and_blames_nobody() -> None:
    learner = checked().play_asked(4 * MINUTE).play_unasked(4 * MINUTE)
    learner.habits.answers = False
    learner.pop_up()
    learner.fact(e.DirectiveExpired(nonce="popup-told-0003"))
    learner.habits.answers = True

    verdict = finished(learner.play_unasked(MINUTE).pop_up(photo=True)).verdict()

    assert [(gap.media_from, gap.media_to) for gap in verdict.missing] == [(4 * MINUTE, 8 * MINUTE)]
    assert {finding.fault for finding in standing(verdict).values()} == {"none"}
