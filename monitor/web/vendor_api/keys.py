"""A caller looks at its own keys, changes over to a new one, and ends one that leaked."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from monitor.core.callers import ApiKey, Caller
from monitor.flows.collector import Collector
from monitor.web.needs import TheCollector
from monitor.web.times import moment, moment_or_none
from monitor.web.vendor_api.callers import KeyHolder
from monitor.web.vendor_api.common import Name, api_router, nothing_of_this_name
from monitor.web.vendor_api.paging import Page, ThePage

router = api_router("keys")

_HOUR_MS = 3_600_000


class Key(BaseModel):
    """What may be known of a key; the key itself is shown once, when it is issued."""

    key: str = Field(description="Its name, which is no secret.")
    scopes: list[str]
    label: str
    person: str = Field(description="Whose own key it is; empty for the key of a server.")
    issued_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class Rotation(BaseModel):
    """How long the old key goes on beside the new one."""

    overlap_hours: Annotated[int, Field(ge=0, le=720)] = 24


class NewKey(BaseModel):
    """The new key, to be read this once."""

    secret: str


@router.get("/keys")
async def get_keys(collector: TheCollector, caller: KeyHolder, page: ThePage) -> Page[Key]:
    """The caller's keys, ended ones too."""
    keys = sorted(await _mine(collector, caller), key=lambda key: key.key)
    following = [key for key in keys if key.key > page.after]
    return page.page(following[: page.one_more], lambda key: key.key, _shown)


@router.post("/keys/rotate", status_code=201)
async def post_rotation(wanted: Rotation, collector: TheCollector, caller: KeyHolder) -> NewKey:
    """A new key with the scopes of the one that asks, which itself ends after the overlap."""
    monitor = collector.monitor
    now = monitor.clock.now()
    secret = await asyncio.to_thread(
        monitor.registry.rotate_key, caller.key, now, old_until=now + wanted.overlap_hours * _HOUR_MS
    )
    return NewKey(secret=secret)


@router.delete("/keys/{key}", status_code=204)
async def delete_key(key: Name, collector: TheCollector, caller: KeyHolder) -> Response:
    """End one of the caller's keys at once."""
    if key not in {mine.key for mine in await _mine(collector, caller)}:
        raise nothing_of_this_name("key", key)
    await asyncio.to_thread(collector.monitor.registry.revoke_key, key, collector.monitor.clock.now())
    return Response(status_code=204)


async def _mine(collector: Collector, caller: Caller) -> list[ApiKey]:
    return list(await asyncio.to_thread(collector.monitor.registry.keys_of, caller.owner, caller.kind))


def _shown(key: ApiKey) -> Key:
    return Key(
        key=key.key,
        scopes=list(key.scopes),
        label=key.label,
        person=key.person,
        issued_at=moment(key.issued_at),
        expires_at=moment_or_none(key.expires_at),
        revoked_at=moment_or_none(key.revoked_at),
    )
