"""Tables that an institution hands in for its own classes: looked over first, then taken in as a whole."""

from __future__ import annotations

import asyncio
import io
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request, Response

from monitor.core.accounts import Tenant, Viewer
from monitor.core.imports.columns import Kind
from monitor.core.imports.faults import Wrong
from monitor.core.imports.make_ups import MAKE_UPS
from monitor.core.imports.reading import Table
from monitor.core.imports.roster import ROSTER
from monitor.flows.collector import Collector
from monitor.flows.import_table import Report, import_table, terms
from monitor.web.console.access import For
from monitor.web.console.route import ConsoleRoute, console_router
from monitor.web.languages import language
from monitor.web.needs import TheCollector
from monitor.web.office_api.imports import FILE_LIMIT, XLSX, ReportSaid, refused, reported, uploaded
from monitor.web.problems import ProblemResponse


class TableRoute(ConsoleRoute):
    """A route that takes a whole table."""

    form_limit = FILE_LIMIT + 64 * 1024


router = console_router("hand-ins", TableRoute)

Registrar = Annotated[Viewer, Depends(For("office_lead", "institution"))]
Form = Annotated[Literal["xlsx", "csv"], Query(alias="format")]
DryRun = Annotated[bool, Query(description="Report every fault, and import nothing.")]
Outcome = ReportSaid | ProblemResponse


@router.get("/rosters/template", response_class=Response)
async def get_roster_template(collector: TheCollector, _: Registrar, form: Form = "xlsx") -> Response:
    """An empty roster with its headings and what they mean."""
    return await _template(collector, ROSTER, form)


@router.post("/rosters", response_model=ReportSaid)
async def post_roster(
    request: Request, collector: TheCollector, viewer: Registrar, *, dry_run: DryRun = False
) -> Outcome:
    """Enrol the people of a roster, all of it or nothing; a dry run only says what is wrong."""
    return await _hand_in(collector, ROSTER, viewer, request, dry_run=dry_run)


@router.get("/make-ups/template", response_class=Response)
async def get_make_up_template(collector: TheCollector, _: Registrar, form: Form = "xlsx") -> Response:
    """An empty table of make-up courses with its headings and what they mean."""
    return await _template(collector, MAKE_UPS, form)


@router.post("/make-ups", response_model=ReportSaid)
async def post_make_ups(
    request: Request, collector: TheCollector, viewer: Registrar, *, dry_run: DryRun = False
) -> Outcome:
    """Enter make-up courses, all of the table or nothing; a dry run only says what is wrong."""
    return await _hand_in(collector, MAKE_UPS, viewer, request, dry_run=dry_run)


async def _template(collector: Collector, kind: Kind[Any], form: str) -> Response:
    content = await asyncio.to_thread(collector.monitor.table_template, kind, f".{form}", language())
    headers = {"Content-Disposition": f'attachment; filename="{kind.name}.{form}"'}
    return Response(content, media_type=XLSX if form == "xlsx" else "text/csv", headers=headers)


async def _hand_in(
    collector: Collector, kind: Kind[Any], viewer: Viewer, request: Request, *, dry_run: bool
) -> Outcome:
    name, content = await uploaded(request)
    report = await asyncio.to_thread(_import, collector, kind, viewer.tenant, name, content, dry_run=dry_run)
    return refused(report) if report.faults and not dry_run else reported(report)


def _import(
    collector: Collector, kind: Kind[Any], tenant: Tenant, name: str, content: bytes, *, dry_run: bool
) -> Report:
    monitor = collector.monitor
    source = f"institution/{tenant.name}" if tenant.kind == "institution" else "talent"
    under = terms(source, monitor.clock.now(), monitor.pack, monitor.gate_pack)
    file = io.BytesIO(content)

    def refuse_others(table: Table[Any]) -> None:
        _refuse_classes_of_others(collector, tenant, table)

    return import_table(
        monitor.registry,
        kind,
        lambda: monitor.read_tables(file, name),
        under,
        dry_run=dry_run,
        also=refuse_others,
    )


def _refuse_classes_of_others(collector: Collector, tenant: Tenant, table: Table[Any]) -> None:
    """Blame every row about a registered class that the tenant does not see."""
    line = collector.monitor.registry.class_line
    named = {placed.row.training_class for placed in table.rows}
    others = {name for name in named if line(name) and not line(name, tenant=tenant)}
    for place, placed in enumerate(table.rows):
        if placed.row.training_class in others:
            table.blame(place, "training_class", _not_yours())


def _not_yours() -> Wrong:
    return Wrong(
        "not_your_class",
        "不是本机构的班级。",
        "This is no class of your institution.",
        "请只填写本机构的班级。",
        "Name classes of your own institution alone.",
    )
