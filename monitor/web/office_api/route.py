"""What every route of the office's API does: as those of the vendors do, but for people; and for both."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials

from monitor.core.callers import Caller
from monitor.web.office_api.people import identify_person, office_bearer
from monitor.web.vendor_api.callers import api_bearer, identify
from monitor.web.vendor_api.route import ApiRoute


class OfficeRoute(ApiRoute):
    """A route for named people of the office."""

    async def identify(self, request: Request) -> str:
        """The person whose key was given; raises `Refusal` 401."""
        person = request.state.person = await identify_person(request)
        return f"office/{person}"


class SharedRoute(OfficeRoute):
    """A route for the office and for holders of API keys: whoever sends X-Person asks as a person."""

    async def identify(self, request: Request) -> str:
        """The person, or the owner of the API key; raises `Refusal` 401 or 429."""
        if "x-person" in request.headers:
            return await super().identify(request)
        return (await identify(request)).name


def office_router(tag: str) -> APIRouter:
    """A router of this API's kind."""
    return APIRouter(route_class=OfficeRoute, tags=[tag])


def shared_router(tag: str) -> APIRouter:
    """A router whose routes say themselves what an API key is good for."""
    return APIRouter(route_class=SharedRoute, tags=[tag])


async def person_or_key(
    request: Request,
    _office: Annotated[HTTPAuthorizationCredentials | None, Depends(office_bearer)],
    _key: Annotated[HTTPAuthorizationCredentials | None, Depends(api_bearer)],
    _name: Annotated[str, Header(alias="X-Person", description="The account of a person of the office.")] = "",
) -> Caller | None:
    """The owner of the API key, or None for a person of the office."""
    return getattr(request.state, "caller", None)


PersonOrKey = Annotated[Caller | None, Depends(person_or_key)]
