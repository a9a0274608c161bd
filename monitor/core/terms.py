"""When a term of whole days is over, as a moment; days are those of Asia/Shanghai (rules: thresholds)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

from monitor.core.days import WorkingDays, day_after, shanghai_day

_SHANGHAI = timezone(timedelta(hours=8))


def first_moment(day: date) -> int:
    """Midnight at which a day begins, in UTC ms."""
    begins = datetime.combine(day, time(), _SHANGHAI)
    return int(begins.astimezone(UTC).timestamp()) * 1000


def end_of_term(moment: int, days: int, working: WorkingDays | None = None) -> int:
    """The first moment (UTC ms) after a term of so many whole days; the day of `moment` (UTC ms) is not counted."""
    return first_moment(day_after(shanghai_day(moment), days, working))
