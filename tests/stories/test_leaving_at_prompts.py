"""Closing the page at a prompt is missing it (K3): it costs the stretch before the prompt, and nothing that follows."""

from __future__ import annotations

from monitor.core import events as e
from monitor.core.coverage import PENDING
from monitor.core.verdict import CreditSpan, Verdict
from monitor.learners.simulated import Habits, Simulated
from monitor.rulepacks import load

HENAN = load("henan-2023")
MINUTE = 60_000


def lost(verdict: Verdict) -> list[CreditSpan]:
    """What no later answer can commit any more; the end of an unfinished unit still waits for one."""
    return [span for span in verdict.ledger if span.reason and span.reason not in PENDING]


def left_at_first_popup_after(position: int) -> Simulated:
    """Watches honestly, then closes the page at the first pop-up after a position."""
    learner = Simulated(HENAN).watch(position)
    learner.habits.leaves = True
    learner.watch()
    learner.habits.leaves = False
    assert learner.over == "left"
    return learner


def test_row_17_whoever_closes_the_page_at_a_popup_loses_the_stretch_before_it_and_no_more() -> None:
    learner = left_at_first_popup_after(10 * MINUTE)
    left_at = learner.position
    learner.now += 5 * MINUTE

    verdict = learner.open().watch().verdict()

    dropped = lost(verdict)
    assert {span.reason for span in dropped} <= {"popup_missed", "photo_missed"}
    assert dropped[-1].media_to == left_at
    unanswered = [span for span in dropped if span.reason == "popup_missed"]
    assert unanswered[0].media_from > left_at - HENAN["popup_draw_max_ms"] - HENAN["sample_every_ms"]
    assert dropped[0].end > dropped[-1].end - HENAN["identity_gap_ms"]


def test_row_17_the_stretch_before_the_popup_can_be_learned_again() -> None:
    learner = left_at_first_popup_after(10 * MINUTE)
    learner.open().watch()
    again = learner.verdict().missing[0]

    learner.seek(again.media_from - 1000).watch(again.media_to + 1000).seek(learner.duration - 5000).watch()

    assert learner.claim().verdict().result == "certified"


def test_an_expiry_that_falls_into_the_next_session_drops_nothing_of_it() -> None:
    learner = left_at_first_popup_after(10 * MINUTE)
    left_at = learner.position

    verdict = learner.open().watch().verdict()

    [first, second] = learner.streams.values()
    expiries = [entry.received for entry in first if b"directive_expired" in entry.payload]
    played = [span for span in verdict.ledger if span.session == second[0].stream]
    assert played[0].start < expiries[0] < played[-1].end
    assert not [span for span in lost(verdict) if span.media_to > left_at]


def test_play_in_the_next_session_is_not_behind_the_popup_of_the_last_one() -> None:
    learner = left_at_first_popup_after(10 * MINUTE)

    verdict = learner.open().watch().claim().verdict()

    assert "behind_popup" not in {span.reason for span in verdict.ledger}
    assert "popup_not_held" not in {finding.rule for finding in verdict.findings}


def test_whoever_leaves_at_every_prompt_and_opens_the_lesson_again_gains_nothing() -> None:
    learner = Simulated(HENAN, habits=Habits(leaves=True))
    for _ in range(30):
        learner.watch()
        if learner.position == learner.duration:
            break
        learner.open()
    learner.now += 2 * MINUTE
    learner._serve()

    verdict = learner.claim().verdict()

    assert learner.position == learner.duration
    assert (verdict.result, verdict.credited_ms) == ("not_certified", 0)


def test_whoever_leaves_at_every_popup_with_a_photo_proves_no_identity_for_the_stretch_before_it() -> None:
    learner = Simulated(HENAN, habits=Habits(photo="rejected"))
    answer = learner._pop_up

    def leave_at_photos(ask: object) -> None:
        learner.habits.leaves = bool(getattr(ask, "photo_nonce", ""))
        answer(ask)  # type: ignore[arg-type]

    for _ in range(30):
        learner._pop_up = leave_at_photos  # type: ignore[method-assign]
        learner.watch()
        if learner.position == learner.duration:
            break
        learner.open()
    learner.now += 2 * MINUTE
    learner._serve()

    verdict = learner.claim().verdict()

    assert verdict.credited_ms == 0
    assert {"face_check_missed", "photo_missed"} & {span.reason for span in verdict.ledger}


def test_taking_back_the_consent_at_a_prompt_is_missing_the_prompt() -> None:
    learner = Simulated(HENAN).watch(10 * MINUTE)

    def take_back_consent(ask: object) -> None:
        learner.say(learner.event(e.ConsentWithdrawn, purpose="face_check"))

    learner._pop_up = take_back_consent  # type: ignore[method-assign]
    learner.watch()
    del learner._pop_up
    held, left_at = learner.held, learner.position
    learner.open().watch()

    dropped = lost(learner.verdict())

    assert held == "consent"
    assert {span.reason for span in dropped} <= {"popup_missed", "photo_missed"}
    assert dropped[-1].media_to == left_at


def test_a_missed_prompt_says_nothing_of_what_follows_it_in_the_same_session() -> None:
    learner = Simulated(HENAN).watch(10 * MINUTE)
    learner.habits.answers = False
    while not learner.missed:
        learner.watch(learner.position + HENAN["sample_every_ms"])
    learner.habits.answers = True
    missed_at = learner.position

    verdict = learner.watch().verdict()

    assert lost(verdict)
    assert max(span.media_to for span in lost(verdict)) == missed_at


def test_a_mismatch_counts_in_both_directions() -> None:
    learner = Simulated(HENAN).watch(10 * MINUTE)
    wrong_from = learner.position
    learner.fact(
        e.LivenessResult(
            attempt=learner.attempts[0],
            nonce="liveness-wrong",
            action="nod",
            decision="mismatch",
            reason="mismatch",
            final=True,
        )
    )

    verdict = learner.watch().verdict()

    wrong = [span for span in verdict.ledger if span.reason == "mismatch"]
    assert min(span.media_from for span in wrong) < wrong_from < max(span.media_to for span in wrong)
