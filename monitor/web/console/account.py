"""One's own account: password, authenticator app, and where one is signed in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import BaseModel, Field

from monitor.core.accounts import VisitRecord, token_hash, visit_name
from monitor.flows import accounts
from monitor.flows.own_account import WrongPassword, another_app, change_password
from monitor.flows.sign_in import LockedOut
from monitor.web.console.access import Anyone
from monitor.web.console.route import NumbersRoute, console_router
from monitor.web.console.sign_in import Code, InvitationToken, Password, bad_password, locked, wrong_code
from monitor.web.console.visits import token_of
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.times import moment

router = console_router("account", NumbersRoute)


class NewPassword(BaseModel):
    """The password until now, and the next one."""

    old: Password
    password: Password


class AppWanted(BaseModel):
    """What proves that it is the person, with the app that is to be replaced."""

    password: Password
    code: Code


class VisitSaid(BaseModel):
    """A sign-in that lasts."""

    visit: str
    opened_at: datetime
    seen_at: datetime = Field(description="When it was last used, to the minute.")
    address: str
    browser: str = Field(description="What the browser says of itself.")
    here: bool = Field(description="Whether it is the one that asks.")


class VisitsSaid(BaseModel):
    """Where one is signed in."""

    visits: list[VisitSaid]


@router.put("/account/password", status_code=204)
async def put_password(given: NewPassword, request: Request, collector: TheCollector, viewer: Anyone) -> Response:
    """Change one's password; open invitations and every other sign-in of the person end."""
    with _said():
        await change_password(collector, viewer, given.old, given.password, token=token_of(request))
    return Response(status_code=204)


@router.post("/account/app", status_code=201)
async def post_app(given: AppWanted, collector: TheCollector, viewer: Anyone) -> InvitationToken:
    """Begin with another authenticator app: an invitation to oneself for ten minutes; the old one works until then."""
    with _said():
        return InvitationToken(token=await another_app(collector, viewer, given.password, given.code))


@router.get("/account/visits")
async def get_visits(request: Request, collector: TheCollector, viewer: Anyone) -> VisitsSaid:
    """Where one is signed in, the latest first."""
    registry, now = collector.monitor.registry, collector.monitor.clock.now()
    found = await asyncio.to_thread(registry.visits, viewer.account, now)
    here = visit_name(token_hash(token_of(request)))
    return VisitsSaid(visits=[_visit(one, here) for one in found])


@router.delete("/account/visits", status_code=204)
async def delete_other_visits(request: Request, collector: TheCollector, viewer: Anyone) -> Response:
    """End every sign-in of this person but the one that asks."""
    await asyncio.to_thread(collector.monitor.registry.close_visits, viewer.account, but=token_of(request))
    return Response(status_code=204)


@router.delete("/account/visits/{visit}", status_code=204)
async def delete_visit(
    visit: Annotated[str, Path(min_length=1, max_length=64)], collector: TheCollector, viewer: Anyone
) -> Response:
    """End one of one's own sign-ins."""
    await asyncio.to_thread(collector.monitor.registry.close_named_visit, viewer.account, visit)
    return Response(status_code=204)


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except WrongPassword as error:
        raise Refusal(
            422,
            "wrong_password",
            "This is not your password.",
            field="old",
            remedy="Type the password with which you sign in.",
        ) from error
    except LockedOut as error:
        raise locked(error.wait_ms) from error
    except accounts.BadPassword as error:
        raise bad_password(error) from error
    except accounts.WrongCode as error:
        raise wrong_code() from error


def _visit(one: VisitRecord, here: str) -> VisitSaid:
    return VisitSaid(
        visit=one.visit,
        opened_at=moment(one.opened_at),
        seen_at=moment(one.seen_at),
        address=one.address,
        browser=one.browser,
        here=one.visit == here,
    )
