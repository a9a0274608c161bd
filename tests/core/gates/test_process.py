"""Clauses about a class while it runs and when it ends, on, just below and just above every number."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from core.gates.asking import HOUR, NOT_CONCERNED, NUMBERS, PASS, day, said
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.gates import process

QUARTER = 900_000  # ms


@pytest.mark.parametrize(
    ("held", "over", "expected"),
    [
        (0, False, ("unknown", "not_yet_inspected")),
        (0, True, ("fail", "never_inspected")),
        (1, False, PASS),
        (1, True, PASS),
        (2, True, PASS),
    ],
)
def test_a_class_run_is_inspected_once_before_it_is_over(held: int, over: bool, expected: tuple[str, str]) -> None:
    assert said(process.inspected(process.Inspections(held=held, over=over), NUMBERS)) == expected


@pytest.mark.parametrize(
    ("clips", "expected"),
    [
        ((QUARTER - 1,), ("fail", "recording_too_short")),
        ((QUARTER - 1000,), ("fail", "recording_too_short")),
        ((QUARTER,), PASS),
        ((QUARTER + 1, HOUR), PASS),
        ((HOUR, 0), ("fail", "recording_too_short")),
        ((), ("unknown", "no_hours")),
    ],
)
def test_every_class_hour_has_a_continuous_recording_of_fifteen_minutes(
    clips: tuple[int, ...], expected: tuple[str, str]
) -> None:
    hours = tuple(process.HourRecording(hour=f"h{n}", longest_clip_ms=ms) for n, ms in enumerate(clips))

    assert said(process.hours_recorded(hours, NUMBERS)) == expected


@pytest.mark.parametrize(
    ("strikes", "unreviewed", "expected"),
    [
        (0, 0, PASS),
        (2, 0, PASS),
        (2, 1, ("person", "recordings_to_review")),
        (3, 0, ("fail", "subsidy_cancelled")),
        (3, 5, ("fail", "subsidy_cancelled")),
        (4, 0, ("fail", "subsidy_cancelled")),
    ],
)
def test_the_third_recording_that_does_not_show_everybody_cancels_the_subsidy(
    strikes: int, unreviewed: int, expected: tuple[str, str]
) -> None:
    reviewed = process.Reviewed(recordings=10, strikes=strikes, unreviewed=unreviewed)

    assert said(process.all_trainees_shown(reviewed, NUMBERS)) == expected


@given(strikes=st.integers(0, 10), unreviewed=st.integers(0, 10))
def test_another_strike_never_brings_a_subsidy_back(strikes: int, unreviewed: int) -> None:
    def cancelled(more: int) -> bool:
        facts = process.Reviewed(recordings=20, strikes=strikes + more, unreviewed=unreviewed)
        return process.all_trainees_shown(facts, NUMBERS).outcome == "fail"

    assert cancelled(0) <= cancelled(1)


@pytest.mark.parametrize(
    ("kept_until", "deleted_on", "expected"),
    [
        ("2026-05-01", None, PASS),
        ("2026-04-30", None, ("fail", "not_kept")),
        ("2027-01-01", None, PASS),
        ("2026-05-01", "2026-05-01", ("fail", "not_kept")),
        ("2026-05-01", "2026-05-02", PASS),
        (None, "2026-05-02", PASS),
        (None, None, ("unknown", "no_retention_record")),
    ],
)
def test_training_video_is_kept_for_three_whole_years(
    kept_until: str | None, deleted_on: str | None, expected: tuple[str, str]
) -> None:
    video = process.KeptVideo(
        video="v1", recorded_on=date(2023, 5, 1), kept_until=day(kept_until), deleted_on=day(deleted_on)
    )

    assert said(process.videos_kept((video,), NUMBERS)) == expected


def test_a_video_of_leap_day_is_kept_to_the_end_of_february() -> None:
    leap = process.KeptVideo(video="v1", recorded_on=date(2024, 2, 29), kept_until=date(2027, 2, 28))

    assert said(process.videos_kept((leap,), NUMBERS)) == PASS
    assert said(process.videos_kept((), NUMBERS)) == ("unknown", "no_videos")


def make_up(**changed: Any) -> process.MakeUp:
    facts = {
        "course": "m1",
        "held_on": date(2023, 5, 9),
        "assessed_on": date(2023, 5, 10),
        "reason_accepted": True,
        "length_ms": HOUR,
        "recorded_ms": HOUR,
    }
    return process.MakeUp(**(facts | changed))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, PASS),
        ({"assessed_on": None}, PASS),
        ({"held_on": date(2023, 5, 10)}, ("person", "on_the_day_of_assessment")),
        ({"held_on": date(2023, 5, 11)}, ("fail", "after_assessment")),
        ({"recorded_ms": HOUR - 1}, ("fail", "not_recorded_throughout")),
        ({"reason_accepted": None}, ("person", "reason_to_review")),
        ({"reason_accepted": False}, ("fail", "reason_refused")),
        ({"reason_accepted": None, "recorded_ms": 0}, ("fail", "not_recorded_throughout")),
    ],
)
def test_a_make_up_counts_with_a_good_reason_before_the_assessment_and_recorded_throughout(
    changed: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert said(process.make_up_counts(make_up(**changed), NUMBERS)) == expected


def test_whoever_missed_nothing_has_nothing_to_make_up() -> None:
    assert said(process.make_up_counts(None, NUMBERS)) == NOT_CONCERNED


def survey(satisfied: int, answers: int, **changed: Any) -> process.Satisfaction:
    return process.Satisfaction(
        satisfied=satisfied, answers=answers, **{"roster": 100, "surveyed_on": date(2023, 1, 31)} | changed
    )


@pytest.mark.parametrize(
    ("satisfied", "answers", "passes"),
    [
        (84, 99, False),
        (85, 100, True),
        (84, 100, False),
        (86, 100, True),
        (849, 1000, False),
        (850, 1000, True),
        (851, 1000, True),
        (17, 20, True),
        (16, 19, False),
        (1, 1, True),
    ],
)
def test_eighty_five_per_cent_of_the_valid_answers_are_satisfied(satisfied: int, answers: int, passes: bool) -> None:
    result = process.satisfied_enough(survey(satisfied, answers), NUMBERS)

    assert said(result) == (PASS if passes else ("fail", "assessment_suspended"))


def test_without_answers_satisfaction_cannot_be_judged_and_rectification_lasts_a_month() -> None:
    assert said(process.satisfied_enough(survey(0, 0), NUMBERS)) == ("unknown", "no_answers")
    assert process.satisfied_enough(survey(1, 2), NUMBERS).values["until"] == "2023-02-28"
