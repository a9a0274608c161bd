"""The test oracle where a story needs its own pop-ups, photos, windows or cap, at full scale."""

from __future__ import annotations

import msgspec
import pytest
from core.rules.hours import HENAN, MINUTE, SECOND, hour_with_first_gap, standing, two_windows

from monitor.core import events as e
from monitor.core.asking import AskPhoto
from monitor.core.hour_ledger import allot
from monitor.core.rulepack import always
from monitor.core.verdict import Verdict
from monitor.learners.simulated import Habits, Simulated, sha


@pytest.mark.parametrize("gap", [299 * SECOND, 300 * SECOND, 301 * SECOND, 302 * SECOND])
def test_rows_13_and_15_a_gap_of_five_minutes_and_two_seconds_at_most_is_certified(gap: int) -> None:
    assert hour_with_first_gap(gap).claim().verdict().result == "certified"


@pytest.mark.parametrize("gap", [302 * SECOND + 1, 303 * SECOND])
def test_row_14_a_longer_gap_is_not_credited_and_voids_when_claimed(gap: int) -> None:
    verdict = hour_with_first_gap(gap).claim().verdict()

    assert (verdict.result, set(standing(verdict))) == ("void_platform", {"popup_gap"})


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
    learner.say(learner.event(e.PopupAnswered, nonce="popup-behind", answer="1", latency=30_000))
    learner.supervised = True

    verdict = learner.watch().claim().verdict()

    assert "popup_not_held" in standing(verdict)
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
    assert set(standing(later)) == {"concurrent_play"}
    assert verdicts[first.attempts[0]].missing


@pytest.mark.parametrize("overlap", [14 * SECOND])
def test_a_short_overlap_of_two_windows_is_nothing(overlap: int) -> None:
    first, second = two_windows(overlap)

    assert not any("concurrent_play" in standing(verdict) for verdict in first.verdicts(second))


def test_row_9b_two_vendors_at_once_are_held_on_both() -> None:
    first, second = two_windows(70 * SECOND, platform="platform-b")

    assert {verdict.result for verdict in first.verdicts(second)} == {"held"}


def test_row_35_the_seventeenth_online_hour_of_a_forty_hour_plan_is_beyond_the_cap() -> None:
    hours = certified_hours(17)

    results = [verdict.result for verdict in allot(hours, 40, always(HENAN))]

    assert results == ["certified"] * 16 + ["not_counted_cap"]


def test_row_36_a_void_that_is_restored_pushes_the_last_hour_beyond_the_cap_again() -> None:
    hours = certified_hours(17)
    voided = [msgspec.structs.replace(hours[2], result="void_platform") if h is hours[2] else h for h in hours]

    assert [verdict.result for verdict in allot(voided, 40, always(HENAN))].count("certified") == 16
    assert allot(hours, 40, always(HENAN))[16].result == "not_counted_cap"


def certified_hours(count: int) -> list[Verdict]:
    honest = Simulated(HENAN).watch().claim().verdict()
    return [
        msgspec.structs.replace(honest, attempt=f"a{hour:02}", unit=f"u{hour:02}", completed_at=hour)
        for hour in range(count)
    ]


def test_photos_are_asked_at_a_moment_that_the_secret_draws() -> None:
    learner = Simulated(HENAN).watch()

    assert any(isinstance(ask, AskPhoto) for ask in learner.asked)
