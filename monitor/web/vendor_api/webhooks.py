"""Where a platform or an institution wants to be told what happens, and what became of what it was told."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, Field

from monitor.core import webhooks
from monitor.core.callers import Caller
from monitor.core.webhooks import Event, State, secret_text
from monitor.flows.collector import Collector
from monitor.flows.webhooks import SEALED_AS, moment
from monitor.ports import UrlRefused
from monitor.web import times
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.vendor_api.callers import Listener
from monitor.web.vendor_api.common import Name, api_router, nothing_of_this_name
from monitor.web.vendor_api.paging import Page, ThePage

router = api_router("webhooks")

_SECRET_BYTES = 32
_MOST_ENDPOINTS = 20
_HOUR_MS = 3_600_000


class EndpointWanted(BaseModel):
    """An address of the caller's server."""

    url: Annotated[str, Field(min_length=1, max_length=2048)] = Field(description="An https:// address.")
    events: list[Event] = Field([], max_length=16, description="What to be told; empty for everything.")


class Endpoint(BaseModel):
    """A registered address."""

    endpoint: str
    url: str
    events: list[Event]
    created_at: datetime
    disabled_at: datetime | None
    disabled_why: str


class NewEndpoint(Endpoint):
    """A registered address with the secret that its messages are signed with, to be read this once."""

    secret: str = Field(description="whsec_…, for the verification of `webhook-signature`.")


class SecretRotation(BaseModel):
    """How long messages are signed with the old secret too."""

    overlap_hours: Annotated[int, Field(ge=0, le=720)] = 24


class NewSecret(BaseModel):
    """The new secret, to be read this once."""

    secret: str


class Delivery(BaseModel):
    """One message on its way to one endpoint."""

    delivery: int
    message: str = Field(description="The `webhook-id` of every try.")
    event: Event
    endpoint: str
    state: State
    attempts: int
    next_try_at: datetime | None
    last_status: int | None
    last_error: str
    delivered_at: datetime | None


class Replayed(BaseModel):
    """How many endpoints are told again."""

    deliveries: int


@router.post("/webhooks", status_code=201)
async def post_webhook(wanted: EndpointWanted, collector: TheCollector, caller: Listener) -> NewEndpoint:
    """Register an endpoint and get its secret."""
    monitor = collector.monitor
    _check(collector, wanted.url)
    if len(await _mine(collector, caller)) >= _MOST_ENDPOINTS:
        raise Refusal(
            409,
            "too_many_endpoints",
            f"There are {_MOST_ENDPOINTS} endpoints already.",
            field="url",
            remedy="Delete one that is not needed.",
        )
    secret = secrets.token_bytes(_SECRET_BYTES)
    made = await asyncio.to_thread(
        monitor.registry.add_endpoint,
        caller.owner,
        caller.kind,
        url=wanted.url,
        events=list(dict.fromkeys(wanted.events)),
        secret=monitor.seal.close(secret, SEALED_AS),
        at=monitor.clock.now(),
    )
    return NewEndpoint(**_shown(made).model_dump(), secret=secret_text(secret))


@router.get("/webhooks")
async def get_webhooks(collector: TheCollector, caller: Listener, page: ThePage) -> Page[Endpoint]:
    """The caller's endpoints."""
    following = [one for one in await _mine(collector, caller) if one.endpoint > page.after]
    return page.page(following[: page.one_more], lambda one: one.endpoint, _shown)


@router.delete("/webhooks/{endpoint}", status_code=204)
async def delete_webhook(endpoint: Name, collector: TheCollector, caller: Listener) -> Response:
    """Be told nothing more there; the record of what was told stays."""
    await _own(collector, caller, endpoint)
    await asyncio.to_thread(
        collector.monitor.registry.disable_endpoint, endpoint, "deleted by its owner", collector.monitor.clock.now()
    )
    return Response(status_code=204)


