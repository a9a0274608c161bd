"""What an office's report counts (RPT-01): class hours by result, classes and trainings, certificates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

import msgspec

from monitor.core.gates.reports import LOW_CERTIFICATES

Grouping = Literal["day", "institution"]
Key = date | str  # a day in Asia/Shanghai, or an institution, as the grouping says


class HoursCounted(NamedTuple):
    """How many class hours have a result (`monitor.core.verdict.Result`); the day of one is that of its completion."""

    key: Key
    result: str
    hours: int


class TrainingsCounted(NamedTuple):
    """A class that began, and the people enrolled in it who did not leave."""

    key: Key
    manufacturing: bool
    trainings: int


class CertificatesCounted(NamedTuple):
    """How many certificates of a kind were given."""

    key: Key
    certificate: str
    number: int


Counted = HoursCounted | TrainingsCounted | CertificatesCounted


class Figures(msgspec.Struct, kw_only=True):
    """The sums of what was counted; `results` are class hours by the result of their last verdict."""

    results: dict[str, int] = msgspec.field(default_factory=dict)
    classes: int = 0
    trainings: int = 0
    manufacturing: int = 0
    certificates: int = 0
    low_certificates: int = 0

    def add(self, counted: Counted) -> None:
        """Take one count in."""
        match counted:
            case HoursCounted(_, result, hours):
                self.results[result] = self.results.get(result, 0) + hours
            case TrainingsCounted(_, manufacturing, trainings):
                self.classes += 1
                self.trainings += trainings
                self.manufacturing += trainings if manufacturing else 0
            case CertificatesCounted(_, certificate, number):
                self.certificates += number
                self.low_certificates += number if certificate in LOW_CERTIFICATES else 0


def sums(counted: Iterable[Counted]) -> Figures:
    """Everything together."""
    figures = Figures()
    for one in counted:
        figures.add(one)
    return figures


class OfficeTargets(msgspec.Struct, frozen=True, kw_only=True):
    """An office with its own numbers for the two shares; null is the general one (KPI-01, KPI-02)."""

    office: str
    title: str
    level: str
    parent: str | None
    manufacturing_target_percent: int | None
    low_certificates_cap_percent: int | None
