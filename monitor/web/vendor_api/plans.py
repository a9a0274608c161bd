"""Class plans that a platform or an institution proposes: which registered lessons, cut into class-hour units (K10).

The office approves them; until then nothing changes.
"""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from monitor.core.callers import Caller
from monitor.core.events import ClassPlan, LessonSlice, UnitPlan
from monitor.core.plan_proposals import PlanProposal, State
from monitor.flows.collector import Collector
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.times import moment, moment_or_none
from monitor.web.vendor_api.callers import Author, Reader
from monitor.web.vendor_api.common import FromElsewhere, Id, Name, api_router, nothing_of_this_name
from monitor.web.vendor_api.paging import Page, ThePage

router = api_router("content")

Media = Annotated[int, Field(ge=0, le=86_400_000)]


class Slice(BaseModel):
    """A stretch of a lesson, in ms of video."""

    model_config = ConfigDict(extra="forbid")

    lesson: Id
    start_ms: Media
    end_ms: Media


class Unit(BaseModel):
    """A class-hour unit: stretches of lessons, 2,420 s in all at least under the real rules."""

    model_config = ConfigDict(extra="forbid")

    unit: Id
    hour_type: Literal["theory", "practical"] = "theory"
    slices: Annotated[list[Slice], Field(min_length=1, max_length=100)]


class PlanWanted(FromElsewhere):
    """A plan of a new class, or a further version of a class's plan."""

    model_config = ConfigDict(extra="forbid")

    training_class: Id
    institution: Annotated[str, Field(max_length=128)] = Field(
        "", description="Whose class it is; an institution proposes for itself."
    )
    class_title: Annotated[str, Field(min_length=1, max_length=256)]
    version: Id = "1"
    total_class_hours: Annotated[int, Field(ge=1, le=10_000)]
    units: Annotated[list[Unit], Field(min_length=1, max_length=1000)]


class PlanSaid(BaseModel):
    """A proposal, and what became of it."""

    proposal: str
    training_class: str
    institution: str
    class_title: str
    version: str
    total_class_hours: int
    units: list[Unit]
    proposed_by: str
    proposed_at: datetime
    state: State
    decided_at: datetime | None
    document: str
    reason: str
    source_system: str
    external_id: str


@router.post("/plans", status_code=201)
async def post_plan(wanted: PlanWanted, collector: TheCollector, caller: Author) -> PlanSaid:
    """Propose a plan; its lessons are registered before (POST /v1/lessons)."""
    monitor = collector.monitor
    institution = _institution(wanted, caller)
    named = [piece.lesson for unit in wanted.units for piece in unit.slices]
    lessons = await asyncio.to_thread(monitor.registry.registered_lessons, named)
    plan = ClassPlan(
        training_class=wanted.training_class,
        version=wanted.version,
        total_class_hours=wanted.total_class_hours,
        lessons=lessons,
        units=tuple(_unit(unit) for unit in wanted.units),
    )
    proposal = PlanProposal(
        proposal=f"pp-{secrets.token_hex(8)}",
        institution=institution,
        class_title=wanted.class_title,
        plan=plan,
        proposed_by=caller.name,
        proposed_at=monitor.clock.now(),
        source_system=wanted.source_system,
        external_id=wanted.external_id,
    )
    least = monitor.pack["unit_content_min_ms"]
    await asyncio.to_thread(monitor.registry.propose_plan, proposal, unit_content_min=least)
    return said(proposal)


@router.get("/plans")
async def get_plans(
    collector: TheCollector,
    caller: Reader,
    page: ThePage,
    state: Annotated[State | None, Query(description="Those in this state alone.")] = None,
) -> Page[PlanSaid]:
    """The caller's proposals."""
    rows = await asyncio.to_thread(
        collector.monitor.registry.plan_proposals,
        proposed_by=caller.name,
        state=state,
        after=page.after,
        most=page.one_more,
    )
    return page.page(rows, lambda row: row.proposal, said)


@router.get("/plans/{proposal}")
async def get_plan(proposal: Name, collector: TheCollector, caller: Reader) -> PlanSaid:
    """One of the caller's proposals."""
    found = await proposal_of(collector, proposal)
    if found.proposed_by != caller.name:
        raise nothing_of_this_name("proposal", proposal)
    return said(found)


async def proposal_of(collector: Collector, proposal: str) -> PlanProposal:
    """The proposal of this name; raises `Refusal` 404."""
    try:
        return await asyncio.to_thread(collector.monitor.registry.plan_proposal, proposal)
    except collector.monitor.registry_error as error:
        raise nothing_of_this_name("proposal", proposal) from error


def _institution(wanted: PlanWanted, caller: Caller) -> str:
    if caller.kind == "institution" and wanted.institution in {"", caller.owner}:
        return caller.owner
    if caller.kind == "platform" and wanted.institution:
        return wanted.institution
    raise Refusal(
        422,
        "institution",
        "A platform names the institution of the class, an institution none but itself.",
        field="institution",
        remedy="Correct the institution.",
    )


def _unit(unit: Unit) -> UnitPlan:
    slices = (LessonSlice(lesson=piece.lesson, start=piece.start_ms, end=piece.end_ms) for piece in unit.slices)
    return UnitPlan(unit=unit.unit, hour_type=unit.hour_type, slices=tuple(slices))


def said(proposal: PlanProposal) -> PlanSaid:
    """A proposal as this API says it; who of the office decided is not told."""
    plan = proposal.plan
    return PlanSaid(
        proposal=proposal.proposal,
        training_class=plan.training_class,
        institution=proposal.institution,
        class_title=proposal.class_title,
        version=plan.version,
        total_class_hours=plan.total_class_hours,
        units=[_unit_said(unit) for unit in plan.units],
        proposed_by=proposal.proposed_by,
        proposed_at=moment(proposal.proposed_at),
        state=proposal.state,
        decided_at=moment_or_none(proposal.decided_at),
        document=proposal.document,
        reason=proposal.reason,
        **proposal.origin.ids(f"{plan.training_class}/{plan.version}"),
    )


def _unit_said(unit: UnitPlan) -> Unit:
    slices = [Slice(lesson=piece.lesson, start_ms=piece.start, end_ms=piece.end) for piece in unit.slices]
    return Unit(unit=unit.unit, hour_type=unit.hour_type, slices=slices)
