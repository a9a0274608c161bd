"""Platforms and institutions read the notices about hours, and appeal for themselves or for a trainee."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from monitor.core import verdict as verdicts
from monitor.core.callers import Caller
from monitor.core.review_facts import AppealFiled
from monitor.core.verdict import Verdict
from monitor.flows.collector import Collector
from monitor.flows.review import appeal
from monitor.web.needs import TheCollector
from monitor.web.review_words import ReviewSaid, said
from monitor.web.vendor_api.callers import Reader, may
from monitor.web.vendor_api.common import Id, Name, Words, api_router, nothing_of_this_name, own_class
from monitor.web.vendor_api.paging import Page, ThePage

router = api_router("hours")

Objector = Annotated[Caller, Depends(may("object"))]


class AppealWanted(BaseModel):
    """An objection to a hold or a proposed void."""

    attempt: Id
    on_behalf_of: Literal["trainee", "self"] = Field(
        "trainee", description="Whose appeal it is: the trainee's, or the caller's own."
    )
    filed_by: Id = Field(description="The person who objects.")
    text: Words


@router.get("/notices")
async def get_notices(
    collector: TheCollector,
    caller: Reader,
    page: ThePage,
    training_class: Annotated[
        str, Query(max_length=128, description="Of this class alone; an institution has to name one of its own.")
    ] = "",
) -> Page[ReviewSaid]:
    """Hours that are held or about to be void, with reasons and the term for an appeal, the longest known first."""
    if training_class or caller.kind == "institution":
        await own_class(collector, caller, training_class)
    at, _, attempt = page.after.partition(" ")
    rows = await asyncio.to_thread(
        collector.monitor.registry.open_reviews,
        limit=page.one_more,
        after=(int(at or 0), attempt),
        platform=caller.owner if caller.kind == "platform" else None,
        training_class=training_class or None,
    )
    told = {row.attempt: said(await _verdict(collector, row.attempt)) for row in rows[: page.limit]}
    return page.page(rows, lambda row: f"{row.noticed_at} {row.attempt}", lambda row: told[row.attempt])


@router.get("/notices/{attempt}")
async def get_notice(attempt: Name, collector: TheCollector, caller: Reader) -> ReviewSaid:
    """How the matter of one attempt stands, after its end too: result, notice, and all that people did about it."""
    verdict = await _verdict(collector, attempt)
    await _refuse_others(collector, caller, verdict)
    return said(verdict)


@router.post("/appeals", status_code=201)
async def post_appeal(wanted: AppealWanted, collector: TheCollector, caller: Objector) -> ReviewSaid:
    """Appeal before the notice's term is over; somebody who did not decide before will decide."""
    verdict = await _verdict(collector, wanted.attempt)
    await _refuse_others(collector, caller, verdict)
    party = "trainee" if wanted.on_behalf_of == "trainee" else caller.kind
    return said(
        await appeal(
            collector,
            AppealFiled(attempt=wanted.attempt, party=party, filed_by=wanted.filed_by, text=wanted.text),
        )
    )


async def _verdict(collector: Collector, attempt: str) -> Verdict:
    """The attempt's last verdict; raises `Refusal` 404."""
    stored = await asyncio.to_thread(collector.monitor.registry.verdicts_on, attempt)
    if not stored:
        raise nothing_of_this_name("attempt", attempt)
    return verdicts.from_bytes(stored[-1].verdict)


async def _refuse_others(collector: Collector, caller: Caller, verdict: Verdict) -> None:
    """What belongs to others is answered as if it did not exist."""
    if caller.kind == "platform":
        mine = verdict.platform == caller.owner
    else:
        institution = await asyncio.to_thread(collector.monitor.registry.institution_of, verdict.training_class)
        mine = institution == caller.owner
    if not mine:
        raise nothing_of_this_name("attempt", verdict.attempt)
