"""Reference faces: whoever teaches or organises hands them in, a person of the institution vouches for them (K5)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from pydantic import BaseModel, Field

from monitor.core.callers import Caller
from monitor.core.consent import FACE_PURPOSES, REFERENCE_PURPOSE
from monitor.core.origins import Origin
from monitor.flows.collector import Collector
from monitor.flows.enrol import ENROLMENT_LIMIT, ENROLMENT_PICTURES, enrol
from monitor.flows.vendor_ports import ReferenceRecord
from monitor.web.bodies import read_files, read_form, text_of
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.vendor_api.callers import Confirmer, Enroller, Reader
from monitor.web.vendor_api.common import RowNumber, api_router, own_trainee
from monitor.web.vendor_api.speakers import Named, speaker

router = api_router("people")

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["trainee", "pictures"],
                    "properties": {
                        "trainee": {"type": "string"},
                        "consent": {
                            "type": "string",
                            "description": "Version of the text to which the trainee agreed for these pictures; "
                            "needed unless a consent is on record.",
                        },
                        "pictures": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": ENROLMENT_PICTURES,
                            "items": {"type": "string", "format": "binary", "maxLength": ENROLMENT_LIMIT},
                        },
                    },
                }
            }
        },
    }
}


class ReferencesTaken(BaseModel):
    """The faces of one enrolment; somebody who is not the platform has to confirm them before hours count."""

    references: list[int] = Field(description="Their numbers, in the order of the pictures.")
    state: Literal["unverified"] = "unverified"


@router.post("/references", status_code=201, openapi_extra=_BODY)
async def post_references(request: Request, collector: TheCollector, caller: Enroller) -> ReferencesTaken:
    """Enrol a face from 1 to 5 JPEG pictures of one person, best 3; the pictures themselves are not kept.

    They are taken in together or not at all; a refusal names every picture that is too weak, and why.
    """
    form = await read_form(request, ENROLMENT_PICTURES * ENROLMENT_LIMIT, ENROLMENT_PICTURES + 1, "pictures")
    try:
        trainee = text_of(form, "trainee")
        consent = form.get("consent")
        # Platforms connected to version 0.1 send one part named picture.
        pictures = [*await read_files(form, "pictures"), *await read_files(form, "picture")]
    finally:
        await form.close()
    await own_trainee(collector, caller, trainee)
    await _need_consent(collector, caller, trainee, consent if isinstance(consent, str) else "")
    return ReferencesTaken(references=await enrol(collector, _hand(caller), trainee, pictures))


def _hand(caller: Caller) -> str:
    """Who handed the pictures in, by the name under which they might vouch."""
    if caller.kind == "platform":
        return caller.owner
    return f"{caller.name}/{caller.person}" if caller.person else caller.name


async def _need_consent(collector: Collector, caller: Caller, trainee: str, version: str) -> None:
    """Note the consent that came with the pictures; without one, an older one must stand (PRV-02)."""
    registry, now = collector.monitor.registry, collector.monitor.clock.now()
    if version:
        origin = Origin(source_system=caller.name)
        await asyncio.to_thread(registry.give_consent, trainee, REFERENCE_PURPOSE, version, now, origin)
        return
    for purpose in FACE_PURPOSES:
        if await asyncio.to_thread(registry.consented, trainee, purpose):
            return
    raise Refusal(
        403,
        "consent_missing",
        "The trainee has not agreed to the enrolment of a face.",
        field="consent",
        remedy="Ask for the consent and send the version of its text (GET /v1/consents/text).",
    )


# ---------------------------------------------------------------- vouching


class Reference(BaseModel):
    """A picture from which a face was enrolled."""

    reference: int
    trainee: str
    state: Literal["unverified", "needs_second", "in_force", "forgotten"] = Field(
        description="Of a forgotten one there is nothing to compare with any more: the trainee is enrolled again."
    )
    enrolment: int = Field(description="Pictures with the same number were handed in together.")
    supplied_by: str
    sha256: str


class Vouching(BaseModel):
    """Who says that these pictures show this trainee."""

    references: Annotated[list[RowNumber], Field(min_length=1, max_length=20)]
    person: Named = ""


class Vouched(BaseModel):
    """What came of it."""

    in_force: bool = Field(description="False while a second, different person is needed (K5, K6).")


@router.get("/references")
async def get_references(
    collector: TheCollector, caller: Reader, trainee: Annotated[str, Query(min_length=1, max_length=128)]
) -> list[Reference]:
    """The trainee's reference pictures; at most a few, so they come at once."""
    await own_trainee(collector, caller, trainee)
    records = await asyncio.to_thread(collector.monitor.registry.reference_records, trainee)
    return [shown(record) for record in records]


@router.post("/references/confirmations", status_code=201)
async def post_confirmation(wanted: Vouching, collector: TheCollector, caller: Confirmer) -> Vouched:
    """A person of the institution vouches for pictures of one trainee of its classes.

    The first enrolment needs one person; a changed face, and one that a classmate has too, need two different ones, at
    least one of them of the office or with a key of their own.
    """
    registry = collector.monitor.registry
    for number in wanted.references:
        trainee = await asyncio.to_thread(registry.trainee_of_reference, number)
        await own_trainee(collector, caller, trainee)
    in_force = await asyncio.to_thread(
        registry.confirm_reference,
        *wanted.references,
        by=speaker(caller, wanted.person),
        at=collector.monitor.clock.now(),
    )
    return Vouched(in_force=in_force)


def shown(record: ReferenceRecord) -> Reference:
    """As it goes over the API."""
    state: Literal["unverified", "needs_second", "in_force", "forgotten"] = "unverified"
    if record.forgotten_at is not None:
        state = "forgotten"
    elif record.in_force:
        state = "in_force"
    elif record.confirmed_by is not None:
        state = "needs_second"
    return Reference(
        reference=record.reference,
        trainee=record.trainee,
        state=state,
        enrolment=record.enrolment,
        supplied_by=record.supplied_by,
        sha256=record.sha256,
    )
