"""Tables that a person of the office hands in: what they look like, templates, and taking them in (docs/import.md)."""

from __future__ import annotations

import asyncio
import io
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from monitor.core.imports.columns import Kind
from monitor.core.imports.faults import Fault
from monitor.core.imports.kinds import KINDS
from monitor.flows.collector import Collector
from monitor.flows.import_table import Report, import_table, terms
from monitor.flows.pictures import PictureRefused
from monitor.web.bodies import read_form
from monitor.web.languages import language
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import OfficeRoute
from monitor.web.problems import ProblemResponse, problem

FILE_LIMIT = 32 * 1024 * 1024  # bytes; a roster of 100,000 people has about 6 MB
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableRoute(OfficeRoute):
    """A route that takes a whole table."""

    form_limit = FILE_LIMIT + 64 * 1024


router = APIRouter(route_class=TableRoute, tags=["imports"])

KindName = Annotated[
    Literal[
        "roster",
        "plans",
        "class-profiles",
        "teacher-assignments",
        "assessments",
        "check-ins",
        "recordings",
        "class-hours",
        "make-ups",
        "questionnaires",
        "satisfaction",
        "inspections",
        "claims",
        "notices",
        "offices",
        "catalogue",
        "connections",
        "audit-flags",
        "blacklist",
        "institution-profiles",
        "teachers",
        "workshops",
        "specialties",
        "apprentices",
    ],
    Path(),
]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary", "maxLength": FILE_LIMIT}},
                }
            }
        },
    }
}
_TEMPLATE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The empty table.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in (XLSX, "text/csv")},
    }
}


class ColumnSaid(BaseModel):
    """A column, by its English heading; others name it as the Chinese one, or by one of `also`."""

    name: str
    zh: str
    also: list[str]
    required: bool
    meaning: dict[str, str]
    example: str


class KindSaid(BaseModel):
    """A kind of table."""

    kind: str
    title: dict[str, str]
    meaning: dict[str, str]
    columns: list[ColumnSaid]


class FaultSaid(BaseModel):
    """Something that is wrong: row 0 is the whole file or sheet, and an identity number is never repeated."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    message: dict[str, str]
    remedy: dict[str, str]


class ReportSaid(BaseModel):
    """What became of a table."""

    kind: str
    rows: int = Field(description="Rows that could be read.")
    imported: bool
    fault_count: int
    faults: list[FaultSaid] = Field(description="At most 1,000 of them.")
    stored: dict[str, int] = Field(description="What is new, by what it is.")


@router.get("/imports")
async def get_kinds(_: ThePerson) -> list[KindSaid]:
    """The kinds of tables, with their columns."""
    return [_kind(kind) for kind in KINDS.values()]


@router.get("/imports/{kind}/template", response_class=Response, responses=_TEMPLATE)
async def get_template(
    kind: KindName,
    collector: TheCollector,
    _: ThePerson,
    form: Annotated[Literal["xlsx", "csv"], Query(alias="format", description="Which file.")] = "xlsx",
) -> Response:
    """An empty table to fill in, with headings in the language of the request."""
    content = await asyncio.to_thread(collector.monitor.table_template, KINDS[kind], f".{form}", language())
    headers = {"Content-Disposition": f'attachment; filename="{kind}.{form}"', "Vary": "Accept-Language"}
    return Response(content, media_type=XLSX if form == "xlsx" else "text/csv", headers=headers)


@router.post("/imports/{kind}", openapi_extra=_BODY, response_model=ReportSaid)
async def post_table(
    kind: KindName,
    request: Request,
    collector: TheCollector,
    _: ThePerson,
    dry_run: Annotated[bool, Query(description="Report every fault, and import nothing.")] = False,
    source: Annotated[
        str, Query(min_length=1, max_length=64, description="The system that the table comes from.")
    ] = "talent",
) -> ReportSaid | ProblemResponse:
    """Take in a table, all of it or nothing; where anything is wrong, 422 with every fault in `errors`.

    A dry run is answered with its report, whatever is wrong.
    """
    name, content = await uploaded(request)
    report = await asyncio.to_thread(_import, collector, kind, name, content, source, dry_run=dry_run)
    if report.fault_count and not dry_run:
        return refused(report)
    return reported(report)


async def uploaded(request: Request) -> tuple[str, bytes]:
    form = await read_form(request, FILE_LIMIT, 1, "file")
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise PictureRefused(422, "missing", "file", "The part file is missing.", "Add the part file.")
        return file.filename or "file", await file.read()
    finally:
        await form.close()


def _import(collector: Collector, kind: str, name: str, content: bytes, source: str, *, dry_run: bool) -> Report:
    monitor = collector.monitor
    under = terms(source, monitor.clock.now(), monitor.pack, monitor.gate_pack)
    file = io.BytesIO(content)
    return import_table(monitor.registry, KINDS[kind], lambda: monitor.read_tables(file, name), under, dry_run=dry_run)


# ---------------------------------------------------------------- words


def refused(report: Report) -> ProblemResponse:
    return problem(
        422,
        "table_refused",
        f"There are {report.fault_count} faults in the table; nothing was imported.",
        field="file",
        remedy="Mend what `errors` names, and send the table again.",
        errors=[_error(fault) for fault in report.faults],
    )


def _error(fault: Fault) -> dict[str, Any]:
    spoken = language()
    return {
        "field": f"{fault.sheet}!{fault.row}.{fault.column}",
        "code": fault.code,
        "detail": fault.message[spoken],
        "remedy": fault.remedy[spoken],
        "message": fault.message,
    }


def reported(report: Report) -> ReportSaid:
    return ReportSaid(
        kind=report.kind,
        rows=report.rows,
        imported=report.imported,
        fault_count=report.fault_count,
        faults=[_fault(fault) for fault in report.faults],
        stored=report.stored,
    )


def _fault(fault: Fault) -> FaultSaid:
    return FaultSaid(**{name: getattr(fault, name) for name in FaultSaid.model_fields})


def _kind(kind: Kind[Any]) -> KindSaid:
    return KindSaid(
        kind=kind.name,
        title=kind.title,
        meaning=kind.meaning,
        columns=[
            ColumnSaid(
                name=column.name,
                zh=column.zh,
                also=list(column.also),
                required=column.required,
                meaning=column.meaning,
                example=column.example,
            )
            for column in kind.columns
        ],
    )
