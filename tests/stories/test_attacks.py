"""What a hostile reviewer tried: each cheat gains nothing, and each honest accident has a way out that is told."""

from __future__ import annotations

import pytest

from monitor.core import events as e
from monitor.core.asking import AskLiveness, AskPopup
from monitor.core.verdict import Verdict
from monitor.learners.simulated import Habits, Simulated, plan_of
from monitor.rulepacks import load

HENAN = load("henan-2023")
CONTENT = HENAN["unit_content_min_ms"]
SECOND, MINUTE = 1000, 60_000


def advice(verdict: Verdict) -> str:
    return verdict.reasons[0].advice["en"]


# ---------------------------------------------------------------- cheats


class AnswersLater(Simulated):
    """Is away when asked; keeps numbers free and fills them later with answers dated back."""

    def __post_init__(self) -> None:
        self.kept: list[tuple[int, int, AskPopup, int]] = []
        self.row = 0
        super().__post_init__()

    def _pop_up(self, ask: AskPopup) -> None:
        if self.row < 2 and ask.purpose == "presence" and not ask.photo_nonce:
            self.row += 1
            self.kept.append((self.numbers, self.now - self.began, ask, self.position))
            self.numbers += 3
            self.now += ask.within_ms + 3001
            return
        self.fill_in()
        self.row = 0
        super()._pop_up(ask)

    def fill_in(self) -> None:
        for n, t, ask, position in self.kept:
            stood = e.Pause(n=n, t=t, lesson=self.lesson, position=position, paused=True, held=True, visible=True)
            shown = e.PopupPresented(n=n + 1, t=t + 1, nonce=ask.nonce, held=True, visible=True)
            answered = e.PopupAnswered(n=n + 2, t=t + 2000, nonce=ask.nonce, answer=ask.answer, latency=2000)
            self._store([stood, shown, answered])
        self.kept = []


def test_an_answer_that_was_not_heard_in_time_is_a_miss_whatever_its_date_says() -> None:
    away = AnswersLater(HENAN)
    away.watch()
    away.fill_in()

    verdict = away.claim().verdict()
    assert verdict.result != "certified"
    assert "popup_missed" in {span.reason for span in verdict.ledger}


class AnswersAnything(Simulated):
    """Presses whatever is there first."""

    def event(self, kind: type, **fields: object) -> e.ClientEvent:
        if kind is e.PopupAnswered:
            fields["answer"] = "nothing that was offered"
        return super().event(kind, **fields)


def test_a_wrong_answer_proves_no_presence_and_three_end_the_session() -> None:
    guessing = AnswersAnything(HENAN).watch()

    assert guessing.over == "missed_popups"
    assert guessing.claim().verdict().result == "not_certified"


def test_after_a_wrong_answer_the_question_comes_again_at_once_and_a_right_one_commits_all() -> None:
    one = Simulated(HENAN)
    slips = iter([True])
    honest = one.event

    def event(kind: type, **fields: object) -> e.ClientEvent:
        if kind is e.PopupAnswered and next(slips, False):
            fields["answer"] = "a slip of the finger"
        return honest(kind, **fields)

    one.event = event  # type: ignore[method-assign]
    verdict = one.watch().claim().verdict()

    asked = [ask for ask in one.asked if isinstance(ask, AskPopup)]
    assert asked[0].engaged == asked[1].engaged
    assert verdict.result == "certified"


def test_two_runs_of_the_sdk_in_one_session_earn_nothing_while_both_play() -> None:
    one = Simulated(HENAN, supervised=False)
    one.check_face(takes=0).play_unasked(10 * MINUTE)
    again = [entry for entry in one.stream if entry.source == "client"]
    for entry in again:
        one._append("client", entry.payload.replace(b'"tab-1"', b'"tab-9"'))
    one.stream.sort(key=lambda entry: entry.received)

    assert {span.reason for span in one.verdict().ledger} == {"concurrent"}


