"""What an institution grants a trainee for a handicap: more time, easier pop-ups, people in place of a face check."""

from __future__ import annotations

import asyncio

from pydantic import BaseModel, ConfigDict, Field

from monitor.core.events import LONGEST_TIME_PERCENT, Accommodation
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.callers import Confirmer
from monitor.web.vendor_api.common import Id, Name, api_router, own_trainee

router = api_router("people")


class Granted(BaseModel):
    """All that is granted from now on; no field for the handicap, which nobody here needs to know (PRV-06)."""

    model_config = ConfigDict(extra="forbid")

    kinds: list[Accommodation] = Field(
        [], description="`no_movements`: two people verify the identity in person instead; `simple_popups`: one button."
    )
    time_percent: int = Field(
        100, ge=100, le=LONGEST_TIME_PERCENT, description="Share of the usual time to answer, photograph and move."
    )
    person: Id = Field(description="Who grants it.")


class Grant(BaseModel):
    """What was granted, by whom and when (UTC ms)."""

    kinds: list[Accommodation]
    time_percent: int
    registered_by: str
    registered_at: int


class Grants(BaseModel):
    """What was ever granted to a trainee; the first one is in force."""

    grants: list[Grant]


@router.put("/trainees/{trainee}/accommodations")
async def put_accommodations(trainee: Name, wanted: Granted, collector: TheCollector, caller: Confirmer) -> Grants:
    """Grant this, in place of what was granted before; sessions that are open go on as they were opened."""
    await own_trainee(collector, caller, trainee)
    registry = collector.monitor.registry
    await asyncio.to_thread(
        registry.accommodate,
        trainee,
        wanted.kinds,
        time_percent=wanted.time_percent,
        by=f"{caller.name}/{wanted.person}",
        at=collector.monitor.clock.now(),
    )
    return await _grants(collector, trainee)


@router.get("/trainees/{trainee}/accommodations")
async def get_accommodations(trainee: Name, collector: TheCollector, caller: Confirmer) -> Grants:
    """What was granted; for the trainee's institution alone."""
    await own_trainee(collector, caller, trainee)
    return await _grants(collector, trainee)


async def _grants(collector: TheCollector, trainee: str) -> Grants:
    records = await asyncio.to_thread(collector.monitor.registry.accommodations_of, trainee)
    return Grants(
        grants=[
            Grant(
                kinds=list(record.kinds),
                time_percent=record.time_percent,
                registered_by=record.registered_by,
                registered_at=record.registered_at,
            )
            for record in records
        ]
    )
