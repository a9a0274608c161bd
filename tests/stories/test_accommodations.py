"""A registered handicap costs no hour, and shortens none: more time to answer, the same time between pop-ups."""

from __future__ import annotations

import pytest
from core.rules.hours import HENAN, MINUTE, SECOND

from monitor.core import events as e
from monitor.core import reading
from monitor.core.asking import AskLiveness, AskPhoto, AskPopup
from monitor.core.checkpoints import Photo, checkpoints
from monitor.learners.simulated import LATENCY, Habits, Simulated

SLOW = {"trainee": {"time_percent": 200, "accommodated_by": "institution/school/zhao"}}
ANSWER = HENAN["popup_answer_ms"]


def answers_after(latency: int, **more: object) -> Simulated:
    return Simulated(HENAN, habits=Habits(latency=latency), **more).watch().claim()


def test_whoever_needs_twice_the_time_is_certified_with_it_and_not_without() -> None:
    slowly = 2 * ANSWER - LATENCY

    assert answers_after(slowly, **SLOW).verdict().result == "certified"
    assert answers_after(slowly).verdict().result != "certified"


def test_one_moment_more_than_the_extended_time_is_a_miss() -> None:
    late = answers_after(2 * ANSWER + 1, **SLOW)

    assert late.verdict().credited_ms == 0


def test_everything_that_is_asked_has_the_longer_time() -> None:
    asked = Simulated(HENAN, **SLOW).watch().asked
    within = {type(ask): ask.within_ms for ask in asked if isinstance(ask, AskPopup | AskPhoto | AskLiveness)}

    assert within == {
        AskPopup: 2 * ANSWER,
        AskPhoto: 2 * HENAN["photo_capture_window_ms"],
        AskLiveness: 2 * HENAN["liveness_window_ms"],
    }


def test_the_time_between_popups_is_the_same_for_all() -> None:
    def engaged(learner: Simulated) -> list[int]:
        return [ask.engaged for ask in learner.watch().asked if isinstance(ask, AskPopup)]

    assert engaged(Simulated(HENAN, **SLOW)) == engaged(Simulated(HENAN))


@pytest.mark.parametrize(
    ("percent", "seconds", "kept"), [(100, 30, True), (100, 31, False), (200, 60, True), (200, 61, False)]
)
def test_a_photo_may_be_taken_as_much_later(percent: int, seconds: int, kept: bool) -> None:
    learner = Simulated(HENAN, trainee={"time_percent": percent})
    learner.supervised = False
    learner.fact(_photo_asked(learner))
    learner.now += seconds * SECOND - LATENCY
    learner._take_photo("photo-asked", learner.attempts[0])

    [photo] = _photos(learner)
    assert photo.accepted == kept, photo.reason


def test_after_an_outage_the_answer_may_take_longer_too() -> None:
    learner = Simulated(HENAN, habits=Habits(latency=75 * SECOND), **SLOW).watch(10 * MINUTE)
    learner.go_offline().play_unasked(40 * SECOND).go_online()
    verdict = learner.watch().claim().verdict()

    assert {span.reason for span in verdict.ledger} == {""}


def test_somebody_who_cannot_read_has_one_button_and_is_certified() -> None:
    learner = Simulated(HENAN, trainee={"accommodations": ("simple_popups",)}).watch()

    assert {ask.challenge.kind for ask in learner.asked if isinstance(ask, AskPopup)} == {"confirm"}
    assert learner.claim().verdict().result == "certified"


def _photo_asked(learner: Simulated) -> e.DirectiveIssued:
    deadline = learner.now + 120 * SECOND
    return e.DirectiveIssued(
        kind="photo", attempt=learner.attempts[0], nonce="photo-asked", counter=99, engaged=0, deadline=deadline
    )


def _photos(learner: Simulated) -> list[Photo]:
    return checkpoints(reading.read(learner.streams), learner.attempts[0], HENAN).photos
