"""A person of the office approves or declines class plans that were proposed (ONL-12, K10)."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field, StringConstraints

from monitor.core.plan_proposals import State
from monitor.flows import plan_decisions
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router
from monitor.web.vendor_api.common import DocumentNumber, Name, Words
from monitor.web.vendor_api.paging import Page, ThePage
from monitor.web.vendor_api.plans import PlanSaid, proposal_of, said

router = office_router("plans")


class Approval(BaseModel):
    """By which document a plan is approved."""

    document: DocumentNumber
    lessons_too: bool = Field(False, description="Whether the same document approves the videos of the plan (ONL-12).")


class Refused(BaseModel):
    """Why a plan is declined."""

    reason: Annotated[Words, StringConstraints(max_length=2000)]


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
    await proposal_of(collector, proposal)
    return said(
        await plan_decisions.approve(
            collector, proposal, by=person, document=approval.document, lessons_too=approval.lessons_too
        )
    )


@router.post("/plan-proposals/{proposal}/refusal", status_code=201)
async def post_refusal(proposal: Name, refused: Refused, collector: TheCollector, person: ThePerson) -> PlanSaid:
    """Decline a proposed plan; the proposer reads why."""
    await proposal_of(collector, proposal)
    return said(await plan_decisions.decline(collector, proposal, by=person, reason=refused.reason))
