"""What a person saw in a record that came from elsewhere: a recording, a make-up's reason, a claim to sign."""

from __future__ import annotations

import asyncio

from fastapi import Response
from pydantic import BaseModel, Field

from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router
from monitor.web.vendor_api.common import Name

router = office_router("gates")


class RecordingSeen(BaseModel):
    """What somebody saw who looked at a recording."""

    shows_all: bool = Field(description="Whether it shows all trainees (PRC-06).")


class ReasonJudged(BaseModel):
    """What somebody thinks of the reason for missing hours."""

    accepted: bool = Field(description="Whether it is a good one (PRC-09).")


@router.put("/recordings/{recording}/review", status_code=204)
async def put_review(recording: Name, seen: RecordingSeen, collector: TheCollector, person: ThePerson) -> Response:
    """Note whether a recording shows all trainees; the third that does not cancels the subsidy (PRC-06)."""
    monitor = collector.monitor
    await asyncio.to_thread(
        monitor.registry.review_recording, recording, shows_all=seen.shows_all, by=person, at=monitor.clock.now()
    )
    return Response(status_code=204)


@router.put("/make-ups/{course}/decision", status_code=204)
async def put_decision(course: Name, judged: ReasonJudged, collector: TheCollector, person: ThePerson) -> Response:
    """Note whether the reason for a make-up course is a good one; a later decision replaces the earlier one."""
    monitor = collector.monitor
    await asyncio.to_thread(
        monitor.registry.decide_make_up, course, accepted=judged.accepted, by=person, at=monitor.clock.now()
    )
    return Response(status_code=204)


@router.post("/claims/{claim}/signatures", status_code=204)
async def post_signature(claim: Name, collector: TheCollector, person: ThePerson) -> Response:
    """Sign a claim after review (FND-01): two people do, and whoever entered it is none of them."""
    monitor = collector.monitor
    await asyncio.to_thread(monitor.registry.sign_claim, claim, by=person, at=monitor.clock.now())
    return Response(status_code=204)
