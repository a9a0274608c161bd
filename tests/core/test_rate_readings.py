"""Frames and the browser's own record of play are compared with positions: what they contradict is a hint."""

from __future__ import annotations

from typing import Any

import pytest
from core.rules.hours import HENAN, checked, finished
from msgspec.structs import replace

from monitor.core.events import MediaState, Sample, Seeked, Seeking
from monitor.core.rate_readings import contradictions, further
from monitor.core.reading import Instance, Seen

EVERY = 1000
TOLERATED = 1000  # 5 % of the 20 seconds over which D1 measures


def run(*states: dict[str, Any]) -> Instance:
    """One run of the SDK that took a sample every second."""
    instance = Instance("tab")
    for n, state in enumerate(states):
        kind: type[MediaState] = state.pop("kind", Sample)
        sample = kind(n=n, t=n * EVERY, lesson="lesson-1", paused=False, visible=True, **state)
        instance.seen.append(Seen(sample, n * EVERY, n * EVERY, "session", n, 0))
    return instance


def played(seconds: int, *, position: float = 1.0, record: float = 1.0, frames: float = 1.0) -> list[dict[str, Any]]:
    """States of play in which each reading goes on at a rate of its own."""
    return [
        {
            "position": round(second * EVERY * position),
            "played": round(second * EVERY * record),
            "shown": round(second * EVERY * frames),
            "frames": 25,
        }
        for second in range(seconds + 1)
    ]


def found(*states: dict[str, Any]) -> set[str]:
    return {contradiction.reading for contradiction in contradictions(run(*states), HENAN)}


@pytest.mark.parametrize(
    ("ahead", "contradicts"), [(-9000, False), (0, False), (TOLERATED, False), (TOLERATED + 1, True)]
)
def test_a_reading_may_go_further_by_what_d1_tolerates_and_no_more(ahead: int, contradicts: bool) -> None:
    assert further(60_000 + ahead, 60_000, HENAN) == contradicts


@pytest.mark.parametrize(("seconds", "told"), [(20, False), (21, True)])
def test_positions_of_a_video_that_never_played_are_told_after_a_whole_window(seconds: int, told: bool) -> None:
    still = played(seconds, record=0.0)
    for state in still:
        state.update(shown=None, frames=None)

    assert found(*still) == ({"never_played"} if told else set())


def test_a_browser_that_keeps_no_record_of_play_or_begins_it_late_is_told_of_nothing() -> None:
    without, late = played(60), played(60)
    for state in without:
        state["played"] = None
    for state in late[:10]:
        state["played"] = 0

    assert "never_played" not in found(*without) | found(*late)


@pytest.mark.parametrize("rate", [0.5, 1.0, 2.0])
def test_readings_that_agree_contradict_nothing_at_any_rate(rate: float) -> None:
    assert found(*played(3600, position=rate, record=rate, frames=rate)) == set()


def test_a_patched_position_is_contradicted_by_both_other_readings() -> None:
    [frames, record] = contradictions(run(*played(60, position=1.0, record=2.0, frames=2.0)), HENAN)

    assert (frames.reading, record.reading) == ("frames", "played")
    assert frames.ahead == record.ahead == 2000
    assert frames.seen.where == record.seen.where == "session:2#0"


def test_a_small_drift_of_the_record_never_adds_up_over_an_hour() -> None:
    assert found(*played(3600, record=1.04)) == set()
    assert found(*played(3600, record=1.07)) == {"played"}


def test_a_picture_that_stands_for_minutes_is_no_contradiction() -> None:
    slides = [state | {"shown": state["shown"] // 120_000 * 120_000} for state in played(600)]

    assert found(*slides) == set()


def test_what_is_played_again_adds_nothing_to_the_record_and_is_no_contradiction() -> None:
    again = [{"position": 1000, "origin": 60_000, "kind": Seeking}, {"position": 1000, "kind": Seeked}]
    second = [state | {"played": 60_000} for state in played(60)]

    assert found(*played(60), *again, *second) == set()


def test_the_old_picture_after_a_jump_back_is_no_contradiction() -> None:
    jump = [
        {"position": 1000, "origin": 60_000, "played": 60_000, "shown": 60_000, "frames": 25, "kind": Seeking},
        {"position": 1000, "played": 60_000, "shown": 60_000, "frames": 1, "kind": Seeked},
        {"position": 1000, "played": 60_000, "shown": 60_000, "frames": 1},
        {"position": 1000, "played": 60_000, "shown": 60_000, "frames": 0},
    ]

    assert found(*played(60), *jump) == set()


def test_a_browser_that_cannot_tell_contradicts_nothing() -> None:
    assert found(*({"position": second} for second in range(0, 60_000, EVERY))) == set()


def test_another_lesson_in_the_same_page_begins_anew() -> None:
    instance = run(*played(60), *played(2))
    second = [replace(seen, event=_of_lesson_2(seen.event)) for seen in instance.seen[61:]]

    assert contradictions(Instance("tab", instance.seen[:61] + second), HENAN) == []


def _of_lesson_2(event: Any) -> Sample:
    return Sample(
        n=event.n, t=event.t, lesson="lesson-2", position=event.position, paused=False, visible=True, played=0
    )


def test_no_verdict_is_changed_by_it() -> None:
    honest, doubtful = checked(), checked()
    finished(honest)
    doubtful.play_unasked(60_000, frames=25, shown=9_000_000, played=0)
    finished(doubtful.pop_up(photo=True))

    assert honest.claim().verdict().result == doubtful.claim().verdict().result == "certified"
