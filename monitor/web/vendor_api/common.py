"""Names and refusals that several routes share."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, StringConstraints

from monitor.core.callers import Caller
from monitor.core.origins import Origin
from monitor.flows.collector import Collector
from monitor.web.problems import Refusal
from monitor.web.vendor_api.route import ApiRoute

Id = Annotated[str, Field(min_length=1, max_length=128)]
DocumentNumber = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]  # that stay on record
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]  # whose first moment every clock can say
RowNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]  # what every database holds as a key
Name = Annotated[str, Path(min_length=1, max_length=128)]


class FromElsewhere(BaseModel):
    """What may have another name in the system that it comes from."""

    source_system: str = Field(
        "", max_length=128, description="The system that it comes from; the caller unless told otherwise."
    )
    external_id: str = Field("", max_length=128, description="Its id there; its name here unless told otherwise.")

    def origin(self, caller: Caller) -> Origin:
        """The origin as told, or else the caller."""
        return Origin(source_system=self.source_system or caller.name, external_id=self.external_id)


def api_router(tag: str) -> APIRouter:
    """A router of this API's kind."""
    return APIRouter(route_class=ApiRoute, tags=[tag])


def nothing_of_this_name(field: str, name: str) -> Refusal:
    """The same for what does not exist and for what is somebody else's."""
    return Refusal(
        404,
        "not_found",
        f"There is nothing of the name {name} here.",
        field=field,
        remedy="Correct the name; what belongs to others cannot be seen.",
    )


async def own_class(collector: Collector, caller: Caller, training_class: str) -> None:
    """Refuse an institution the class of another one; platforms teach classes of many."""
    if caller.kind == "platform":
        return
    institution = await asyncio.to_thread(collector.monitor.registry.institution_of, training_class)
    if institution != caller.owner:
        raise Refusal(
            403,
            "not_your_class",
            f"Class {training_class} belongs to another institution.",
            field="training_class",
            remedy="Name a class of your own institution.",
        )


async def own_trainee(collector: Collector, caller: Caller, trainee: str) -> None:
    """An institution vouches for the trainees of its classes; a platform deals with those who came through it."""
    if not await asyncio.to_thread(collector.monitor.registry.is_theirs, trainee, caller):
        raise _not_yours(trainee)


async def registered_trainee(collector: Collector, caller: Caller, trainee: str) -> None:
    """Who is enrolled is known to whoever enrols: from a class already, or registered by the identity number."""
    if not await asyncio.to_thread(collector.monitor.registry.may_enrol, trainee, caller):
        raise _not_yours(trainee)


def _not_yours(trainee: str) -> Refusal:
    return Refusal(
        403,
        "not_your_trainee",
        f"Trainee {trainee} is not one of yours.",
        field="trainee",
        remedy="Name a trainee of your own, or register the person first (POST /v1/trainees).",
    )
