"""Rosters that an institution hands in for its own classes: looked over first, then taken in as a whole."""

from __future__ import annotations

import asyncio
import io
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request, Response

from monitor.core.accounts import Tenant, Viewer
from monitor.core.imports.faults import Wrong
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


class RosterRoute(ConsoleRoute):
    """A route that takes a whole table."""

    form_limit = FILE_LIMIT + 64 * 1024


router = console_router("rosters", RosterRoute)

Registrar = Annotated[Viewer, Depends(For("office_lead", "institution"))]


@router.get("/rosters/template", response_class=Response)
async def get_roster_template(
    collector: TheCollector, _: Registrar, form: Annotated[Literal["xlsx", "csv"], Query(alias="format")] = "xlsx"
) -> Response:
    """An empty roster with its headings and what they mean."""
    content = await asyncio.to_thread(collector.monitor.table_template, ROSTER, f".{form}", language())
    headers = {"Content-Disposition": f'attachment; filename="roster.{form}"'}
    return Response(content, media_type=XLSX if form == "xlsx" else "text/csv", headers=headers)


@router.post("/rosters", response_model=ReportSaid)
async def post_roster(
    request: Request,
    collector: TheCollector,
    viewer: Registrar,
    dry_run: Annotated[bool, Query(description="Report every fault, and import nothing.")] = False,
) -> ReportSaid | ProblemResponse:
    """Enrol the people of a roster, all of it or nothing; a dry run only says what is wrong."""
    name, content = await uploaded(request)
    report = await asyncio.to_thread(_import, collector, viewer.tenant, name, content, dry_run=dry_run)
    return refused(report) if report.faults and not dry_run else reported(report)


def _import(collector: Collector, tenant: Tenant, name: str, content: bytes, *, dry_run: bool) -> Report:
    monitor = collector.monitor
    source = f"institution/{tenant.name}" if tenant.kind == "institution" else "talent"
    under = terms(source, monitor.clock.now(), monitor.pack, monitor.gate_pack)
    file = io.BytesIO(content)

    def refuse_others(table: Table[Any]) -> None:
        _refuse_classes_of_others(collector, tenant, table)

    return import_table(
        monitor.registry,
        ROSTER,
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
