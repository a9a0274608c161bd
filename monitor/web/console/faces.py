"""Reference pictures that wait for a person: whose they are, and the word of whoever compared face and card (K5)."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, Field

from monitor.core.accounts import Viewer
from monitor.core.class_lists import WaitingFace
from monitor.core.speaking import Speaker, of_office
from monitor.web.console.access import For
from monitor.web.console.route import console_router
from monitor.web.console.trainees import person_seen
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.times import moment
from monitor.web.vendor_api.common import Name, RowNumber
from monitor.web.vendor_api.paging import Page, ThePage
from monitor.web.vendor_api.references import Reference, Vouched, shown

router = console_router("faces")

Witness = Annotated[Viewer, Depends(For("office_lead", "reviewer", "institution"))]


class WaitingFaceSaid(BaseModel):
    """Somebody whose pictures nobody has confirmed yet."""

    trainee: str
    supplied_by: str
    since: datetime
    pictures: int

    @classmethod
    def of(cls, line: WaitingFace) -> WaitingFaceSaid:
        return cls(trainee=line.trainee, supplied_by=line.supplied_by, since=moment(line.since), pictures=line.pictures)


class Confirmed(BaseModel):
    """Which pictures show this trainee."""

    references: Annotated[list[RowNumber], Field(min_length=1, max_length=20)]


@router.get("/references")
async def get_waiting(collector: TheCollector, page: ThePage, viewer: Witness) -> Page[WaitingFaceSaid]:
    """People whose reference pictures wait for somebody who compares face and card."""
    lines = await asyncio.to_thread(
        collector.monitor.registry.waiting_faces, tenant=viewer.tenant, after=page.after, limit=page.one_more
    )
    return page.page(lines, lambda line: line.trainee, WaitingFaceSaid.of)


@router.get("/trainees/{trainee}/references")
async def get_references(trainee: Name, collector: TheCollector, viewer: Witness) -> list[Reference]:
    """A trainee's reference pictures, and whether they are confirmed."""
    await person_seen(collector, trainee, viewer)
    records = await asyncio.to_thread(collector.monitor.registry.reference_records, trainee)
    return [shown(record) for record in records]


@router.post("/trainees/{trainee}/references/confirmations", status_code=201)
async def post_confirmation(trainee: Name, wanted: Confirmed, collector: TheCollector, viewer: Witness) -> Vouched:
    """Vouch for pictures of a trainee, having compared the face with the identity card; some need a second person."""
    await person_seen(collector, trainee, viewer)
    registry = collector.monitor.registry
    records = await asyncio.to_thread(registry.reference_records, trainee)
    if strange := set(wanted.references) - {record.reference for record in records}:
        raise Refusal(
            422,
            "reference",
            f"Reference {min(strange)} is not of this trainee.",
            field="references",
            remedy="Name references of this trainee.",
        )
    in_force = await asyncio.to_thread(
        registry.confirm_reference, *wanted.references, by=speaker(viewer), at=collector.monitor.clock.now()
    )
    return Vouched(in_force=in_force)


def speaker(viewer: Viewer) -> Speaker:
    """Whose word it is; an account with a password and an app of its own is one person (decision 009)."""
    if viewer.tenant.kind == "institution":
        return Speaker(house=f"institution/{viewer.tenant.name}", person=viewer.account, own_key=True)
    return of_office(viewer.account)
