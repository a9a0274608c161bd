"""Terms of whole days in China: the day on which one starts is not counted, and its last day is whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from monitor.core.days import WorkingDays
from monitor.core.terms import end_of_term, first_moment


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


@pytest.mark.parametrize(
    ("day", "begins"), [(date(2026, 9, 21), "2026-09-20T16:00:00"), (date(2024, 2, 29), "2024-02-28T16:00:00")]
)
def test_a_day_begins_at_midnight_in_china(day: date, begins: str) -> None:
    assert first_moment(day) == utc(begins)


@pytest.mark.parametrize(
    ("noticed", "over"),
    [
        ("2026-09-20T16:00:00", "2026-09-26T16:00:00"),  # Monday, first moment: Tuesday to Saturday are whole
        ("2026-09-21T15:59:59", "2026-09-26T16:00:00"),  # Monday, last second
        ("2026-09-21T16:00:00", "2026-09-27T16:00:00"),  # Tuesday in China, Monday in Greenwich
        ("2026-02-26T03:00:00", "2026-03-03T16:00:00"),  # over the end of a month
    ],
)
def test_five_calendar_days_for_an_appeal(noticed: str, over: str) -> None:
    assert end_of_term(utc(noticed), 5) == utc(over)


@pytest.mark.parametrize(
    ("noticed", "over"),
    [
        ("2026-09-21T03:00:00", "2026-09-24T16:00:00"),  # Monday: Tuesday, Wednesday, Thursday
        ("2026-09-23T03:00:00", "2026-09-28T16:00:00"),  # Wednesday: Thursday, Friday, Monday
        ("2026-09-26T03:00:00", "2026-09-30T16:00:00"),  # Saturday: Monday, Tuesday, Wednesday
    ],
)
def test_three_working_days_for_a_platforms_answer(noticed: str, over: str) -> None:
    assert end_of_term(utc(noticed), 3, WorkingDays()) == utc(over)
