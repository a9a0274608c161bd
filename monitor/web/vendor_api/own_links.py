"""Platforms and institutions hand their trainees links to their own pages."""

from __future__ import annotations

from fastapi import Request

from monitor.web.needs import TheCollector
from monitor.web.own_links import LinkMade, LinkWanted, made
from monitor.web.vendor_api.callers import Enroller, refuse_others
from monitor.web.vendor_api.common import Name, api_router, own_trainee

router = api_router("people")


@router.post("/trainees/{trainee}/links", status_code=201)
async def post_link(
    trainee: Name, wanted: LinkWanted, request: Request, collector: TheCollector, caller: Enroller
) -> LinkMade:
    """Make a link to a trainee's own page: hours and reasons, appeals, consents; it goes to that person alone.

    The key needs the scopes `read` and `object` as well. The page shows what the caller may see of the person: a
    platform's link the hours on it, an institution's its classes.
    """
    for needed in ("read", "object"):  # the page can do what these are for
        refuse_others(caller, needed)
    await own_trainee(collector, caller, trainee)
    return made(collector, request, trainee, wanted.days, caller)
