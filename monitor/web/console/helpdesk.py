"""The helpdesk finds a person by the identity number, and reads what that person would read."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, Field, SecretStr

from monitor.core.accounts import Tenant, Viewer
from monitor.flows.own_links import Sight
from monitor.web.console.access import For
from monitor.web.console.own import OwnPage, own_page
from monitor.web.console.route import because, console_router
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.vendor_api.common import Name

router = console_router("helpdesk")

Helper = Annotated[Viewer, Depends(For("helpdesk", "office_lead", "reviewer"))]


class Sought(BaseModel):
    """Who calls."""

    identity_number: SecretStr = Field(description="All 18 characters; they are compared as a keyed hash and not kept.")


class Found(BaseModel):
    """The person by the name that everything else here uses."""

    trainee: str


@router.post("/helpdesk/searches")
async def post_search(sought: Sought, request: Request, collector: TheCollector, _: Helper) -> Found:
    """Find a person by the whole identity number; who looked for whom is written down, the number is not."""
    number = sought.identity_number.get_secret_value()
    trainee = await asyncio.to_thread(collector.monitor.registry.trainee_by_identity, number)
    because(request, found=trainee or "nobody")
    if trainee is None:
        raise Refusal(
            404,
            "nobody",
            "Nobody is registered with this identity number.",
            field="identity_number",
            remedy="Compare the number with the card; or the person has not been registered yet.",
        )
    return Found(trainee=trainee)


@router.get("/helpdesk/people/{trainee}")
async def get_person(trainee: Name, collector: TheCollector, _: Helper) -> OwnPage:
    """What to tell a person: hours, why some did not count, what to do, consents, as on the person's own page."""
    return await own_page(collector, Sight(trainee=trainee, tenant=Tenant(kind="trainee", name=trainee)))
