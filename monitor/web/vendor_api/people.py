"""Trainees and their enrolments, as a platform or an institution registers them (CLS-06)."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field, SecretStr

from monitor.core.gates.result import GateResult
from monitor.flows.enrolment import TooEarly, enrol_trainee
from monitor.web.languages import language
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.vendor_api.callers import Enroller, Reader
from monitor.web.vendor_api.common import Id, api_router, own_class, registered_trainee
from monitor.web.vendor_api.paging import Page, ThePage

router = api_router("people")


class Person(BaseModel):
    """Somebody who is to learn."""

    identity_number: SecretStr = Field(
        description="The 18 characters of the resident identity card (GB 11643); only a keyed hash is kept."
    )
    external_id: Id = Field(description="What the caller calls this person.")
    phone: SecretStr | None = Field(
        None,
        description="Mobile number, or fixed with area code, by which the helpdesk finds the person; only a keyed hash "
        "is kept. Told again it replaces the earlier one; left out, that one stays.",
    )


class Trainee(BaseModel):
    """A person by the name that all other requests use; it says nothing about the person."""

    trainee: str
    external_id: str


class EnrolmentWanted(BaseModel):
    """A trainee takes part in a class."""

    trainee: Id
    training_class: Id


class Enrolment(BaseModel):
    """A trainee in a class."""

    trainee: str
    training_class: str
    eligible: bool = Field(description="Whether the hours can be subsidised; the office decides.")


@router.post("/trainees", status_code=201)
async def post_trainee(person: Person, collector: TheCollector, caller: Enroller) -> Trainee:
    """Register a person; the same identity number is the same trainee, whoever registers it (K6)."""
    trainee = await asyncio.to_thread(
        collector.monitor.registry.add_trainee,
        person.identity_number.get_secret_value(),
        source_system=caller.name,
        external_id=person.external_id,
        phone=None if person.phone is None else person.phone.get_secret_value(),
        at=collector.monitor.clock.now(),
    )
    return Trainee(trainee=trainee, external_id=person.external_id)


@router.get("/trainees")
async def get_trainees(
    collector: TheCollector, caller: Reader, external_id: Annotated[str, Query(min_length=1, max_length=128)]
) -> list[Trainee]:
    """Whom the caller registered under this id: one, or nobody."""
    try:
        trainee = await asyncio.to_thread(collector.monitor.registry.trainee_of, caller.name, external_id)
    except collector.monitor.registry_error:
        return []
    return [Trainee(trainee=trainee, external_id=external_id)]


@router.post("/enrolments", status_code=201)
async def post_enrolment(wanted: EnrolmentWanted, collector: TheCollector, caller: Enroller) -> Enrolment:
    """Enrol a trainee in a class; sent again, the first enrolment stands.

    Refused while an earlier subsidised project of the person is not assessed, or was so less than a month ago (ONL-14).
    """
    await own_class(collector, caller, wanted.training_class)
    await registered_trainee(collector, caller, wanted.trainee)
    try:
        eligible = await enrol_trainee(collector, wanted.trainee, wanted.training_class, caller.name)
    except TooEarly as early:
        raise _too_early(early.result) from early
    return Enrolment(trainee=wanted.trainee, training_class=wanted.training_class, eligible=eligible)


def _too_early(result: GateResult) -> Refusal:
    return Refusal(
        409,
        result.reason,
        result.message[language()],
        field="trainee",
        remedy="Enrol the person when the earlier project allows it (ONL-14), or have its assessment registered.",
    )


@router.get("/enrolments")
async def get_enrolments(
    collector: TheCollector,
    caller: Reader,
    page: ThePage,
    training_class: Annotated[str, Query(min_length=1, max_length=128)],
) -> Page[Enrolment]:
    """Who takes part in a class: all of them for its institution, for a platform those who came through it."""
    await own_class(collector, caller, training_class)
    rows = await asyncio.to_thread(
        collector.monitor.registry.enrolled, caller, training_class, after=page.after, most=page.one_more
    )
    return page.page(
        rows,
        lambda row: row.trainee,
        lambda row: Enrolment(trainee=row.trainee, training_class=row.training_class, eligible=row.eligible),
    )
