"""The periods about which offices report (RPT-01): their names, their days, and the parts in which they are shown."""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

_NAME = re.compile(r"(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2])))?")
_LONGEST_MONTH = 31
_MONTHS = {"quarter": 3, "half": 6, "month": 1}


class Period(msgspec.Struct, frozen=True):
    """A span of whole days in Asia/Shanghai, from `first` to the day before `beyond`."""

    name: str
    first: date
    beyond: date

    @property
    def year_so_far(self) -> Period:
        """The calendar year up to the end of this period: what the year's targets are measured by (KPI-01, KPI-02)."""
        return Period(f"{self.first.year}", date(self.first.year, 1, 1), self.beyond)

    def parts(self) -> tuple[str, ...]:
        """The days of a month, the months of anything longer: 2023-03-01, or 2023-03."""
        return tuple(dict.fromkeys(self.part_of(self.first + timedelta(number)) for number in range(self.days)))

    def part_of(self, day: date) -> str:
        """The part in which a day of the period lies."""
        return day.isoformat() if self.days <= _LONGEST_MONTH else f"{day:%Y-%m}"

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.beyond - self.first).days


def period_named(name: str) -> Period:
    """2023-03, 2023-Q1, 2023-H1 or 2023; raises `ValueError` for anything else."""
    found = _NAME.fullmatch(name)
    if found is None or found["year"] < "1900":
        raise ValueError(f"{name} is no period")
    year = int(found["year"])
    for kind, months in _MONTHS.items():
        if found[kind]:
            return Period(name, *_span(year, (int(found[kind]) - 1) * months, months))
    return Period(name, *_span(year, 0, 12))


def _span(year: int, skipped: int, months: int) -> tuple[date, date]:
    """So many whole months, after those that are skipped of a year."""
    over, last = divmod(skipped + months, 12)
    return date(year, skipped + 1, 1), date(year + over, last + 1, 1)
