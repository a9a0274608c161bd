"""Calendar days and periods in Asia/Shanghai, counted as the civil code counts them (rules: thresholds).

The day on which a period starts is not counted, and its last day is whole.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec

_SHANGHAI = timezone(timedelta(hours=8))
_SATURDAY = 5


class WorkingDays(msgspec.Struct, frozen=True, kw_only=True):
    """Which days are worked: Monday to Friday, but for `holidays`, and weekends that are worked in exchange."""

    holidays: frozenset[date] = frozenset()
    worked_weekends: frozenset[date] = frozenset()

    def __contains__(self, day: date) -> bool:
        if day.weekday() >= _SATURDAY:
            return day in self.worked_weekends
        return day not in self.holidays


def shanghai_day(moment: int) -> date:
    """The calendar day of a moment in UTC ms."""
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(_SHANGHAI).date()


def day_begins(day: date) -> int:
    """The first moment of a calendar day, in UTC ms."""
    return int(datetime(day.year, day.month, day.day, tzinfo=_SHANGHAI).timestamp()) * 1000


def months_later(day: date, months: int) -> date:
    """The last day of a period of months: the same day of the month, or the month's last where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def years_later(day: date, years: int) -> date:
    """The last day of a period of years; 29 February ends on the 28th of a common year."""
    return months_later(day, 12 * years)


def whole_days(start: date, end: date, working: WorkingDays | None = None) -> int:
    """How many days lie whole between two days, neither of them counted; with `working`, only those in it."""
    days = max((end - start).days - 1, 0)
    if working is None:
        return days
    return sum(start + timedelta(n + 1) in working for n in range(days))


def day_after(start: date, days: int, working: WorkingDays | None = None) -> date:
    """The first day on which `days` whole days after `start` are over."""
    day = start
    while days > 0:
        day += timedelta(1)
        days -= working is None or day in working
    return day + timedelta(1)