def test_many_short_overlaps_are_one_long_one() -> None:
    lessons = {"lesson-1": CONTENT, "lesson-2": CONTENT}
    plan = plan_of(lessons, pack=HENAN, units=2, course_type="general")
    first, second = Simulated(HENAN, plan=plan, label="a"), Simulated(HENAN, plan=plan, label="b")
    first.watch()
    second.play_lesson("lesson-2", until=0)
    while second.position < second.duration and not second.over:
        second.watch(second.position + 12 * SECOND).pause(7 * SECOND)

    verdicts = first.verdicts(second)
    assert not [verdict for verdict in verdicts if verdict.result == "certified"]


# ---------------------------------------------------------------- another vendor


def test_what_another_platforms_session_says_does_not_touch_an_honest_hour() -> None:
    honest = Simulated(HENAN).watch().claim()
    ghost = Simulated(HENAN, label="ghost-", platform=e.PlatformState(platform="hostile"), now=honest.now)
    ghost.say(ghost.event(e.PopupAnswered, nonce="made-up-nonce", answer="x", latency=2000))
    for _ in range(6):
        ghost.check_face("mismatch")
    ghost.numbers -= 1
    ghost.say(ghost.event(e.Hint, name="another content under the same number"))

    assert {v.attempt: v.result for v in honest.verdicts(ghost)}[honest.attempts[0]] == "certified"


def test_a_claim_that_came_too_early_can_still_be_cured() -> None:
    one = Simulated(HENAN).watch(9 * MINUTE).watch(9 * MINUTE + 15 * SECOND, visible=False).watch(10 * MINUTE).claim()
    assert one.verdict().result == "void_platform"

    one.seek(9 * MINUTE - 5 * SECOND).watch()
    assert one.verdict().result == "certified"


# ---------------------------------------------------------------- accidents of honest people


@pytest.mark.parametrize("rate", [1.01, 1.03])
def test_whoever_saw_all_of_it_a_little_too_fast_is_told_to_go_on_and_then_certified(rate: float) -> None:
    one = Simulated(HENAN).watch(rate=rate)
    assert "is short" in advice(one.verdict())

    one.open().seek(0).watch(3 * MINUTE).seek(CONTENT - 5 * SECOND)
    assert one.watch().claim().verdict().result == "certified"


def test_where_photos_fail_face_checks_take_their_place_and_another_photo_is_taken_at_the_end() -> None:
    dark = Simulated(HENAN, habits=Habits(photo="rejected")).watch()
    assert [ask for ask in dark.asked if isinstance(ask, AskLiveness)][3:], "a check in mid-unit"
    assert "another photo" in advice(dark.verdict())

    dark.habits.photo = "accepted"
    dark.open().seek(CONTENT - 10 * SECOND)
    assert dark.watch().claim().verdict().result == "certified"


def changed_minds(learner: Simulated, played: int) -> Simulated:
    """The consent is taken back, a patched page plays on, and before the pop-up would be missed it is given again."""
    learner.say(learner.event(e.ConsentWithdrawn, purpose="face_check"))
    learner.watch(learner.position)
    learner.play_unasked(min(played, learner.duration - learner.position))
    learner.say(learner.event(e.ConsentGiven, purpose="face_check", text_version="1"))
    return learner.watch(learner.position)


def test_whoever_plays_on_without_consent_and_gives_it_again_in_time_has_earned_nothing() -> None:
    learner = Simulated(HENAN).watch(0)
    while learner.position < learner.duration:
        changed_minds(learner, 280_000)
    verdict = learner.claim().verdict()

    assert not any(isinstance(ask, AskPopup) for ask in learner.asked)
    assert (verdict.result, verdict.credited_ms) == ("not_certified", 0)
    assert {span.reason for span in verdict.ledger} == {"without_consent"}


def test_to_take_the_consent_back_and_give_it_again_costs_an_honest_learner_nothing() -> None:
    learner = Simulated(HENAN)
    for minute in (5, 12, 20):
        learner.watch(minute * 60_000).pause(1000)
        changed_minds(learner, 0)

    assert learner.watch().claim().verdict().result == "certified"
