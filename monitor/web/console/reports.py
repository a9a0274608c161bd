"""Reports by month, quarter, half-year and year (RPT-01): figures of an office's area, on a page and as a file."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from monitor.core.accounts import Tenant, Viewer
from monitor.core.gates.result import GateResult
from monitor.core.report_figures import Figures, OfficeTargets
from monitor.core.report_periods import Period, period_named
from monitor.flows.collector import Collector
from monitor.flows.export_files import MEDIA_TYPES, Format, file_of
from monitor.flows.office_report import OfficeReport, office_report, report_table
from monitor.flows.overview import by_result
from monitor.web.console.access import For
from monitor.web.console.route import NumbersRoute, console_router
from monitor.web.languages import language
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.times import moment, moment_or_none
from monitor.web.vendor_api.common import nothing_of_this_name

Reporter = Annotated[Viewer, Depends(For("office_lead", "reviewer", "auditor", "local_office"))]
PeriodName = Annotated[str, Path(max_length=16, description="2023-03, 2023-Q1, 2023-H1 or 2023.")]
OfficeName = Annotated[str, Query(max_length=128, description="Whose area; empty: all that the viewer sees.")]

router = console_router("reports", NumbersRoute)


class ReportingOffice(BaseModel):
    """An office about whose area one may ask."""

    office: str
    title: str
    level: str

    @classmethod
    def of(cls, line: OfficeTargets) -> ReportingOffice:
        return cls(office=line.office, title=line.title, level=line.level)


class FiguresSaid(BaseModel):
    """What happened in a time or an area."""

    hours: dict[str, int] = Field(
        description="certified, held, void, not_counted, incomplete, in_progress: how many class hours."
    )
    classes: int = Field(description="Classes that began.")
    trainings: int = Field(description="People in them.")
    manufacturing: int = Field(description="Those of them in classes for manufacturing (KPI-01).")
    certificates: int
    low_certificates: int = Field(description="Specific-ability and completion certificates among them (KPI-02).")

    @classmethod
    def of(cls, figures: Figures) -> FiguresSaid:
        return cls(
            hours=by_result(figures.results),
            classes=figures.classes,
            trainings=figures.trainings,
            manufacturing=figures.manufacturing,
            certificates=figures.certificates,
            low_certificates=figures.low_certificates,
        )


class NamedFigures(BaseModel):
    """The figures of one part of the period, or of one office."""

    name: str = Field(description="A day, a month, or an office; empty: institutions without an office below.")
    title: str
    figures: FiguresSaid


class ShareSaid(BaseModel):
    """A share of the calendar year so far, and whether it is as the plan wants it."""

    clause: str
    outcome: str
    message: dict[str, str]


class OfficeReportSaid(BaseModel):
    """A report: the whole, its parts, the offices below."""

    period: str
    first_day: date
    last_day: date
    made_at: datetime
    office: ReportingOffice | None
    reported_at: datetime | None = Field(description="When the office handed this report in, if it is one office's.")
    whole: FiguresSaid
    shares: list[ShareSaid]
    parts: list[NamedFigures]
    offices: list[NamedFigures]


@router.get("/reports")
async def get_reporting_offices(collector: TheCollector, viewer: Reporter) -> list[ReportingOffice]:
    """The offices about whose area the viewer may ask for a report."""
    return [ReportingOffice.of(line) for line in await _offices(collector, viewer)]


@router.get("/reports/{period}")
async def get_report(
    period: PeriodName, collector: TheCollector, viewer: Reporter, office: OfficeName = ""
) -> OfficeReportSaid:
    """The report of a month, a quarter, half a year or a year, with the shares of the year so far."""
    titles = {line.office: line.title for line in await _offices(collector, viewer)}
    return _said(await _report(collector, viewer, period, office), titles)


@router.get("/reports/{period}/file", response_class=StreamingResponse)
async def get_report_file(
    period: PeriodName,
    collector: TheCollector,
    viewer: Reporter,
    office: OfficeName = "",
    form: Annotated[Format, Query(alias="format")] = "xlsx",
) -> StreamingResponse:
    """The same figures as a file."""
    report = await _report(collector, viewer, period, office)
    table = await asyncio.to_thread(report_table, report, collector.monitor)
    return StreamingResponse(
        file_of(table, form, language()),
        media_type=MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="report-{report.period.name}.{form}"'},
    )


async def _offices(collector: Collector, viewer: Viewer) -> list[OfficeTargets]:
    return list(await asyncio.to_thread(collector.monitor.registry.offices_seen, viewer.tenant))


async def _report(collector: Collector, viewer: Viewer, period: str, office: str) -> OfficeReport:
    """Raises `Refusal` for a name that is no period, and for an office that the viewer does not see."""
    tenant = viewer.tenant if not office else Tenant(kind="office", name=office)
    if office and office not in {line.office for line in await _offices(collector, viewer)}:
        raise nothing_of_this_name("office", office)
    return await asyncio.to_thread(office_report, collector.monitor, _period(period), tenant)


def _period(name: str) -> Period:
    try:
        return period_named(name)
    except ValueError as error:
        raise Refusal(
            422,
            "invalid",
            f"{name} is no period of a report.",
            field="period",
            remedy="Name a month (2023-03), a quarter (2023-Q1), half a year (2023-H1) or a year (2023).",
        ) from error


def _said(report: OfficeReport, titles: dict[str, str]) -> OfficeReportSaid:
    return OfficeReportSaid(
        period=report.period.name,
        first_day=report.period.first,
        last_day=report.period.beyond - timedelta(1),
        made_at=moment(report.made_at),
        office=ReportingOffice.of(report.office) if report.office else None,
        reported_at=moment_or_none(report.reported_at),
        whole=FiguresSaid.of(report.whole),
        shares=[_share(result) for result in report.shares],
        parts=[_named(name, name, figures) for name, figures in report.by_part.items()],
        offices=[_named(name, titles.get(name, ""), figures) for name, figures in report.by_office.items()],
    )


def _named(name: str, title: str, figures: Figures) -> NamedFigures:
    return NamedFigures(name=name, title=title, figures=FiguresSaid.of(figures))


def _share(result: GateResult) -> ShareSaid:
    return ShareSaid(clause=result.clause, outcome=result.outcome, message=result.message)
