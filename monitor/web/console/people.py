"""Who may use the console: inviting people, their roles, and letting them in again or no more."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from monitor.core.accounts import EVERYTHING, ROLE_WORDS, SEES, AccountRecord, AccountState, Role, Tenant, locked_until
from monitor.flows import accounts
from monitor.flows.collector import Collector
from monitor.web.console.access import Administrator
from monitor.web.console.route import because, console_router
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ACCOUNT
from monitor.web.times import moment, moment_or_none
from monitor.web.vendor_api.common import Name, nothing_of_this_name
from monitor.web.vendor_api.paging import Page, ThePage

router = console_router("people")


class Post(BaseModel):
    """A role, and whose data it sees."""

    role: Role
    tenant: str = Field(
        "", max_length=128, description="The office, institution or trainee; empty for roles that see all."
    )

    def sees(self) -> Tenant:
        """As the registry has it; an empty name is refused there for a role that does not see all."""
        kind = SEES[self.role]
        return EVERYTHING if kind == "all" and not self.tenant else Tenant(kind=kind, name=self.tenant)


class Newcomer(Post):
    """Somebody who is to have an account."""

    account: Annotated[str, Field(pattern=f"^{ACCOUNT.pattern}$", description="1 to 64 letters, digits and ._@-")]
    title: str = Field("", max_length=128, description="The person's name; the account's unless told otherwise.")


class Again(BaseModel):
    """Why somebody is invited again."""

    at_once: bool = Field(
        default=False, description="Password, app and sign-ins end now, as after a theft; else when it is taken up."
    )


class Invited(BaseModel):
    """What the person opens, once, within 72 hours; it is shown this once."""

    url: str
    expires_at: datetime


class UserSaid(BaseModel):
    """An account as the administrator sees it."""

    account: str
    title: str
    role: Role
    role_text: dict[str, str]
    tenant: str
    state: AccountState
    created_by: str
    created_at: datetime
    ended_at: datetime | None
    locked_until: datetime | None = Field(
        description="Until when tries from strange browsers are refused, if they are."
    )
    visits: int = Field(description="How many sign-ins last.")


@router.get("/people")
async def get_people(
    collector: TheCollector,
    page: ThePage,
    _: Administrator,
    *,
    role: Annotated[Role | None, Query()] = None,
    state: Annotated[AccountState | None, Query()] = None,
    text: Annotated[str, Query(max_length=128, description="In account or name.")] = "",
) -> Page[UserSaid]:
    """Everybody who may sign in or could once, by account."""

    def found() -> list[tuple[AccountRecord, UserSaid]]:
        records = collector.monitor.registry.accounts(
            after=page.after, role=role, state=state, text=text.strip(), limit=page.one_more
        )
        return [(record, _said(collector, record)) for record in records]

    return page.page(await asyncio.to_thread(found), lambda one: one[0].viewer.account, lambda one: one[1])


@router.get("/people/{account}")
async def get_person(account: Name, collector: TheCollector, _: Administrator) -> UserSaid:
    """One account."""
    return await asyncio.to_thread(_person, collector, account)


@router.post("/people", status_code=201)
async def post_person(given: Newcomer, request: Request, collector: TheCollector, viewer: Administrator) -> Invited:
    """Add a person, and make the invitation with which this person sets a password and an app."""
    because(request, account=given.account, role=given.role, tenant=given.tenant)
    token = await asyncio.to_thread(
        accounts.add,
        collector.monitor,
        given.account,
        title=given.title.strip() or given.account,
        role=given.role,
        tenant=given.sees(),
        by=viewer.account,
    )
    return _invited(collector, request, token)


@router.post("/people/{account}/invitations", status_code=201)
async def post_invitation_again(
    account: Name, given: Again, request: Request, collector: TheCollector, _: Administrator
) -> Invited:
    """Invite somebody again who lost the password or the phone; earlier invitations end."""
    because(request, at_once=str(given.at_once).lower())
    token = await asyncio.to_thread(accounts.invite_again, collector.monitor, account, at_once=given.at_once)
    return _invited(collector, request, token)


@router.put("/people/{account}/role")
async def put_role(account: Name, given: Post, request: Request, collector: TheCollector, _: Administrator) -> UserSaid:
    """Give somebody another role, whose sign-ins and invitations end; the last administrator keeps it."""
    because(request, role=given.role, tenant=given.tenant)
    change = collector.monitor.registry.change_role
    await asyncio.to_thread(change, account, role=given.role, tenant=given.sees())
    return await asyncio.to_thread(_person, collector, account)


@router.delete("/people/{account}", status_code=204)
async def delete_person(account: Name, collector: TheCollector, viewer: Administrator) -> Response:
    """Let somebody sign in no more, for good; the last administrator stays."""
    monitor = collector.monitor
    await asyncio.to_thread(monitor.registry.end_account, account, by=viewer.account, at=monitor.clock.now())
    return Response(status_code=204)


@router.delete("/people/{account}/failures", status_code=204)
async def delete_failures(account: Name, collector: TheCollector, _: Administrator) -> Response:
    """Unlock somebody under whose name signing in failed too often."""
    await asyncio.to_thread(collector.monitor.registry.unlock, account)
    return Response(status_code=204)


@router.delete("/people/{account}/visits", status_code=204)
async def delete_visits(account: Name, collector: TheCollector, _: Administrator) -> Response:
    """End every sign-in and open invitation of a person."""
    await asyncio.to_thread(collector.monitor.registry.close_visits, account)
    return Response(status_code=204)


def _person(collector: Collector, account: str) -> UserSaid:
    record = collector.monitor.registry.account(account)
    if record is None:
        raise nothing_of_this_name("account", account)
    return _said(collector, record)


def _said(collector: Collector, record: AccountRecord) -> UserSaid:
    registry, now = collector.monitor.registry, collector.monitor.clock.now()
    viewer = record.viewer
    locked = locked_until(*registry.sign_in_failures(viewer.account))
    return UserSaid(
        account=viewer.account,
        title=viewer.title,
        role=viewer.role,
        role_text=ROLE_WORDS[viewer.role],
        tenant=viewer.tenant.name,
        state=record.state,
        created_by=record.created_by,
        created_at=moment(record.created_at),
        ended_at=moment_or_none(record.ended_at),
        locked_until=moment(locked) if locked > now else None,
        visits=len(registry.visits(viewer.account, now)),
    )


def _invited(collector: Collector, request: Request, token: str) -> Invited:
    """Behind the #, which browsers send to nobody, so that no log of addresses has the token."""
    base = collector.monitor.public_url or str(request.base_url).rstrip("/")
    ends = collector.monitor.clock.now() + accounts.INVITATION_MS
    return Invited(url=f"{base}/console/invitation#{token}", expires_at=moment(ends))
