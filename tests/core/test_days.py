"""Calendar days and periods: the first day is not counted, the last is whole, and all days are Chinese ones."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from monitor.core.days import WorkingDays, day_after, months_later, shanghai_day, whole_days, years_later


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2023-05-01T15:59:59.999", "2023-05-01"),
        ("2023-05-01T16:00:00", "2023-05-02"),
        ("2023-12-31T16:00", "2024-01-01"),
    ],
)
def test_a_day_begins_at_midnight_in_shanghai(moment: str, expected: str) -> None:
    ms = round(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() * 1000)

    assert shanghai_day(ms).isoformat() == expected


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2023-03-15", 1, "2023-04-15"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-28", 1, "2023-02-28"),
        ("2023-02-28", 1, "2023-03-28"),
        ("2023-03-31", 1, "2023-04-30"),
        ("2023-12-31", 1, "2024-01-31"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2023-05-05", 0, "2023-05-05"),
    ],
)
def test_a_month_ends_on_the_same_day_of_the_next_or_on_its_last(start: str, months: int, last: str) -> None:
    assert months_later(date.fromisoformat(start), months).isoformat() == last


@pytest.mark.parametrize(("start", "last"), [("2024-02-29", "2027-02-28"), ("2023-03-01", "2026-03-01")])
def test_three_years_end_on_the_same_day_or_on_the_months_last(start: str, last: str) -> None:
    assert years_later(date.fromisoformat(start), 3).isoformat() == last


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2023-05-04", "2023-05-04", 0),
        ("2023-05-04", "2023-05-05", 0),
        ("2023-05-04", "2023-05-06", 1),
        ("2023-05-04", "2023-05-09", 4),
        ("2023-05-04", "2023-05-10", 5),
        ("2023-05-04", "2023-05-01", 0),
    ],
)
def test_the_first_day_of_a_period_is_not_counted_and_the_last_is_whole(start: str, end: str, days: int) -> None:
    assert whole_days(date.fromisoformat(start), date.fromisoformat(end)) == days


LABOUR_DAY = WorkingDays(
    holidays=frozenset({date(2023, 5, 1), date(2023, 5, 2), date(2023, 5, 3)}),
    worked_weekends=frozenset({date(2023, 4, 23), date(2023, 5, 6)}),
)


@pytest.mark.parametrize(
    ("start", "days", "working", "after"),
    [
        ("2023-05-04", 5, None, "2023-05-10"),
        ("2023-05-04", 0, None, "2023-05-05"),
        ("2023-05-04", 5, WorkingDays(), "2023-05-12"),
        ("2023-04-28", 1, WorkingDays(), "2023-05-02"),
        ("2023-04-28", 1, LABOUR_DAY, "2023-05-05"),
        ("2023-05-04", 2, LABOUR_DAY, "2023-05-07"),
    ],
)
def test_working_days_leave_out_weekends_and_holidays_but_not_weekends_that_are_worked(
    start: str, days: int, working: WorkingDays | None, after: str
) -> None:
    first = date.fromisoformat(start)

    assert day_after(first, days, working).isoformat() == after
    assert whole_days(first, date.fromisoformat(after), working) == days
