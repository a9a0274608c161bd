"""A person of the office looks at a trainee's reference pictures, and vouches for them (K5, K6)."""

from __future__ import annotations

import asyncio
from typing import Annotated

from pydantic import BaseModel, Field

from monitor.core.speaking import of_office
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router
from monitor.web.problems import Refusal
from monitor.web.vendor_api.common import Name, RowNumber
from monitor.web.vendor_api.references import Reference, Vouched, shown

router = office_router("people")


class Confirmation(BaseModel):
    """Which pictures show this trainee."""

    references: Annotated[list[RowNumber], Field(min_length=1, max_length=20)]


@router.get("/trainees/{trainee}/references")
async def get_trainee_references(trainee: Name, collector: TheCollector, _: ThePerson) -> list[Reference]:
    """The trainee's reference pictures; at most a few, so they come at once."""
    records = await asyncio.to_thread(collector.monitor.registry.reference_records, trainee)
    return [shown(record) for record in records]


@router.post("/trainees/{trainee}/references/confirmations", status_code=201)
async def post_trainee_confirmation(
    trainee: Name, wanted: Confirmation, collector: TheCollector, person: ThePerson
) -> Vouched:
    """A person of the office vouches for pictures of this trainee.

    The first enrolment needs one person; a changed face, and one that a classmate has too, need two different ones, of
    the office or of the institution.
    """
    registry = collector.monitor.registry
    records = await asyncio.to_thread(registry.reference_records, trainee)
    strange = set(wanted.references) - {record.reference for record in records}
    if strange:
        raise Refusal(
            422,
            "reference",
            f"Reference {min(strange)} is not of this trainee.",
            field="references",
            remedy="Name references of this trainee.",
        )
    now = collector.monitor.clock.now()
    in_force = await asyncio.to_thread(registry.confirm_reference, *wanted.references, by=of_office(person), at=now)
    return Vouched(in_force=in_force)
