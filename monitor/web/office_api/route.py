"""What every route of the office's API does: as those of the vendors do, but for people."""

from __future__ import annotations

from fastapi import APIRouter, Request

from monitor.web.office_api.people import identify_person
from monitor.web.vendor_api.route import ApiRoute


class OfficeRoute(ApiRoute):
    """A route for named people of the office."""

    async def identify(self, request: Request) -> str:
        """The person whose key was given; raises `Refusal` 401."""
        person = request.state.person = identify_person(request)
        return f"office/{person}"


def office_router(tag: str) -> APIRouter:
    """A router of this API's kind."""
    return APIRouter(route_class=OfficeRoute, tags=[tag])
