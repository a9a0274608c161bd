"""All operations of the console with the roles that may call them, read from the routes themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fastapi import APIRouter

from monitor.core.accounts import Role
from monitor.web.console.route import ConsoleRoute, OpenRoute


class Operation(NamedTuple):
    """One route: how it is called, by whom, and what it is for."""

    method: str
    path: str
    roles: frozenset[Role]
    signed_in: bool
    purpose: str

    @property
    def name(self) -> str:
        """Such as "GET /attempts/{attempt}"."""
        return f"{self.method} {self.path}"


def operations(routers: Iterable[APIRouter]) -> list[Operation]:
    """The operations of these routers, by path and method."""
    found = [one for router in routers for route in router.routes for one in _of(route)]
    return sorted(found, key=lambda one: (one.path, one.method))


def _of(route: object) -> Iterator[Operation]:
    """Raises `TypeError` for a route that is not of the console's kind: it would keep to no roles."""
    if not isinstance(route, ConsoleRoute | OpenRoute):
        raise TypeError(f"{route} among the console's routes keeps to no roles")
    purpose = route.description.partition("\n")[0]
    for method in sorted(route.methods or ()):
        yield Operation(method, route.path, route.roles, isinstance(route, ConsoleRoute), purpose)