@router.post("/webhooks/{endpoint}/rotate", status_code=201)
async def post_webhook_rotation(
    endpoint: Name, wanted: SecretRotation, collector: TheCollector, caller: Listener
) -> NewSecret:
    """A new secret; for the overlap every message carries a signature of either."""
    monitor = collector.monitor
    await _own(collector, caller, endpoint)
    secret = secrets.token_bytes(_SECRET_BYTES)
    await asyncio.to_thread(
        monitor.registry.rotate_endpoint,
        endpoint,
        secret=monitor.seal.close(secret, SEALED_AS),
        old_until=monitor.clock.now() + wanted.overlap_hours * _HOUR_MS,
    )
    return NewSecret(secret=secret_text(secret))


@router.post("/webhooks/{endpoint}/test", status_code=202)
async def post_webhook_test(endpoint: Name, collector: TheCollector, caller: Listener) -> Replayed:
    """Send a `webhook.test` there, as every other message is sent."""
    monitor = collector.monitor
    await _own(collector, caller, endpoint)
    now = monitor.clock.now()
    message = webhooks.message(
        "webhook.test", f"{endpoint} {secrets.token_hex(8)}", now, moment(now), {"endpoint": endpoint}
    )
    await asyncio.to_thread(monitor.registry.announce_to, message, endpoint)
    return Replayed(deliveries=1)


@router.get("/webhooks/deliveries")
async def get_deliveries(
    collector: TheCollector,
    caller: Listener,
    page: ThePage,
    state: Annotated[State | None, Query(description="Those in this state alone.")] = None,
) -> Page[Delivery]:
    """What was told in the last 30 days, in order; `dead` are those that were given up."""
    rows = await asyncio.to_thread(
        collector.monitor.registry.deliveries,
        caller.owner,
        caller.kind,
        state=state,
        after=int(page.after or 0),
        most=page.one_more,
    )
    return page.page(rows, lambda row: str(row.delivery), _delivery)


@router.post("/webhooks/messages/{message}/replay", status_code=202)
async def post_replay(message: Name, collector: TheCollector, caller: Listener) -> Replayed:
    """Send a message again to the caller's endpoints, from the first try on, whether it was delivered or given up."""
    count = await asyncio.to_thread(
        collector.monitor.registry.replay, message, collector.monitor.clock.now(), caller.owner, caller.kind
    )
    if not count:
        raise nothing_of_this_name("message", message)
    return Replayed(deliveries=count)


def _check(collector: Collector, url: str) -> None:
    try:
        collector.monitor.webhook_sender.check(url)
    except UrlRefused as error:
        raise Refusal(
            422, "url_refused", str(error), field="url", remedy="Name a public https:// address of your server."
        ) from error


async def _mine(collector: Collector, caller: Caller) -> list[webhooks.Endpoint]:
    every = await asyncio.to_thread(collector.monitor.registry.endpoints_of, caller.owner, caller.kind)
    return [one for one in every if one.disabled_why != "deleted by its owner"]


async def _own(collector: Collector, caller: Caller, endpoint: str) -> None:
    mine = {one.endpoint: one for one in await _mine(collector, caller)}
    if endpoint not in mine:
        raise nothing_of_this_name("endpoint", endpoint)


def _shown(one: webhooks.Endpoint) -> Endpoint:
    return Endpoint(
        endpoint=one.endpoint,
        url=one.url,
        events=list(one.events),
        created_at=times.moment(one.created_at),
        disabled_at=times.moment_or_none(one.disabled_at),
        disabled_why=one.disabled_why,
    )


def _delivery(row: webhooks.Delivery) -> Delivery:
    return Delivery(
        delivery=row.delivery,
        message=row.message,
        event=row.event,
        endpoint=row.endpoint,
        state=row.state,
        attempts=row.attempts,
        next_try_at=times.moment(row.due_at) if row.state == "pending" else None,
        last_status=row.last_status,
        last_error=row.last_error,
        delivered_at=times.moment_or_none(row.delivered_at),
    )
