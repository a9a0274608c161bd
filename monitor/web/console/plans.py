"""Plans that platforms and institutions propose: what would change, which videos wait, and the office's word."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Annotated, Literal

from fastapi import Query, Response
from pydantic import BaseModel, Field

from monitor.core.accounts import Viewer
from monitor.core.plan_changes import PlanChanges, changes
from monitor.core.plan_proposals import ProposalLine, ProposalSearch, State
from monitor.flows import plan_decisions
from monitor.flows.collector import Collector
from monitor.web.console.access import Lead, Office, Onlooker
from monitor.web.console.plan_lines import ChangesSaid, ProposalSaid, UnitSaid, VideoSaid
from monitor.web.console.route import console_router
from monitor.web.needs import TheCollector
from monitor.web.office_api.plans import Approval, Refused
from monitor.web.vendor_api.common import DocumentNumber, Name, nothing_of_this_name
from monitor.web.vendor_api.paging import Page, ThePage

router = console_router("plans")


class PlanMatterSaid(BaseModel):
    """A proposed plan before whoever decides about it."""

    line: ProposalSaid
    total_class_hours: int
    decided_by: str = Field(description="Told within the office alone.")
    document: str
    reason: str = Field(description="Why it was declined.")
    units: list[UnitSaid]
    videos: list[VideoSaid] = Field(description="In the order of the plan.")
    changes: ChangesSaid | None = Field(description="Null for a new class, and once somebody decided.")


class VideoApproval(BaseModel):
    """By which document a video is approved."""

    document: DocumentNumber


@router.get("/plan-proposals")
async def get_plan_proposals(
    collector: TheCollector,
    page: ThePage,
    viewer: Onlooker,
    *,
    state: Annotated[State | Literal[""], Query(description="In this state alone.")] = "",
    proposer: Annotated[str, Query(max_length=128, description="Of this platform or institution.")] = "",
    training_class: Annotated[str, Query(max_length=128)] = "",
) -> Page[ProposalSaid]:
    """Plans that were proposed, the oldest first, and how many of their videos wait for approval."""
    at, _, name = page.after.partition(" ")
    lines = await asyncio.to_thread(
        collector.monitor.registry.proposal_lines,
        ProposalSearch(state=state, proposer=proposer.strip(), training_class=training_class.strip()),
        tenant=viewer.tenant,
        after=(int(at or 0), name),
        limit=page.one_more,
    )
    return page.page(lines, lambda line: f"{line.proposal.proposed_at} {line.proposal.proposal}", ProposalSaid.of)


@router.get("/plan-proposals/{proposal}")
async def get_plan_proposal(proposal: Name, collector: TheCollector, viewer: Onlooker) -> PlanMatterSaid:
    """One proposed plan: its class hours and videos, and what it would change of the plan in force."""
    return await _matter(collector, proposal, viewer)


@router.post("/plan-proposals/{proposal}/approval", status_code=201)
async def post_approval(proposal: Name, approval: Approval, collector: TheCollector, viewer: Lead) -> PlanMatterSaid:
    """Put a proposed plan into force by a document, and with it its videos if that is what the document says."""
    await _line(collector, proposal, viewer)
    await plan_decisions.approve(
        collector, proposal, by=viewer.account, document=approval.document, lessons_too=approval.lessons_too
    )
    return await _matter(collector, proposal, viewer)


@router.post("/plan-proposals/{proposal}/refusal", status_code=201)
async def post_refusal(proposal: Name, refused: Refused, collector: TheCollector, viewer: Lead) -> PlanMatterSaid:
    """Decline a proposed plan; its proposer reads why."""
    await _line(collector, proposal, viewer)
    await plan_decisions.decline(collector, proposal, by=viewer.account, reason=refused.reason)
    return await _matter(collector, proposal, viewer)


@router.get("/lessons")
async def get_lessons(collector: TheCollector, page: ThePage, _: Office) -> Page[VideoSaid]:
    """Videos that wait for approval, in a proposed plan, in one in force or in none, the oldest first."""
    at, _sep, name = page.after.partition(" ")
    found = await asyncio.to_thread(
        collector.monitor.registry.waiting_videos, after=(int(at or 0), name), limit=page.one_more
    )
    return page.page(found, lambda one: f"{one.proposed_at or 0} {one.plan.lesson}", VideoSaid.of)


@router.post("/lessons/{lesson}/approval", status_code=204)
async def post_lesson_approval(lesson: Name, word: VideoApproval, collector: TheCollector, _: Lead) -> Response:
    """Approve a video that waits, by a document (ONL-12)."""
    await plan_decisions.approve_video(collector, lesson, document=word.document)
    return Response(status_code=204)


async def _line(collector: Collector, proposal: str, viewer: Viewer) -> ProposalLine:
    """The proposal, if the viewer may see it; raises `Refusal` 404, the same for what belongs to others."""
    line = await asyncio.to_thread(collector.monitor.registry.proposal_line, proposal, tenant=viewer.tenant)
    if line is None:
        raise nothing_of_this_name("proposal", proposal)
    return line


async def _matter(collector: Collector, proposal: str, viewer: Viewer) -> PlanMatterSaid:
    line = await _line(collector, proposal, viewer)
    said, plan = line.proposal, line.proposal.plan
    changed = await asyncio.to_thread(_changes, collector, line)
    return PlanMatterSaid(
        line=ProposalSaid.of(line),
        total_class_hours=plan.total_class_hours,
        decided_by=said.decided_by if viewer.tenant.kind == "all" else "",
        document=said.document,
        reason=said.reason,
        units=[UnitSaid.of(unit, changed) for unit in plan.units],
        videos=await asyncio.to_thread(_videos, collector, (one.lesson for one in plan.lessons), changed),
        changes=ChangesSaid.of(changed) if changed else None,
    )


def _changes(collector: Collector, line: ProposalLine) -> PlanChanges | None:
    plan, registry = line.proposal.plan, collector.monitor.registry
    if line.proposal.state != "proposed" or registry.class_line(plan.training_class) is None:
        return None
    return changes(registry.class_plan(plan.training_class), plan)


def _videos(collector: Collector, lessons: Iterable[str], changed: PlanChanges | None) -> list[VideoSaid]:
    names = list(lessons)
    videos = collector.monitor.registry.planned_videos(names)
    return [VideoSaid.of(videos[name], changed) for name in names]
