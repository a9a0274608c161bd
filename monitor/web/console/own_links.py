"""What whoever deals with a trainee does for the person: links to the own page, and the phone number taken back."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, Request, Response

from monitor.core.accounts import Viewer
from monitor.flows.own_links import MAKERS
from monitor.web.console.access import For
from monitor.web.console.route import console_router
from monitor.web.console.trainees import person_seen
from monitor.web.needs import TheCollector
from monitor.web.own_links import LinkMade, LinkWanted, made
from monitor.web.vendor_api.common import Name

router = console_router("trainees")

Companion = Annotated[Viewer, Depends(For(*MAKERS))]


@router.post("/trainees/{trainee}/links", status_code=201)
async def post_link(
    trainee: Name, wanted: LinkWanted, request: Request, collector: TheCollector, viewer: Companion
) -> LinkMade:
    """Make a link to a trainee's own page, to be handed to that person alone."""
    await person_seen(collector, trainee, viewer)
    return made(collector, request, trainee, wanted.days, viewer)


@router.delete("/trainees/{trainee}/links", status_code=204)
async def delete_links(trainee: Name, collector: TheCollector, viewer: Companion) -> Response:
    """End every link to a trainee's own page, for instance because a phone was lost."""
    await person_seen(collector, trainee, viewer)
    registry, now = collector.monitor.registry, collector.monitor.clock.now()
    await asyncio.to_thread(registry.end_own_links, trainee, by=viewer.account, at=now)
    return Response(status_code=204)


@router.delete("/trainees/{trainee}/phone", status_code=204)
async def delete_phone(trainee: Name, collector: TheCollector, viewer: Companion) -> Response:
    """Take a trainee's phone number back as the person asked: its keyed hash is deleted, and none is kept later."""
    await person_seen(collector, trainee, viewer)
    await asyncio.to_thread(collector.monitor.registry.take_phone_back, trainee)
    return Response(status_code=204)
