"""Holds and proposed voids before a reviewer: who waits, what speaks for what, appeals on paper, and decisions."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from monitor.core import verdict as verdicts
from monitor.core.review_facts import AppealFiled, Appellant, Decision, Ground, Outcome
from monitor.core.verdict import Verdict
from monitor.flows.collector import Collector
from monitor.flows.review import appeal, decide
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router
from monitor.web.review_words import ReviewSaid, said
from monitor.web.vendor_api.common import Id, Name, Words, nothing_of_this_name
from monitor.web.vendor_api.paging import Page, ThePage

router = office_router("reviews")


class AppealOnPaper(BaseModel):
    """An appeal that reached the office by another way than the API."""

    party: Appellant
    filed_by: Id = Field(description="The person who objects.")
    text: Words


class Judgement(BaseModel):
    """A reviewer's decision about an attempt."""

    outcome: Outcome
    reason: Words
    ground: Ground = Field("", description="For void_trainee: which conduct is proven.")
    proof: Annotated[list[Annotated[str, Field(max_length=512)]], Field(max_length=50)] = Field(
        [], description="For void_trainee: the log positions that prove it."
    )


@router.get("/reviews")
async def get_reviews(
    collector: TheCollector,
    page: ThePage,
    _: ThePerson,
    platform: Annotated[str, Query(max_length=128, description="Of this platform alone.")] = "",
    state: Annotated[
        Literal["", "noticed", "appealed", "decided"], Query(description="Those that stand so alone.")
    ] = "",
) -> Page[ReviewSaid]:
    """Attempts that wait for a reviewer or for the end of a term, the longest known first."""
    at, _, attempt = page.after.partition(" ")
    rows = await asyncio.to_thread(
        collector.monitor.registry.open_reviews,
        limit=page.one_more,
        after=(int(at or 0), attempt),
        platform=platform or None,
        states=(state,) if state else (),
    )
    told = {row.attempt: said(await last_verdict(collector, row.attempt)) for row in rows[: page.limit]}
    return page.page(rows, lambda row: f"{row.noticed_at} {row.attempt}", lambda row: told[row.attempt])


@router.get("/attempts/{attempt}/review")
async def get_review(attempt: Name, collector: TheCollector, _: ThePerson) -> ReviewSaid:
    """How one attempt stands: result, notice, and all that people did about it."""
    return said(await last_verdict(collector, attempt))


@router.post("/attempts/{attempt}/appeals", status_code=201)
async def post_appeal(attempt: Name, filed: AppealOnPaper, collector: TheCollector, _: ThePerson) -> ReviewSaid:
    """Enter an appeal for somebody who has no key."""
    await last_verdict(collector, attempt)
    fact = AppealFiled(attempt=attempt, party=filed.party, filed_by=filed.filed_by, text=filed.text)
    return said(await appeal(collector, fact))


@router.post("/attempts/{attempt}/decisions", status_code=201)
async def post_decision(attempt: Name, judgement: Judgement, collector: TheCollector, person: ThePerson) -> ReviewSaid:
    """Decide about an attempt; on an appeal, as somebody who did not decide before."""
    await last_verdict(collector, attempt)
    decision = Decision(
        attempt=attempt,
        outcome=judgement.outcome,
        decided_by=person,
        reason=judgement.reason,
        ground=judgement.ground,
        proof=tuple(judgement.proof),
    )
    return said(await decide(collector, decision))


async def last_verdict(collector: Collector, attempt: str) -> Verdict:
    """The attempt's last verdict; raises `Refusal` 404."""
    stored = await asyncio.to_thread(collector.monitor.registry.verdicts_on, attempt)
    if not stored:
        raise nothing_of_this_name("attempt", attempt)
    return verdicts.from_bytes(stored[-1].verdict)
