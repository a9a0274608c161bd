"""What every route of the console does: know the viewer, keep to the declared roles, write down who saw what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from monitor.core.accounts import Role, Viewer
from monitor.web.console.access import roles_of
from monitor.web.console.visits import refuse_other_sites, refuse_without_token, visitor
from monitor.web.needs import the_collector
from monitor.web.problems import Refusal, answered
from monitor.web.vendor_api.documented import READ
from monitor.web.vendor_api.route import ApiRoute, Handler, read_body, with_body

_SAFE = frozenset({"GET", "HEAD"})
_LONGEST_DETAIL = 200
_PAGES = frozenset({"cursor", "limit"})  # how a list was paged says nothing of what was looked for


class OpenRoute(APIRoute):
    """A route for people who are not signed in: it signs them in."""

    roles: frozenset[Role] = frozenset()

    def get_route_handler(self) -> Handler:
        """The handler, for requests of our own pages alone, with bodies within bounds."""
        handle = super().get_route_handler()
        takes_json = self.body_field is not None

        async def around(request: Request) -> Response:
            refuse_other_sites(request)
            body = await read_body(request, takes_json=takes_json)
            return _unstored(await handle(with_body(request, body)))

        return around


class ConsoleRoute(ApiRoute):
    """A route for signed-in people of the declared roles; what they ask for is written down."""

    logged = True

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.roles = roles_of(self.dependant)
        self._searched = _asked_by_address(self.dependant) - _PAGES

    async def identify(self, request: Request) -> str:
        """The viewer's name among all callers; raises `Refusal` 401 or 403."""
        refuse_other_sites(request)
        viewer = request.state.viewer = await visitor(request)
        if viewer.role not in self.roles:
            raise _forbidden(viewer)
        if request.method not in _SAFE:
            refuse_without_token(request)
        return f"console/{viewer.account}"

    def get_route_handler(self) -> Handler:
        """The handler, and around it the access log."""
        handle = super().get_route_handler()

        async def around(request: Request) -> Response:
            try:
                response = await answered(request, handle)
            except Exception:
                await self._note(request, 500)
                raise
            await self._note(request, response.status_code)
            return _unstored(response)

        return around

    async def _note(self, request: Request, status: int) -> None:
        """Write down who asked for what; whoever is not signed in has no name to write down."""
        viewer: Viewer | None = getattr(request.state, "viewer", None)
        if viewer is None or not (self.logged or request.method not in _SAFE):
            return
        monitor = the_collector(request).monitor
        await asyncio.to_thread(
            monitor.registry.note_access,
            viewer,
            at=monitor.clock.now(),
            action=f"{request.method} {self.path_format}",
            subject="/".join(map(str, request.path_params.values())),
            details=self._details(request),
            status=status,
        )

    def _details(self, request: Request) -> dict[str, str]:
        """What was searched for by the parameters of this route, and why; other names in the address say nothing."""
        searched = {
            name: value[:_LONGEST_DETAIL] for name, value in request.query_params.items() if name in self._searched
        }
        return {**searched, **getattr(request.state, "why", {})}


class NumbersRoute(ConsoleRoute):
    """A route that shows numbers and nobody's data; reading it is not written down."""

    logged = False


class StreamRoute(NumbersRoute):
    """A route whose answer goes on and on."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        options["responses"] = {**READ, **(options.get("responses") or {})}
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Handler:
        """The handler behind the same checks, without a tag over the whole answer."""
        handle = APIRoute.get_route_handler(self)

        async def around(request: Request) -> Response:
            await self.identify(request)
            return _unstored(await handle(request))

        return around


def because(request: Request, **why: str) -> None:
    """Say in the access log why somebody looked, for instance `reason` and `case`."""
    request.state.why = {**getattr(request.state, "why", {}), **why}


def _asked_by_address(dependant: Dependant) -> set[str]:
    """The names that a route and all that it depends on declare behind the question mark."""
    own = {parameter.alias for parameter in dependant.query_params}
    return own.union(*map(_asked_by_address, dependant.dependencies))


def _forbidden(viewer: Viewer) -> Refusal:
    return Refusal(
        403,
        "forbidden",
        f"This is not for the role {viewer.role}.",
        field="role",
        remedy="Ask somebody who has the role, or an administrator.",
    )


def _unstored(response: Response) -> Response:
    """Nothing that a signed-in person saw stays on the computer's disk."""
    response.headers["Cache-Control"] = "no-store"
    return response


def console_router(tag: str, route_class: type[ConsoleRoute] = ConsoleRoute) -> APIRouter:
    """A router of the console's kind."""
    return APIRouter(route_class=route_class, tags=[f"console: {tag}"])
