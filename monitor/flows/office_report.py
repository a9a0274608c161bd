"""What an office reports about a month, a quarter, half a year or a year (RPT-01, KPI-01, KPI-02).

The area is what a tenant sees.  Its figures come as a whole, part by part of the period, and by the offices right
below; the two shares are those of the calendar year so far, because the plan sets them for a year.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from itertools import chain
from typing import Any

import msgspec

from monitor.core.accounts import Tenant
from monitor.core.exports import About, Row
from monitor.core.gates.pack import numbers
from monitor.core.gates.reports import CertificateCounts, TrainingCounts, low_certificates, manufacturing_share
from monitor.core.gates.result import GateResult
from monitor.core.report_figures import Counted, Figures, Grouping, OfficeTargets, sums
from monitor.core.report_periods import Period
from monitor.flows.console_ports import Reports
from monitor.flows.export_rows import Export
from monitor.flows.monitor import Monitor
from monitor.flows.overview import OUTCOMES, by_result

Bins = dict[str, Figures]


class OfficeReport(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one area in one period; `by_office` names offices, "" those institutions that have none below."""

    period: Period
    made_at: int
    office: OfficeTargets | None
    whole: Figures
    by_part: Mapping[str, Figures]
    by_office: Mapping[str, Figures]
    shares: tuple[GateResult, GateResult]
    reported_at: int | None


def office_report(monitor: Monitor, period: Period, tenant: Tenant) -> OfficeReport:
    """Count everything; some queries over the period's rows, so call it in a thread."""
    counting = _Counting(monitor.registry, tenant)
    offices = counting.offices
    office = offices.get(tenant.name) if tenant.kind == "office" else None
    by_day = counting.everything(period, "day")
    return OfficeReport(
        period=period,
        made_at=monitor.clock.now(),
        office=office,
        whole=sums(by_day),
        by_part=_binned(by_day, period.part_of, period.parts()),
        by_office=counting.by_office(period, "" if office is None else office.office),
        shares=_shares(counting.of_people(period.year_so_far, "institution"), office, monitor),
        reported_at=None if office is None else monitor.registry.reported_at(office.office, period.name),
    )


class _Counting:
    """Everything that is counted of an area."""

    def __init__(self, registry: Reports, tenant: Tenant) -> None:
        self._registry = registry
        self._tenant = tenant
        self.offices = {line.office: line for line in registry.offices_seen(tenant)}

    def everything(self, period: Period, by: Grouping) -> list[Counted]:
        hours = self._registry.hours_in(period, by, tenant=self._tenant)
        return [*hours, *self.of_people(period, by)]

    def of_people(self, period: Period, by: Grouping) -> list[Counted]:
        """Trainings and certificates."""
        return [
            *self._registry.trainings_in(period, by, tenant=self._tenant),
            *self._registry.certificates_in(period, by, tenant=self._tenant),
        ]

    def by_office(self, period: Period, top: str) -> Bins:
        """The figures of the offices right below one; nothing where there are none."""
        areas = self._below(top)
        if not areas:
            return {}
        home, counted = self._registry.offices_of_institutions(), self.everything(period, "institution")
        return _binned(counted, lambda institution: self._area(home.get(institution, ""), areas), areas)

    def _below(self, top: str) -> Sequence[str]:
        """The offices right below one, or below the only one of all ("")."""
        areas = [name for name, line in self.offices.items() if (line.parent or "") == top]
        return (self._below(areas[0]) or areas) if len(areas) == 1 and not top else areas

    def _area(self, office: str, areas: Sequence[str]) -> str:
        """Which of these offices stands over an office, or is it; "" for none."""
        while office and office not in areas:
            line = self.offices.get(office)
            office = "" if line is None else line.parent or ""
        return office


def _binned(counted: Sequence[Counted], bin_of: Callable[[Any], str], bins: Sequence[str]) -> Bins:
    """Sums by bin, empty ones included, in their order; what lies in none of them comes last."""
    binned = {name: Figures() for name in bins}
    for one in counted:
        binned.setdefault(bin_of(one.key), Figures()).add(one)
    return binned


def _shares(
    counted: Sequence[Counted], office: OfficeTargets | None, monitor: Monitor
) -> tuple[GateResult, GateResult]:
    """The shares of the year so far, against the office's own numbers where it has some."""
    year, thresholds = sums(counted), numbers(monitor.gate_pack, monitor.pack)
    trainings = TrainingCounts(
        manufacturing=year.manufacturing,
        total=year.trainings,
        target_percent=None if office is None else office.manufacturing_target_percent,
    )
    certificates = CertificateCounts(
        low=year.low_certificates,
        total=year.certificates,
        cap_percent=None if office is None else office.low_certificates_cap_percent,
    )
    return manufacturing_share(trainings, thresholds), low_certificates(certificates, thresholds)


# ---------------------------------------------------------------- as a table


def report_table(report: OfficeReport, monitor: Monitor) -> Export:
    """The same figures for a file: the parts of the period, and then the offices."""
    pack = monitor.gate_pack
    about = About(
        kind="report",
        made_at=report.made_at,
        filters={"period": report.period.name, "office": report.office.office if report.office else "all"},
        rules=f"{pack.name} {pack.version} {pack.hash}",
        through=monitor.registry.last_verdict(),
    )
    return Export(about, _rows(report))


async def _rows(report: OfficeReport) -> AsyncIterator[Row]:
    bins = chain(
        [("all", report.period.name, report.whole)],
        (("part", name, figures) for name, figures in report.by_part.items()),
        (("office", name, figures) for name, figures in report.by_office.items()),
    )
    for what, name, figures in bins:
        yield _row(what, name, figures)


def _row(what: str, name: str, figures: Figures) -> Row:
    outcomes = by_result(figures.results)
    return (
        what,
        name,
        *(outcomes[outcome] for outcome in OUTCOMES),
        figures.classes,
        figures.trainings,
        figures.manufacturing,
        figures.certificates,
        figures.low_certificates,
    )
