"""Who may call which route: every route of the console names its roles, or says that it is open to anybody.

A route without such a declaration is refused when the application is put together, so none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, get_args

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant

from monitor.core.accounts import DECIDERS, Role, Viewer

ROLES: tuple[Role, ...] = get_args(Role)


class For:
    """The viewer, for routes of these roles; the route itself has checked."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    async def __call__(self, request: Request) -> Viewer:
        viewer: Viewer = request.state.viewer
        return viewer


def roles_of(dependant: Dependant) -> frozenset[Role]:
    """The roles that a route declares; raises `TypeError` when it declares none."""
    declared = [call.roles for call in _calls(dependant) if isinstance(call, For)]
    if not declared:
        raise TypeError(f"{dependant.path or 'a route'} of the console does not say which roles may call it")
    return frozenset.intersection(*declared)


def _calls(dependant: Dependant) -> Iterator[object]:
    for part in dependant.dependencies:
        yield part.call
        yield from _calls(part)


# ---------------------------------------------------------------- who is who

_OFFICE: tuple[Role, ...] = ("office_lead", "reviewer", "auditor")

Anyone = Annotated[Viewer, Depends(For(*ROLES))]  # who is signed in, whatever the role
Administrator = Annotated[Viewer, Depends(For("administrator"))]
Lead = Annotated[Viewer, Depends(For("office_lead"))]
Decider = Annotated[Viewer, Depends(For(*DECIDERS))]
Office = Annotated[Viewer, Depends(For(*_OFFICE))]  # sees all that the office sees
Onlooker = Annotated[Viewer, Depends(For(*_OFFICE, "local_office", "institution"))]  # sees what is their own
Counter = Annotated[Viewer, Depends(For(*_OFFICE, "local_office", "institution", "administrator"))]  # sees numbers only
Accountable = Annotated[Viewer, Depends(For("administrator", "auditor"))]  # looks at who saw what
