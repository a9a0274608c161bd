"""Exports as files, sent while rows are read: all kinds for the office, their own hours for holders of API keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import StreamingResponse

from monitor.core.callers import Caller
from monitor.flows.collector import Collector
from monitor.flows.export_files import MEDIA_TYPES, Format, file_of, name_of
from monitor.flows.export_rows import ImpossibleWish, Office, Wish, export
from monitor.web.languages import language
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import PersonOrKey, office_router, shared_router
from monitor.web.problems import Refusal
from monitor.web.vendor_api.callers import refuse_others
from monitor.web.vendor_api.common import Day

router, shared = office_router("exports"), shared_router("exports")

Form = Annotated[Format, Query(alias="format")]
Only = Annotated[str, Query(max_length=128)]
Through = Annotated[int, Query(ge=0, le=2**53 - 1, description="Up to this verdict, as an earlier export names it.")]
Month = Annotated[str, Query(pattern=r"^[0-9]{4}-[0-9]{2}$", description="Such as 2026-09.")]


def _schema(kind: str) -> dict[str, Any]:
    return {"schema": {"type": "object" if "json" in kind else "string"}}


_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file; one without its last line was cut off.",
        "content": {kind.partition(";")[0]: _schema(kind) for kind in MEDIA_TYPES.values()},
    }
}


@shared.get("/exports/hours", response_class=StreamingResponse, responses=_FILE)
async def get_hours_file(
    collector: TheCollector,
    caller: PersonOrKey,
    form: Form = "csv",
    platform: Only = "",
    institution: Only = "",
    training_class: Only = "",
    first: Annotated[Day | None, Query(alias="from", description="First day of completion.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last day of completion.")] = None,
    through: Through = 0,
) -> StreamingResponse:
    """Certified hours; a platform gets those learned on it, an institution those of its classes."""
    wish = Wish(
        kind="hours",
        platform=platform,
        institution=institution,
        training_class=training_class,
        first=first,
        last=last,
        through=through,
    )
    return await file_response(collector, wish if caller is None else _own(wish, caller), form)


@router.get("/exports/finance", response_class=StreamingResponse, responses=_FILE)
async def get_finance_file(
    collector: TheCollector,
    _: ThePerson,
    month: Month,
    form: Form = "csv",
    office: Only = "",
    everybody: Annotated[bool, Query(description="Those too who are not to be paid yet.")] = False,
) -> StreamingResponse:
    """Whom to pay for a month, and how much (FND-01 to FND-03)."""
    return await file_response(collector, Wish(kind="finance", month=month, office=office, everybody=everybody), form)


@router.get("/exports/notice", response_class=StreamingResponse, responses=_FILE)
async def get_notice_file(
    collector: TheCollector,
    _: ThePerson,
    training_class: Annotated[str, Query(min_length=1, max_length=128)],
    form: Form = "csv",
) -> StreamingResponse:
    """The public notice of a class's result, people partly hidden (FND-02)."""
    return await file_response(collector, Wish(kind="notice", training_class=training_class), form)


@router.get("/exports/findings", response_class=StreamingResponse, responses=_FILE)
async def get_findings_file(
    collector: TheCollector, _: ThePerson, form: Form = "csv", platform: Only = ""
) -> StreamingResponse:
    """Cases against platforms with their dates, decisions and documents."""
    return await file_response(collector, Wish(kind="findings", platform=platform), form)


def _own(wish: Wish, caller: Caller) -> Wish:
    """The wish within what belongs to the owner of the key."""
    refuse_others(caller, "read")
    if caller.kind == "platform":
        return replace(wish, platform=caller.owner)
    return replace(wish, institution=caller.owner)


async def file_response(collector: Collector, wish: Wish, form: Format) -> StreamingResponse:
    monitor = collector.monitor
    office = Office(monitor.log, monitor.registry, monitor.pack, monitor.gate_pack, monitor.clock.now())
    try:
        made = await export(office, wish)
    except ImpossibleWish as error:
        raise Refusal(422, "invalid", str(error), field=error.field, remedy="Correct the named field.") from error
    return StreamingResponse(
        file_of(made, form, language()),
        media_type=MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name_of(made, form)}"', "Cache-Control": "no-store"},
    )
