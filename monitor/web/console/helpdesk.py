"""The helpdesk finds a person by the identity or phone number, and reads what that person would read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, Field, SecretStr, model_validator

from monitor.core.accounts import Tenant, Viewer
from monitor.flows.monitor import Registry
from monitor.flows.own_links import Sight
from monitor.web.console.access import For
from monitor.web.console.own import OwnPage, own_page
from monitor.web.console.route import because, console_router
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.vendor_api.common import Name

router = console_router("helpdesk")

MOST = 20  # people in one answer

Helper = Annotated[Viewer, Depends(For("helpdesk", "office_lead", "reviewer"))]


class Sought(BaseModel):
    """Who calls, by one of two numbers; either is compared as a keyed hash and not kept."""

    identity_number: SecretStr | None = Field(None, description="All 18 characters; or else")
    phone: SecretStr | None = Field(None, description="a phone number, with or without +86, which several may share.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Sought:
        if (self.identity_number is None) == (self.phone is None):
            raise ValueError("give either identity_number or phone")
        return self


class PersonFound(BaseModel):
    """A person by the name that everything else here uses, and in which classes, to ask the caller about."""

    trainee: str
    classes: list[str] = Field(description="Their titles.")


class Found(BaseModel):
    """Whom the number fits."""

    people: list[PersonFound]
    more: bool = Field(description=f"There are more than these {MOST}; only the identity number tells them apart.")


@router.post("/helpdesk/searches")
async def post_search(sought: Sought, request: Request, collector: TheCollector, _: Helper) -> Found:
    """Find a person by the whole identity or phone number; who looked for whom is written down, the number is not."""
    registry = collector.monitor.registry
    trainees = await asyncio.to_thread(_with_this_number, registry, sought)
    by = "phone" if sought.phone is not None else "identity_number"
    because(request, by=by, found=" ".join(trainees[:MOST]) or "nobody")
    if not trainees:
        raise _nobody(by)
    people = [await asyncio.to_thread(_found, registry, trainee) for trainee in trainees[:MOST]]
    return Found(people=people, more=len(trainees) > MOST)


def _with_this_number(registry: Registry, sought: Sought) -> Sequence[str]:
    if sought.phone is not None:
        return registry.trainees_by_phone(sought.phone.get_secret_value(), limit=MOST + 1)
    number = sought.identity_number.get_secret_value() if sought.identity_number else ""
    trainee = registry.trainee_by_identity(number)
    return [trainee] if trainee else []


def _found(registry: Registry, trainee: str) -> PersonFound:
    person = registry.person(trainee)
    return PersonFound(trainee=trainee, classes=[one.class_title for one in person.enrolments] if person else [])


def _nobody(by: str) -> Refusal:
    if by == "phone":
        return Refusal(
            404,
            "nobody",
            "Nobody is registered with this phone number.",
            field=by,
            remedy="Ask for another number of the caller's, or search by the identity number.",
        )
    return Refusal(
        404,
        "nobody",
        "Nobody is registered with this identity number.",
        field=by,
        remedy="Compare the number with the card; or the person has not been registered yet.",
    )


@router.get("/helpdesk/people/{trainee}")
async def get_person(trainee: Name, collector: TheCollector, _: Helper) -> OwnPage:
    """What to tell a person: hours, why some did not count, what to do, consents, as on the person's own page."""
    return await own_page(collector, Sight(trainee=trainee, tenant=Tenant(kind="trainee", name=trainee)))
