"""Signing in and out, taking up an invitation, and who one is."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from monitor.core.accounts import LONGEST, ROLE_WORDS, PasswordFault, Viewer
from monitor.flows import accounts
from monitor.flows.collector import Collector
from monitor.flows.sign_in import Comer, LockedOut, SignInRefused, TooManyTries, sign_in
from monitor.web.console.access import Anyone
from monitor.web.console.operations import Operation
from monitor.web.console.route import NumbersRoute, OpenRoute, console_router
from monitor.web.console.visits import (
    clear_cookie,
    csrf_token,
    know_browser,
    known_browser,
    set_cookie,
    token_of,
)
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.times import moment

open_router = APIRouter(route_class=OpenRoute, tags=["console: sign-in"])
router = console_router("sign-in", NumbersRoute)

Password = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="What the authenticator app shows.")]
Token = Annotated[str, Field(min_length=1, max_length=128)]

_FAULTS: dict[PasswordFault, str] = {
    "too_short": "The password has fewer than 12 characters.",
    "too_long": "The password has more than 128 characters.",
    "holds_account": "The password holds the account's name.",
    "monotonous": "The password repeats a few characters.",
}


class Credentials(BaseModel):
    """What a person knows and has."""

    account: Annotated[str, Field(min_length=1, max_length=64)]
    password: Password
    code: Code


class InvitationToken(BaseModel):
    """From the address that the administrator handed out."""

    token: Token


class Acceptance(InvitationToken):
    """What the person chose, and that the app is set up."""

    password: Password
    code: Code


class ViewerSaid(BaseModel):
    """A person as the console shows one."""

    account: str
    title: str
    role: str
    role_text: dict[str, str]
    tenant: str = Field(description="Whose data the person sees: an office, an institution, a trainee; empty for all.")

    @classmethod
    def of(cls, viewer: Viewer) -> ViewerSaid:
        return cls(
            account=viewer.account,
            title=viewer.title,
            role=viewer.role,
            role_text=ROLE_WORDS[viewer.role],
            tenant=viewer.tenant.name,
        )


class InvitationSaid(BaseModel):
    """For whom an invitation is, and what goes into the authenticator app."""

    viewer: ViewerSaid
    secret: str = Field(description="To type into the app (base32).")
    link: str = Field(description="The same for a QR code.")
    expires_at: datetime


class SignedIn(BaseModel):
    """Who is signed in, and what this person may do."""

    viewer: ViewerSaid
    csrf: str = Field(description="Goes with every write, as X-CSRF-Token.")
    operations: list[str] = Field(description="What the role may call, each as method and path.")
    purpose: str = Field(description="Of the rules in force: certification or demonstration.")


# ---------------------------------------------------------------- before signing in


@open_router.post("/sign-in", status_code=204)
async def post_sign_in(given: Credentials, request: Request, collector: TheCollector) -> Response:
    """Sign in with password and code."""
    comer = Comer(
        address=request.client.host if request.client else "",
        browser=request.headers.get("user-agent", "")[:200],
        known=known_browser(request),
    )
    try:
        token = await sign_in(collector, given.account, given.password, given.code, comer)
    except SignInRefused as error:
        raise Refusal(
            401,
            "sign_in_refused",
            "Account, password and code do not belong together.",
            field="password",
            remedy="Check all three; a code works once, so wait for the next one.",
        ) from error
    except TooManyTries as error:
        raise _too_many(error.wait_ms) from error
    except LockedOut as error:
        raise locked(error.wait_ms) from error
    response = Response(status_code=204)
    set_cookie(request, response, token)
    know_browser(request, response, _known_again(collector, given.account, comer.known))
    return response


def _known_again(collector: Collector, account: str, known: str) -> str:
    browsers, now = collector.browsers, collector.monitor.clock.now()
    return browsers.text(account, browsers.number(account, known, now) or secrets.token_hex(16), now)


def locked(wait_ms: int) -> Refusal:
    """Too many failures under one account."""
    return Refusal(
        429,
        "locked_out",
        "Signing in failed too often under this account.",
        field="account",
        remedy="Wait for the seconds of Retry-After; use a browser in which you signed in before, which is counted "
        "apart; or ask an administrator to unlock the account.",
        headers=_retry_after(wait_ms),
    )


def _too_many(wait_ms: int) -> Refusal:
    return Refusal(
        429,
        "too_many_tries",
        "Too many tries to sign in came from your network address.",
        field="account",
        remedy="Wait for the seconds of Retry-After, or use a browser in which you signed in before.",
        headers=_retry_after(wait_ms),
    )


def _retry_after(wait_ms: int) -> dict[str, str]:
    return {"Retry-After": str(-(-wait_ms // 1000))}


@open_router.post("/invitation")
async def post_invitation(given: InvitationToken, collector: TheCollector) -> InvitationSaid:
    """What an invitation says; the token comes in the body, so that no log of addresses has it."""
    found = await asyncio.to_thread(accounts.invitation, collector.monitor, given.token)
    return InvitationSaid(
        viewer=ViewerSaid.of(found.viewer), secret=found.secret, link=found.link, expires_at=moment(found.expires_at)
    )


@open_router.post("/invitation/acceptance", status_code=204)
async def post_acceptance(given: Acceptance, collector: TheCollector) -> Response:
    """Set password and app; the person signs in afterwards, with the next code."""
    try:
        await asyncio.to_thread(accounts.accept, collector.monitor, given.token, given.password, given.code)
    except accounts.BadPassword as error:
        raise bad_password(error) from error
    except accounts.WrongCode as error:
        raise wrong_code() from error
    return Response(status_code=204)


def bad_password(error: accounts.BadPassword) -> Refusal:
    """What speaks against a new password, and what a good one is."""
    remedy = "Choose 12 to 128 characters, such as four unrelated words."
    return Refusal(422, error.fault, _FAULTS[error.fault], field="password", remedy=remedy)


def wrong_code() -> Refusal:
    """The code of another moment, or of another app."""
    return Refusal(
        422,
        "wrong_code",
        "The code is not the one that the authenticator app shows now.",
        field="code",
        remedy="Set the phone's clock to automatic, and type the code that is shown now.",
    )


# ---------------------------------------------------------------- signed in


@router.get("/session")
async def get_session(request: Request, collector: TheCollector, viewer: Anyone) -> SignedIn:
    """Who is signed in."""
    operations: list[Operation] = request.app.state.console_operations
    return SignedIn(
        viewer=ViewerSaid.of(viewer),
        csrf=csrf_token(collector, token_of(request)),
        operations=[one.name for one in operations if viewer.role in one.roles],
        purpose=collector.monitor.pack.purpose,
    )


@router.post("/sign-out", status_code=204)
async def post_sign_out(request: Request, collector: TheCollector, _: Anyone) -> Response:
    """End this sign-in."""
    await asyncio.to_thread(collector.monitor.registry.close_visit, token_of(request))
    return _signed_out(request)


@router.post("/sign-out-everywhere", status_code=204)
async def post_sign_out_everywhere(request: Request, collector: TheCollector, viewer: Anyone) -> Response:
    """End every sign-in of this person, on all computers."""
    await asyncio.to_thread(collector.monitor.registry.close_visits, viewer.account)
    return _signed_out(request)


def _signed_out(request: Request) -> Response:
    response = Response(status_code=204)
    clear_cookie(request, response)
    return response
