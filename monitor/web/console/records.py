"""Records that wait for a person's word: recordings of a class, reasons for missed hours, claims to sign."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, Field

from monitor.core.record_lists import ClaimLine, ClaimState, RecordingLine, RecordSearch, WordState
from monitor.web.console.access import Decider, Office, Onlooker
from monitor.web.console.class_lines import MakeUpSaid
from monitor.web.console.route import console_router
from monitor.web.needs import TheCollector
from monitor.web.office_api.records import ReasonJudged, RecordingSeen
from monitor.web.times import moment, moment_or_none
from monitor.web.vendor_api.common import Name
from monitor.web.vendor_api.paging import Page, ThePage

router = console_router("records")

OfClass = Annotated[str, Query(max_length=128, description="Of this class alone.")]
Word = Annotated[WordState, Query(description="Waiting for a word, found good, or found bad.")]


class RecordingSaid(BaseModel):
    """A recording; the video itself stays with the system from which its entry came."""

    recording: str
    training_class: str
    source_system: str
    starts_at: datetime
    ends_at: datetime
    deleted_on: date | None
    shows_all: bool | None = Field(description="Null until somebody looked.")
    reviewed_by: str
    reviewed_at: datetime | None
    strikes: int = Field(description="Recordings of this class that do not show all trainees.")
    strikes_allowed: int = Field(description="With one more the class loses its subsidy (PRC-06).")


class SignatureSaid(BaseModel):
    """Who signed, and when."""

    signed_by: str
    signed_at: datetime


class SubsidyClaimSaid(BaseModel):
    """A claim for a class's subsidy (FND-01)."""

    claim: str
    training_class: str
    entered_by: str
    entered_at: datetime
    person_fen: int | None = Field(description="How much for each person, in fen.")
    signatures: list[SignatureSaid]
    signatures_wanted: int
    signable: bool = Field(description="Whether the viewer neither entered it nor has signed it.")


@router.get("/recordings")
async def get_recordings(
    collector: TheCollector, page: ThePage, viewer: Onlooker, *, state: Word = "", training_class: OfClass = ""
) -> Page[RecordingSaid]:
    """Recordings of classes by name, and whether somebody saw all trainees in them."""
    monitor = collector.monitor
    lines = await asyncio.to_thread(
        monitor.registry.recording_lines,
        RecordSearch(state=state, training_class=training_class),
        tenant=viewer.tenant,
        after=page.after,
        limit=page.one_more,
    )
    allowed = monitor.gate_pack["recording_strikes"] - 1
    return page.page(lines, lambda line: line.recording, lambda line: _recording(line, allowed))


@router.put("/recordings/{recording}/review", status_code=204)
async def put_review(recording: Name, seen: RecordingSeen, collector: TheCollector, viewer: Decider) -> Response:
    """Say whether a recording shows all trainees; the third that does not cancels the subsidy (PRC-06)."""
    monitor = collector.monitor
    await asyncio.to_thread(
        monitor.registry.review_recording,
        recording,
        shows_all=seen.shows_all,
        by=viewer.account,
        at=monitor.clock.now(),
    )
    return Response(status_code=204)


@router.get("/make-ups")
async def get_make_ups(
    collector: TheCollector, page: ThePage, viewer: Onlooker, *, state: Word = "", training_class: OfClass = ""
) -> Page[MakeUpSaid]:
    """Hours that were missed and made up, by name, with the reasons."""
    lines = await asyncio.to_thread(
        collector.monitor.registry.make_up_lines,
        RecordSearch(state=state, training_class=training_class),
        tenant=viewer.tenant,
        after=page.after,
        limit=page.one_more,
    )
    return page.page(lines, lambda line: line.course, MakeUpSaid.of)


@router.put("/make-ups/{course}/decision", status_code=204)
async def put_decision(course: Name, judged: ReasonJudged, collector: TheCollector, viewer: Decider) -> Response:
    """Say whether the reason for missing the hours is a good one (PRC-09)."""
    monitor = collector.monitor
    await asyncio.to_thread(
        monitor.registry.decide_make_up, course, accepted=judged.accepted, by=viewer.account, at=monitor.clock.now()
    )
    return Response(status_code=204)


@router.get("/claims")
async def get_claims(
    collector: TheCollector, page: ThePage, viewer: Office, *, state: ClaimState = "", training_class: OfClass = ""
) -> Page[SubsidyClaimSaid]:
    """Claims for subsidies by name, with who signed them."""
    monitor = collector.monitor
    wanted = monitor.gate_pack["subsidy_reviewers_min"]
    lines = await asyncio.to_thread(
        monitor.registry.claim_lines,
        RecordSearch(state=state, training_class=training_class),
        signers=wanted,
        after=page.after,
        limit=page.one_more,
    )
    return page.page(lines, lambda line: line.claim, lambda line: _claim(line, wanted, viewer.account))


@router.post("/claims/{claim}/signatures", status_code=204)
async def post_signature(claim: Name, collector: TheCollector, viewer: Decider) -> Response:
    """Sign a claim after review (FND-01): two people do, and whoever entered it is none of them."""
    monitor = collector.monitor
    await asyncio.to_thread(monitor.registry.sign_claim, claim, by=viewer.account, at=monitor.clock.now())
    return Response(status_code=204)


def _recording(line: RecordingLine, allowed: int) -> RecordingSaid:
    return RecordingSaid(
        recording=line.recording,
        training_class=line.training_class,
        source_system=line.source_system,
        starts_at=moment(line.starts_at),
        ends_at=moment(line.ends_at),
        deleted_on=line.deleted_on,
        shows_all=line.shows_all,
        reviewed_by=line.reviewed_by,
        reviewed_at=moment_or_none(line.reviewed_at),
        strikes=line.strikes,
        strikes_allowed=allowed,
    )


def _claim(line: ClaimLine, wanted: int, account: str) -> SubsidyClaimSaid:
    signatures = [SignatureSaid(signed_by=one.signed_by, signed_at=moment(one.signed_at)) for one in line.signatures]
    return SubsidyClaimSaid(
        claim=line.claim,
        training_class=line.training_class,
        entered_by=line.entered_by,
        entered_at=moment(line.entered_at),
        person_fen=line.person_fen,
        signatures=signatures,
        signatures_wanted=wanted,
        signable=account not in {line.entered_by, *(one.signed_by for one in signatures)},
    )
