"""Classes: their list, and one of them with its people, clauses, make-up courses, public notice and files."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from monitor.core.accounts import Viewer
from monitor.core.class_lists import ClassLine, ClassSearch, ClassState
from monitor.core.exports import masked
from monitor.flows import class_gates as flow
from monitor.flows.collector import Collector
from monitor.flows.export_files import Format
from monitor.flows.export_rows import Wish
from monitor.web.console.access import Onlooker
from monitor.web.console.class_lines import ClassSaid, LearnerSaid, PostingSaid
from monitor.web.console.route import console_router
from monitor.web.needs import TheCollector
from monitor.web.office_api import gates
from monitor.web.office_api.exports import file_response
from monitor.web.office_api.gates import SubjectGates
from monitor.web.vendor_api.common import Name, nothing_of_this_name
from monitor.web.vendor_api.paging import Page, ThePage

MOST_IN_A_NOTICE = 500  # people; a class has 80 at most (CLS-13)

router = console_router("classes")


class NoticedPerson(BaseModel):
    """Somebody as the public sees them (FND-02)."""

    person: str = Field(description="Partly hidden.")
    certificate: str
    online_hours: int


class NoticePage(BaseModel):
    """The public notice of a class: since when it stands, for how long it has to, and what it shows."""

    postings: list[PostingSaid]
    days_wanted: int = Field(description="Whole days for which it has to be public.")
    people: list[NoticedPerson]


@router.get("/classes")
async def get_classes(
    collector: TheCollector,
    page: ThePage,
    viewer: Onlooker,
    *,
    text: Annotated[str, Query(max_length=64, description="Part of the name or the title.")] = "",
    institution: Annotated[str, Query(max_length=128)] = "",
    state: Annotated[ClassState, Query(description="Whether it is yet to begin, lasts, or is over.")] = "",
) -> Page[ClassSaid]:
    """Classes that the viewer may see, by name."""
    monitor = collector.monitor
    now, search = monitor.clock.now(), ClassSearch(text=text, institution=institution, state=state)
    lines = await asyncio.to_thread(
        monitor.registry.class_lines, search, now=now, tenant=viewer.tenant, after=page.after, limit=page.one_more
    )
    return page.page(lines, lambda line: line.training_class, lambda line: ClassSaid.of(line, monitor.pack, now))


@router.get("/classes/{training_class}")
async def get_class(training_class: Name, collector: TheCollector, viewer: Onlooker) -> ClassSaid:
    """One class with its dates and its online cap."""
    monitor, line = collector.monitor, await class_seen(collector, training_class, viewer)
    return ClassSaid.of(line, monitor.pack, monitor.clock.now())


@router.get("/classes/{training_class}/learners")
async def get_learners(
    training_class: Name, collector: TheCollector, page: ThePage, viewer: Onlooker
) -> Page[LearnerSaid]:
    """The hours of every trainee of a class against the cap."""
    await class_seen(collector, training_class, viewer)
    lines = await asyncio.to_thread(
        collector.monitor.registry.class_learners, training_class, after=page.after, limit=page.one_more
    )
    return page.page(lines, lambda line: line.trainee, lambda line: LearnerSaid.of(line, collector.monitor.pack))


@router.get("/classes/{training_class}/gates")
async def get_class_clauses(training_class: Name, collector: TheCollector, viewer: Onlooker) -> SubjectGates:
    """Every clause about a class as it stands now, with its reason."""
    await class_seen(collector, training_class, viewer)
    return gates.said(collector, await flow.class_gates(collector, training_class))


@router.get("/classes/{training_class}/notice")
async def get_notice(training_class: Name, collector: TheCollector, viewer: Onlooker) -> NoticePage:
    """The public notice of a class: its days, and the people as the public sees them."""
    await class_seen(collector, training_class, viewer)
    registry = collector.monitor.registry
    postings = await asyncio.to_thread(registry.notices_of, training_class)
    people = await asyncio.to_thread(registry.entitled_in, training_class, limit=MOST_IN_A_NOTICE)
    return NoticePage(
        postings=[PostingSaid.of(line) for line in postings],
        days_wanted=collector.monitor.gate_pack["public_notice_days_min"],
        people=[
            NoticedPerson(person=masked(one.external_id), certificate=one.certificate, online_hours=one.online_hours)
            for one in people
        ],
    )


@router.get("/classes/{training_class}/files/{kind}", response_class=StreamingResponse)
async def get_class_file(
    training_class: Name,
    kind: Literal["hours", "notice"],
    collector: TheCollector,
    viewer: Onlooker,
    form: Annotated[Format, Query(alias="format")] = "xlsx",
) -> StreamingResponse:
    """Certified hours or the public notice of a class as a file."""
    await class_seen(collector, training_class, viewer)
    return await file_response(collector, Wish(kind=kind, training_class=training_class), form)


async def class_seen(collector: Collector, training_class: str, viewer: Viewer) -> ClassLine:
    """The class, if the viewer may see it; raises `Refusal` 404, the same for what belongs to others."""
    found = await asyncio.to_thread(collector.monitor.registry.class_line, training_class, tenant=viewer.tenant)
    if found is None:
        raise nothing_of_this_name("training_class", training_class)
    return found
