"""A person of the office approves or declines class plans that were proposed (ONL-12, K10)."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from monitor.core.days import shanghai_day
from monitor.core.plan_proposals import State
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router
from monitor.web.vendor_api.common import Id, Name
from monitor.web.vendor_api.paging import Page, ThePage
from monitor.web.vendor_api.plans import PlanSaid, proposal_of, said

router = office_router("plans")


class Approval(BaseModel):
    """By which document a plan is approved."""

    document: Id
    lessons_too: bool = Field(False, description="Whether the same document approves the videos of the plan (ONL-12).")


class Refused(BaseModel):
    """Why a plan is declined."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


@router.get("/plan-proposals")
async def get_plan_proposals(
    collector: TheCollector,
    page: ThePage,
    _: ThePerson,
    state: Annotated[State | None, Query(description="Those in this state alone.")] = None,
) -> Page[PlanSaid]:
    """What was proposed, by whomever."""
    rows = await asyncio.to_thread(
        collector.monitor.registry.plan_proposals, state=state, after=page.after, most=page.one_more
    )
    return page.page(rows, lambda row: row.proposal, said)


@router.post("/plan-proposals/{proposal}/approval", status_code=201)
async def post_approval(proposal: Name, approval: Approval, collector: TheCollector, person: ThePerson) -> PlanSaid:
    """Put a proposed plan into force; sessions that are open keep the plan with which they were opened."""
    monitor = collector.monitor
    await proposal_of(collector, proposal)
    now = monitor.clock.now()
    done = await asyncio.to_thread(
        monitor.registry.approve_plan,
        proposal,
        by=person,
        at=now,
        on=shanghai_day(now),
        document=approval.document,
        lessons_too=approval.lessons_too,
        unit_content_min=monitor.pack["unit_content_min_ms"],
    )
    return said(done)


@router.post("/plan-proposals/{proposal}/refusal", status_code=201)
async def post_refusal(proposal: Name, refused: Refused, collector: TheCollector, person: ThePerson) -> PlanSaid:
    """Decline a proposed plan; the proposer reads why."""
    monitor = collector.monitor
    await proposal_of(collector, proposal)
    done = await asyncio.to_thread(
        monitor.registry.refuse_plan, proposal, by=person, at=monitor.clock.now(), reason=refused.reason
    )
    return said(done)
