"""The test oracle where a story needs its own pop-ups, photos, windows or cap, at full scale."""

from __future__ import annotations

import msgspec
import pytest

from monitor.core import events as e
from monitor.core.hour_ledger import allot
from monitor.core.supervision import AskPhoto, AskPopup
from monitor.core.verdict import Verdict
from monitor.learners.simulated import Habits, Simulated, sha
from monitor.rulepacks import load

HENAN = load("henan-2023")
SECOND = 1000
MINUTE = 60_000


def rules(verdict: Verdict) -> set[str]:
    """What stands behind the result; that an hour is then incomplete as well follows from it."""
    live = [finding for finding in verdict.findings if not finding.cured and finding.severity != "info"]
    return {finding.rule for finding in live if finding.rule != "incomplete"}


def ask_popup(learner: Simulated, counter: int, *, photo: bool = False) -> None:
    """A pop-up at a moment that the story chooses."""
    name = f"story-{counter:04}"
    ask = AskPopup(
        attempt=learner.attempts[0],
        counter=counter,
        engaged=0,
        nonce=f"popup-{name}",
        photo_nonce=f"photo-{name}" if photo else "",
        within_ms=HENAN["popup_answer_ms"],
        word="书本",
        options=("书本", "河流"),
        purpose="presence",
    )
    learner._obey(ask)


def check_face(learner: Simulated, counter: int) -> None:
    learner.fact(
        e.LivenessResult(
            attempt=learner.attempts[0],
            nonce=f"liveness-{counter:04}",
            action="nod",
            decision="pass",
            reason="ok",
            final=True,
        )
    )


def hour_with_first_gap(gap: int) -> Verdict:
    """An hour whose first pop-up comes after `gap` ms and all others in time."""
    learner = Simulated(HENAN, supervised=False)
    check_face(learner, 0)
    learner.play_unasked(gap)
    ask_popup(learner, 1, photo=True)
    counter = 2
    while learner.position < learner.duration:
        learner.play_unasked(min(280 * SECOND, learner.duration - learner.position))
        ask_popup(learner, counter, photo=True)
        counter += 1
    return learner.claim().verdict()


@pytest.mark.parametrize("gap", [299 * SECOND, 300 * SECOND, 301 * SECOND, 302 * SECOND])
def test_rows_13_and_15_a_gap_of_five_minutes_and_two_seconds_at_most_is_certified(gap: int) -> None:
    assert hour_with_first_gap(gap).result == "certified"


@pytest.mark.parametrize("gap", [302 * SECOND + 1, 303 * SECOND])
def test_row_14_a_longer_gap_is_not_credited_and_voids_when_claimed(gap: int) -> None:
    verdict = hour_with_first_gap(gap)

    assert (verdict.result, rules(verdict)) == ("void_platform", {"popup_gap"})


def test_row_19_playing_on_behind_a_pending_popup_is_no_control() -> None:
    learner = Simulated(HENAN).watch(10 * MINUTE)
    learner.supervised = False
    learner.say(learner.state(e.Playing))
    learner.fact(
        e.DirectiveIssued(
            kind="popup",
            attempt=learner.attempts[0],
            nonce="popup-behind",
            counter=99,
            engaged=0,
            deadline=learner.now + MINUTE,
        )
    )
    learner.say(learner.event(e.PopupPresented, nonce="popup-behind", held=False, visible=True))
    learner.play_unasked(30 * SECOND)
    learner.say(learner.event(e.PopupAnswered, nonce="popup-behind", answer="书本", latency=30_000))
    learner.supervised = True

    verdict = learner.watch().claim().verdict()

    assert "popup_not_held" in rules(verdict)
    assert verdict.result == "void_platform"


def test_row_26_an_hour_without_a_photo_voids_when_it_is_claimed() -> None:
    learner = Simulated(HENAN, habits=Habits(photo="rejected"))

    assert learner.watch().verdict().result == "in_progress"
    assert learner.claim().verdict().result != "certified"


