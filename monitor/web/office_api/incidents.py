"""The office says that the collector itself was impaired."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from monitor.flows.incidents import declare_incident
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router
from monitor.web.times import milliseconds, moment
from monitor.web.vendor_api.common import Words

router = office_router("incidents")


class IncidentWanted(BaseModel):
    """From when to when, and what happened."""

    start: AwareDatetime
    end: AwareDatetime
    reason: Annotated[Words, StringConstraints(max_length=512)]


class IncidentTaken(BaseModel):
    """An incident that is on record."""

    entry: str = Field(description="Its log position.")
    declared_at: datetime


@router.post("/incidents", status_code=201)
async def post_incident(wanted: IncidentWanted, collector: TheCollector, person: ThePerson) -> IncidentTaken:
    """Declare an incident; the hours of that time are held until a reviewer has looked at each. Nobody is blamed."""
    entry = await declare_incident(
        collector, milliseconds(wanted.start), milliseconds(wanted.end), wanted.reason, person
    )
    return IncidentTaken(entry=f"{entry.stream}:{entry.n}", declared_at=moment(entry.received))
