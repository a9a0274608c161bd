"""One person under the random name: classes, hours, consents, make-up courses; and certificates of single hours."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Literal

from fastapi import Response
from pydantic import BaseModel, Field

from monitor.core import verdict as verdicts
from monitor.core.accounts import Viewer
from monitor.core.class_lists import PersonLine, Phone
from monitor.flows.certify import bundle
from monitor.flows.collector import Collector
from monitor.flows.vendor_ports import ReferenceRecord
from monitor.web.console.access import Onlooker
from monitor.web.console.class_lines import ConsentSaid, LearnerSaid, MakeUpSaid
from monitor.web.console.route import console_router
from monitor.web.needs import TheCollector
from monitor.web.times import moment
from monitor.web.vendor_api.common import Name, nothing_of_this_name

Face = Literal["none", "unverified", "needs_second", "in_force"]

router = console_router("trainees")


class PersonSaid(BaseModel):
    """Somebody's classes, consents and make-up courses, as far as the viewer may see them."""

    trainee: str
    registered_at: datetime
    blacklisted: bool
    face: Face = Field(description="How the reference picture stands (K5).")
    phone: Phone = Field(description="Whether a keyed hash of a phone number is kept (PRV-06).")
    enrolments: list[LearnerSaid]
    consents: list[ConsentSaid]
    make_ups: list[MakeUpSaid]


@router.get("/trainees/{trainee}")
async def get_trainee(trainee: Name, collector: TheCollector, viewer: Onlooker) -> PersonSaid:
    """One person: classes with hours against the cap, consents, make-up courses."""
    line = await person_seen(collector, trainee, viewer)
    return PersonSaid(
        trainee=line.trainee,
        registered_at=moment(line.registered_at),
        blacklisted=line.blacklisted,
        face=await face_of(collector, trainee),
        phone=line.phone,
        enrolments=[LearnerSaid.of(one, collector.monitor.pack) for one in line.enrolments],
        consents=[ConsentSaid.of(one) for one in line.consents],
        make_ups=[MakeUpSaid.of(one) for one in line.make_ups],
    )


@router.get("/attempts/{attempt}/certificate", response_class=Response)
async def get_attempt_certificate(attempt: Name, collector: TheCollector, viewer: Onlooker) -> Response:
    """The certificate of a class hour, with the key that signed it, for `monitor verify`."""
    registry = collector.monitor.registry
    if await asyncio.to_thread(registry.attempt_line, attempt, tenant=viewer.tenant) is None:
        raise nothing_of_this_name("attempt", attempt)
    return await certificate_file(collector, attempt)


async def certificate_file(collector: Collector, attempt: str) -> Response:
    """The certificate that holds for an attempt; raises `Refusal` 404 where there is none."""
    stored = await asyncio.to_thread(collector.monitor.registry.verdict, attempt)
    if stored is None or stored.certificate is None or verdicts.from_bytes(stored.verdict).result != "certified":
        raise nothing_of_this_name("attempt", attempt)
    headers = {"Content-Disposition": f'attachment; filename="certificate-{attempt}.json"'}
    return Response(
        bundle(stored.certificate, collector.monitor.signer), media_type="application/json", headers=headers
    )


async def person_seen(collector: Collector, trainee: str, viewer: Viewer) -> PersonLine:
    """The person, if the viewer may see somebody of this name; raises `Refusal` 404, the same for others' people."""
    found = await asyncio.to_thread(collector.monitor.registry.person, trainee, tenant=viewer.tenant)
    if found is None:
        raise nothing_of_this_name("trainee", trainee)
    return found


async def face_of(collector: Collector, trainee: str) -> Face:
    """How far the person's reference pictures are confirmed."""
    records = await asyncio.to_thread(collector.monitor.registry.reference_records, trainee)
    states = [_state(record) for record in records if record.forgotten_at is None]
    order: tuple[Face, ...] = ("in_force", "needs_second", "unverified")
    return next((state for state in order if state in states), "none")


def _state(record: ReferenceRecord) -> Face:
    if record.in_force:
        return "in_force"
    return "unverified" if record.confirmed_by is None else "needs_second"
