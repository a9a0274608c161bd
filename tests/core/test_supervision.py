"""The server asks at moments that nobody can choose, predict or draw again."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core import events as e
from monitor.core.asking import AskLiveness, AskPopup, Expire
from monitor.core.checkpoints import TRANSPORT_GRACE_MS
from monitor.core.drawing import draw, nonce
from monitor.core.events import (
    ConsentGiven,
    ConsentWithdrawn,
    CourseQuestion,
    DirectiveExpired,
    LivenessResult,
    PopupAnswered,
)
from monitor.core.face_check import ACTIONS, TURNS, movements
from monitor.learners.simulated import Habits, Simulated
from monitor.rulepacks import load

HENAN = load("henan-2023")
secrets = st.binary(min_size=16, max_size=32)
counters = st.integers(0, 10**6)


def popups(learner: Simulated) -> list[AskPopup]:
    return [ask for ask in learner.asked if isinstance(ask, AskPopup)]


@given(secrets, counters, st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_draw_stays_in_its_range_and_is_the_same_again(secret: bytes, counter: int, low: int, width: int) -> None:
    drawn = draw(secret, "popup", counter, low, low + width)

    assert low <= drawn <= low + width
    assert drawn == draw(secret, "popup", counter, low, low + width)


@given(secrets, counters)
def test_a_challenge_is_three_different_actions_with_a_turn(secret: bytes, counter: int) -> None:
    actions = movements(secret, counter, 3)

    assert len(set(actions)) == 3
    assert set(actions) & set(TURNS)


@given(secrets, counters, st.sampled_from(ACTIONS))
def test_an_action_that_somebody_cannot_do_is_not_asked_for_again(secret: bytes, counter: int, hard: str) -> None:
    actions = movements(secret, counter, 3, {hard})

    assert hard not in actions
    assert len(set(actions)) == 3
    assert set(actions) & set(TURNS)


@given(secrets, counters)
def test_where_nothing_else_is_left_a_hard_action_is_asked_for_all_the_same(secret: bytes, counter: int) -> None:
    assert len(set(movements(secret, counter, 3, set(ACTIONS)))) == 3


def test_after_two_failed_tries_at_an_action_another_one_takes_its_place() -> None:
    learner = Simulated(HENAN, habits=Habits(face="retry")).watch()
    asked = [ask.action for ask in learner.asked if isinstance(ask, AskLiveness)]

    first = asked[0]
    assert asked[:3] == [first] * 3, "a try and two more"
    assert first not in asked[3:]


@given(secrets, counters)
def test_every_question_has_a_name_of_its_own(secret: bytes, counter: int) -> None:
    assert nonce(secret, "popup", counter) != nonce(secret, "popup", counter + 1)
    assert nonce(secret, "popup", counter) != nonce(secret, "photo", counter)


def test_popups_come_between_150_and_290_seconds_of_engaged_time() -> None:
    asked = popups(Simulated(HENAN).watch())

    readings = [0, *(ask.engaged for ask in asked if ask.purpose == "presence")]
    gaps = [after - before for before, after in itertools.pairwise(readings)]
    assert min(gaps) >= 150_000
    assert max(gaps) <= 285_000 + HENAN["sample_every_ms"]


def test_an_hour_has_two_popups_with_a_photo_and_one_at_its_end() -> None:
    asked = popups(Simulated(HENAN).watch())

    assert sum(1 for ask in asked if ask.photo_nonce and ask.purpose == "presence") >= 2
    assert asked[-1].purpose == "exit"
    assert asked[-1].photo_nonce


class SlowPhone(Simulated):
    """A phone that needs longer than the window for the first photos of its pop-ups; those between are too dark."""

    slow = 0
    photos = 0

    def _take_photo(self, nonce: str, attempt: str) -> None:
        with_popup = isinstance(self.asked[-1], AskPopup)
        self.habits.photo = "accepted" if with_popup else "rejected"
        self.photos += with_popup
        if with_popup and self.photos <= self.slow:
            self.now += HENAN["photo_capture_window_ms"] + 1_000
        super()._take_photo(nonce, attempt)


def test_a_photo_that_was_taken_too_late_to_count_is_asked_for_again() -> None:
    quick, slow = SlowPhone(HENAN).watch(), SlowPhone(HENAN)
    slow.slow = quick.photos
    slow.watch()

    assert quick.claim().verdict().result == "certified"
    assert slow.claim().verdict().result == "certified"


def about_the_course(after: int = 0) -> dict[str, tuple[CourseQuestion, ...]]:
    options = ({"zh-CN": "对", "en": "right"}, {"zh-CN": "错", "en": "wrong"})
    asked = CourseQuestion(
        lesson="lesson-1", question="q1", prompt={"zh-CN": "对吗？"}, options=options, right=0, after=after
    )
    return {"questions": (asked,)}


def test_whoever_does_not_know_the_course_is_asked_something_else_at_once_and_loses_nothing() -> None:
    learner = Simulated(HENAN, habits=Habits(knows=False), **about_the_course()).watch()
    kinds = [(ask.engaged, ask.challenge.kind) for ask in popups(learner)]
    failed = [engaged for engaged, kind in kinds if kind == "question"]

    assert len(failed) >= 3, "as many as would end a session if they were missed"
    for engaged in failed:
        assert [kind for at, kind in kinds if at == engaged] in (["question", "pick_word"], ["question", "arithmetic"])
    assert learner.claim().verdict().result == "certified"


def test_nobody_is_asked_about_what_comes_later_in_the_lesson() -> None:
    half = HENAN["unit_content_min_ms"] // 2
    asked = popups(Simulated(HENAN, **about_the_course(after=half)).watch())

    assert {ask.challenge.kind for ask in asked if ask.engaged < half} == {"pick_word", "arithmetic"}
    assert "question" in {ask.challenge.kind for ask in asked}


def test_pausing_does_not_reset_the_engaged_clock() -> None:
    straight = popups(Simulated(HENAN).watch())[0]
    stopping = Simulated(HENAN)
    while not popups(stopping):
        stopping.watch(stopping.position + 30_000).pause(10_000)

    assert popups(stopping)[0].nonce == straight.nonce
    assert abs(popups(stopping)[0].engaged - straight.engaged) <= HENAN["sample_every_ms"]


def test_reloading_rolls_no_new_moment() -> None:
    reloading = Simulated(HENAN).watch(60_000).reload()
    reloading.watch(5 * 60_000)

    counters = [ask.counter for ask in reloading.asked if hasattr(ask, "counter")]
    assert counters == sorted(set(counters))


def test_nothing_is_asked_of_a_session_that_has_ended() -> None:
    learner = Simulated(HENAN).watch(60_000).close()

    assert learner.supervisor.due(learner.now) == []


# ---------------------------------------------------------------- a consent that is taken back and given again


def minds_change(learner: Simulated) -> Simulated:
    """Both in one batch, as a script sends them."""
    learner.say(
        learner.event(ConsentWithdrawn, purpose="face_check"),
        learner.event(ConsentGiven, purpose="face_check", text_version="1"),
    )
    return learner


def next_step(learner: Simulated) -> AskLiveness:
    """Let what is open end, and go on to the face check that is asked for then; nobody shows a face yet."""
    asks = learner.supervisor.due(learner.now)
    for ask in asks:
        if isinstance(ask, Expire):
            learner.fact(DirectiveExpired(nonce=ask.nonce))
            asks = learner.supervisor.due(learner.now)
    step = next(ask for ask in asks if isinstance(ask, AskLiveness))
    learner.fact(learner._issued(step))
    return step


def pass_step(learner: Simulated, step: AskLiveness) -> None:
    learner.fact(
        LivenessResult(
            attempt=step.attempt,
            nonce=step.nonce,
            action=step.action,
            decision="pass",
            reason="pass",
            final=step.step == step.of,
        )
    )


def test_a_movement_that_was_shown_is_not_simply_asked_for_again() -> None:
    shown, asked = [], []
    for place in range(8):
        learner = Simulated(HENAN, seed=f"{place}")
        pass_step(learner, next_step(learner))
        shown.append(next_step(learner).action)
        again = next_step(minds_change(learner))
        asked.append(again.action)
        assert again.step == 1, "the whole check begins anew"

    assert shown != asked


def test_the_answer_to_a_popup_gives_no_face_check_more_time() -> None:
    learner = Simulated(HENAN)
    step = next_step(learner)
    learner.say(learner.event(PopupAnswered, nonce=step.nonce, answer="1", latency=1))
    assert learner.supervisor.due(learner.now) == []

    learner.now += step.within_ms + TRANSPORT_GRACE_MS + 1
    assert learner.supervisor.due(learner.now) == [Expire(step.nonce)]


def test_a_picture_that_was_on_its_way_passes_no_check_after_the_consent_was_taken_back() -> None:
    learner = Simulated(HENAN)
    for _ in range(HENAN["liveness_steps"] - 1):
        pass_step(learner, next_step(learner))
    last = next_step(learner)
    minds_change(learner)
    pass_step(learner, last)

    assert next_step(learner).step == 1


def test_taking_it_back_and_giving_it_again_at_once_is_no_failed_check() -> None:
    learner = Simulated(HENAN)
    for _ in range(HENAN["liveness_tries"] + 1):
        next_step(learner)
        minds_change(learner)
    learner.watch()

    assert learner.claim().verdict().result == "certified"


# ---------------------------------------------------------------- the SDK counts for itself


class Restless(Simulated):
    """Goes back a little again and again, on an SDK that holds the lesson for an overdue pop-up by its own clock."""

    unasked = 0

    def _obey(self, ask: object) -> bool:
        if isinstance(ask, AskPopup | AskLiveness):
            self.unasked = 0
        return super()._obey(ask)  # type: ignore[arg-type]

    def play_and_go_back(self, played: int, back: int) -> None:
        for _ in range(played // 1000):
            self.now, self.position, self.unasked = self.now + 1000, self.position + 1000, self.unasked + 1000
        origin, self.position = self.position, self.position - back
        self.say(self.state(e.Seeking, origin=origin))
        self.say(self.state(e.Seeked))
        if self._serve():
            self.say(self.state(e.Playing))


@pytest.mark.parametrize(("every", "back"), [(10_000, 9_000), (14_000, 5_000), (3_000, 3_000)])
def test_steps_back_keep_no_popup_away(every: int, back: int) -> None:
    learner = Restless(HENAN)
    learner._serve()
    learner.say(learner.state(e.Playing))
    for _ in range(2_000_000 // every):
        learner.play_and_go_back(every, back)
        assert learner.unasked <= HENAN["hold_after_ms"]
    assert len(popups(learner)) >= 2_000_000 // HENAN["popup_draw_max_ms"]


def held_by_the_sdk(learner: Simulated, reason: str, waits: int) -> list[AskPopup]:
    """What is asked of a learner whose SDK holds the lesson after ten seconds of play, and goes on saying so."""
    learner.watch(10_000)
    before = len(popups(learner))
    learner.say(learner.state(e.Pause, paused=True, held=True, reason=reason))
    for _ in range(waits // 5000):
        learner.now += 5000
        learner.say(learner.state(e.Sample, paused=True, held=True))
        learner._serve()
    return popups(learner)[before:]


def test_a_lesson_that_the_sdk_holds_for_a_popup_gets_one() -> None:
    learner = Simulated(HENAN)

    assert held_by_the_sdk(learner, "system", HENAN["hold_after_ms"] - 30_000) == []
    assert len(held_by_the_sdk(learner, "system", 60_000)) == 1


@pytest.mark.parametrize("reason", ["hidden", "unacknowledged", "taken_over", "learner"])
def test_a_lesson_that_is_held_for_another_reason_gets_none(reason: str) -> None:
    assert held_by_the_sdk(Simulated(HENAN), reason, 2 * HENAN["hold_after_ms"]) == []


@pytest.mark.parametrize("away", [60_000, 14 * 60_000, 16 * 60_000, 86_400_000])
def test_whoever_comes_back_is_asked_for_one_face_check_however_long_it_was(away: int) -> None:
    learner = Simulated(HENAN).watch(5 * 60_000).leave()
    learner.now += away
    before = len(learner.asked)
    learner.open().watch(6 * 60_000)

    assert sum(isinstance(ask, AskLiveness) for ask in learner.asked[before:]) == HENAN["liveness_steps"]


def test_an_hour_is_played_when_all_of_it_was() -> None:
    learner = Simulated(HENAN)
    learner.watch(learner.duration - 60_000)
    assert not learner.supervisor.played

    learner.watch()
    assert learner.supervisor.played