def test_row_29_the_same_photo_twice_counts_once() -> None:
    learner = Simulated(HENAN)
    same = sha("the same picture")

    def take_photo(nonce: str, attempt: str) -> None:
        learner.say(learner.event(e.PhotoCommit, nonce=nonce, sha256=same))
        learner.fact(e.PhotoStored(nonce=nonce, sha256=same, store_ref="photo"))
        learner.fact(e.PhotoJudged(attempt=attempt, nonce=nonce, sha256=same, decision="accepted", reason="ok"))

    learner._take_photo = take_photo  # type: ignore[method-assign]
    verdict = learner.watch().claim().verdict()

    assert verdict.result != "certified"


def test_row_30_an_outage_of_five_minutes_with_a_paused_lesson_is_certified() -> None:
    learner = Simulated(HENAN).watch(10 * MINUTE).go_offline().play_unasked(20 * SECOND)
    learner.pause(5 * MINUTE).go_online()

    assert learner.watch().claim().verdict().result == "certified"


def test_row_48_the_clients_wall_clock_is_not_even_sent() -> None:
    assert not {"date", "wall_clock", "time"} & set(e.Sample.__struct_fields__)


def test_row_8_two_windows_void_the_later_attempt_and_cost_both_the_overlap() -> None:
    first, second = two_windows(70 * SECOND)

    verdicts = {verdict.attempt: verdict for verdict in first.verdicts(second)}

    later = verdicts[second.attempts[0]]
    assert later.result == "void_platform"
    assert rules(later) == {"concurrent_play"}
    assert verdicts[first.attempts[0]].missing


@pytest.mark.parametrize("overlap", [14 * SECOND])
def test_a_short_overlap_of_two_windows_is_nothing(overlap: int) -> None:
    first, second = two_windows(overlap)

    assert not any(rules(verdict) & {"concurrent_play"} for verdict in first.verdicts(second))


def test_row_9b_two_vendors_at_once_are_held_on_both() -> None:
    first, second = two_windows(70 * SECOND, platform="platform-b")

    assert {verdict.result for verdict in first.verdicts(second)} == {"held"}


def two_windows(overlap: int, platform: str = "platform-a") -> tuple[Simulated, Simulated]:
    """One person in two sessions at once for `overlap` ms, the same live face in both."""
    first = Simulated(HENAN, supervised=False, label="first-")
    second = Simulated(
        HENAN, supervised=False, label="second-", platform=e.PlatformState(platform=platform), now=first.now + MINUTE
    )
    check_face(first, 1)
    first.play_unasked(MINUTE)
    check_face(second, 1)
    for learner in (first, second):
        learner.play_unasked(overlap // 2)
        check_face(learner, 2)
        learner.play_unasked(overlap - overlap // 2)
        check_face(learner, 3)
    return first, second


def test_row_35_the_seventeenth_online_hour_of_a_forty_hour_plan_is_beyond_the_cap() -> None:
    hours = certified_hours(17)

    results = [verdict.result for verdict in allot(hours, 40, HENAN)]

    assert results == ["certified"] * 16 + ["not_counted_cap"]


def test_row_36_a_void_that_is_restored_pushes_the_last_hour_beyond_the_cap_again() -> None:
    hours = certified_hours(17)
    voided = [msgspec.structs.replace(hours[2], result="void_platform") if h is hours[2] else h for h in hours]

    assert [verdict.result for verdict in allot(voided, 40, HENAN)].count("certified") == 16
    assert allot(hours, 40, HENAN)[16].result == "not_counted_cap"


def certified_hours(count: int) -> list[Verdict]:
    honest = Simulated(HENAN).watch().claim().verdict()
    return [
        msgspec.structs.replace(honest, attempt=f"a{hour:02}", unit=f"u{hour:02}", completed_at=hour)
        for hour in range(count)
    ]


def test_photos_are_asked_at_a_moment_that_the_secret_draws() -> None:
    learner = Simulated(HENAN).watch()

    assert any(isinstance(ask, AskPhoto) for ask in learner.asked)
