"""API keys of platforms and institutions: who has which, issuing, changing over without a gap, and ending them."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from monitor.core.callers import ApiKey, OwnerKind, Scope
from monitor.web.console.access import Administrator
from monitor.web.console.route import because, console_router
from monitor.web.needs import TheCollector
from monitor.web.times import moment, moment_or_none
from monitor.web.vendor_api.common import Id, Name
from monitor.web.vendor_api.keys import NewKey, Rotation
from monitor.web.vendor_api.paging import Page, ThePage

router = console_router("keys")

_DAY_MS, _HOUR_MS = 86_400_000, 3_600_000


class KeyWanted(BaseModel):
    """A key that is to be issued."""

    kind: OwnerKind
    owner: Id
    scopes: list[Scope] = Field([], max_length=16, description="What it is good for; all of its kind if none.")
    person: str = Field("", max_length=64, description="One person of an institution, who alone speaks with it.")
    label: str = Field("", max_length=128, description="What it is for, in words.")
    days: int = Field(0, ge=0, le=3650, description="For how many days; 0 for no end.")


class KeySaid(BaseModel):
    """What may be known of a key; the key itself is shown once, when it is issued."""

    key: str = Field(description="Its name, which is no secret.")
    kind: OwnerKind
    owner: str
    scopes: list[Scope]
    label: str
    person: str
    issued_at: datetime
    used_at: datetime | None = Field(description="When it was last used, to the hour; null for never.")
    expires_at: datetime | None
    revoked_at: datetime | None
    live: bool


@router.get("/keys")
async def get_keys(
    collector: TheCollector,
    page: ThePage,
    _: Administrator,
    *,
    owner: Annotated[str, Query(max_length=128, description="Of this platform or institution.")] = "",
    live: Annotated[bool, Query(description="Only keys that are good now.")] = False,
) -> Page[KeySaid]:
    """API keys by name, with what each is good for and when it was last used."""
    now = collector.monitor.clock.now()
    found = await asyncio.to_thread(
        collector.monitor.registry.key_lines,
        owner=owner.strip(),
        live_at=now if live else None,
        after=page.after,
        limit=page.one_more,
    )
    return page.page(found, lambda one: one.key, lambda one: _said(one, now))


@router.post("/keys", status_code=201)
async def post_key(given: KeyWanted, request: Request, collector: TheCollector, _: Administrator) -> NewKey:
    """Issue a key and show it, this once; earlier keys go on."""
    because(request, owner=f"{given.kind}/{given.owner}", person=given.person, scopes=",".join(given.scopes))
    now = collector.monitor.clock.now()
    secret = await asyncio.to_thread(
        collector.monitor.registry.issue_key,
        given.owner,
        now,
        kind=given.kind,
        scopes=given.scopes,
        person=given.person,
        label=given.label,
        expires_at=now + given.days * _DAY_MS if given.days else None,
    )
    return NewKey(secret=secret)


@router.post("/keys/{key}/rotations", status_code=201)
async def post_rotation(
    key: Name, given: Rotation, request: Request, collector: TheCollector, _: Administrator
) -> NewKey:
    """A key in the place of another, which goes on for some hours so that nothing stands still."""
    because(request, overlap_hours=str(given.overlap_hours))
    now = collector.monitor.clock.now()
    until = now + given.overlap_hours * _HOUR_MS
    return NewKey(secret=await asyncio.to_thread(collector.monitor.registry.rotate_key, key, now, old_until=until))


@router.delete("/keys/{key}", status_code=204)
async def delete_key(key: Name, collector: TheCollector, _: Administrator) -> Response:
    """End a key at once."""
    await asyncio.to_thread(collector.monitor.registry.revoke_key, key, collector.monitor.clock.now())
    return Response(status_code=204)


def _said(one: ApiKey, now: int) -> KeySaid:
    return KeySaid(
        key=one.key,
        kind=one.kind,
        owner=one.owner,
        scopes=list(one.scopes),
        label=one.label,
        person=one.person,
        issued_at=moment(one.issued_at),
        used_at=moment_or_none(one.used_at),
        expires_at=moment_or_none(one.expires_at),
        revoked_at=moment_or_none(one.revoked_at),
        live=one.revoked_at is None and (one.expires_at is None or now <= one.expires_at),
    )
