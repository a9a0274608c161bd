"""What became of class hours: for each trainee of a class, every hour with its reasons and its place under the cap."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from monitor.core import verdict as verdicts
from monitor.core.callers import Caller
from monitor.core.hour_ledger import allowed_hours
from monitor.core.verdict import Result, Verdict
from monitor.flows.claim import verdicts_of
from monitor.flows.collector import Collector
from monitor.web.needs import TheCollector
from monitor.web.times import moment_or_none
from monitor.web.vendor_api.callers import Reader
from monitor.web.vendor_api.common import api_router, own_class
from monitor.web.vendor_api.paging import Page, ThePage
from monitor.web.vendor_api.verdicts import Reason, reasons_of

router = api_router("hours")


class Cap(BaseModel):
    """Where a trainee stands under the 40 % of a class that may be learned online (ONL-01), over all platforms."""

    allowed: int = Field(description="Class hours that may be counted, rounded down.")
    counted: int
    left: int


class Hour(BaseModel):
    """What one attempt at one class hour came to."""

    attempt: str
    unit: str
    platform: str
    outcome: Result
    outcome_text: dict[str, str]
    stage: str
    claimed: bool
    credited_ms: int
    required_ms: int
    completed_at: datetime | None
    place: int | None = Field(description="Which of the counted hours it is, by time of completion; null if none.")
    reasons: list[Reason]
    certificate: str | None = Field(description="Where the certificate is, if there is one.")


class Hours(BaseModel):
    """One trainee in one class."""

    trainee: str
    training_class: str
    cap: Cap
    hours: list[Hour]


@router.get("/hours")
async def get_hours(
    collector: TheCollector,
    caller: Reader,
    page: ThePage,
    training_class: Annotated[str, Query(min_length=1, max_length=128)],
    trainee: Annotated[str, Query(max_length=128, description="This one alone.")] = "",
) -> Page[Hours]:
    """Hours and reasons by trainee; a platform sees those who learned on it, and what they learned on it."""
    await own_class(collector, caller, training_class)
    registry = collector.monitor.registry
    names = await asyncio.to_thread(
        registry.learners, caller, training_class, only=trainee, after=page.after, most=page.one_more
    )
    plan = await asyncio.to_thread(registry.class_plan, training_class)
    allowed = allowed_hours(plan.total_class_hours, collector.monitor.pack)
    told = {name: await _of(collector, caller, name, training_class, allowed) for name in names[: page.limit]}
    return page.page(names, lambda name: name, lambda name: told[name])


async def _of(collector: Collector, caller: Caller, trainee: str, training_class: str, allowed: int) -> Hours:
    stored = await verdicts_of(collector, trainee, training_class)
    read = [(verdicts.from_bytes(payload), certificate) for payload, certificate in stored.values()]
    places = _places([verdict for verdict, _ in read])
    return Hours(
        trainee=trainee,
        training_class=training_class,
        cap=Cap(allowed=allowed, counted=len(places), left=max(0, allowed - len(places))),
        hours=[
            _hour(verdict, certificate, places.get(verdict.attempt))
            for verdict, certificate in sorted(read, key=lambda pair: pair[0].attempt)
            if caller.kind == "institution" or verdict.platform == caller.owner
        ],
    )


def _places(read: list[Verdict]) -> dict[str, int]:
    """Certified attempts by time of completion, counted from 1."""
    certified = sorted(
        (verdict for verdict in read if verdict.result == "certified"),
        key=lambda verdict: (verdict.completed_at or 0, verdict.attempt),
    )
    return {verdict.attempt: place for place, verdict in enumerate(certified, 1)}


def _hour(verdict: Verdict, certificate: str | None, place: int | None) -> Hour:
    certified = verdict.result == "certified" and certificate is not None
    return Hour(
        attempt=verdict.attempt,
        unit=verdict.unit,
        platform=verdict.platform,
        outcome=verdict.result,
        outcome_text=verdicts.result_words(verdict.result, verdict.stage),
        stage=verdict.stage,
        claimed=verdict.claimed,
        credited_ms=verdict.credited_ms,
        required_ms=verdict.required_ms,
        completed_at=moment_or_none(verdict.completed_at),
        place=place,
        reasons=reasons_of(verdict),
        certificate=f"/v1/certificates/{verdict.attempt}" if certified else None,
    )
