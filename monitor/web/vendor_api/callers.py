"""Who asks: the key is looked at, and its rate kept, before anything else of a request is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from monitor.core.callers import Caller, OwnerKind, Scope
from monitor.flows.collector import Collector
from monitor.flows.rate import Buckets
from monitor.web.needs import the_collector
from monitor.web.problems import Refusal

api_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="api key",
    description="The key that the office gave to the platform's or the institution's server.",
)


async def identify(request: Request) -> Caller:
    """The caller whose key was given; raises `Refusal` 401 or 429."""
    collector = the_collector(request)
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        raise _unauthorised("The API key is missing.")
    now = collector.monitor.clock.now()
    try:
        caller = await asyncio.to_thread(collector.monitor.registry.caller_by_key, text.strip(), now)
    except collector.monitor.registry_error as error:
        raise _unauthorised("The API key is not valid.") from error
    _keep_rate(request, collector, caller, now)
    request.state.caller = caller
    return caller


def _keep_rate(request: Request, collector: Collector, caller: Caller, now: int) -> None:
    state, limits = request.app.state, collector.monitor.limits
    if getattr(state, "api_rates", None) is None:
        state.api_rates = Buckets(limits.api_requests_per_second, limits.api_request_burst)
    wait = state.api_rates.wait_ms(caller.key, now)
    if wait:
        seconds = str(-(-wait // 1000))
        raise Refusal(
            429,
            "rate_limited",
            "This key has asked too often.",
            remedy="Wait for the seconds of Retry-After, then send the request again.",
            headers={"Retry-After": seconds},
        )


def _unauthorised(detail: str) -> Refusal:
    return Refusal(
        401,
        "unauthorized",
        detail,
        field="Authorization",
        remedy="Send a valid key in the Authorization header: Bearer <key>.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def may(scope: Scope, kind: OwnerKind | None = None) -> Callable[..., Awaitable[Caller]]:
    """The caller, if the key is good for this; raises `Refusal` 403."""

    async def checked(
        request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(api_bearer)]
    ) -> Caller:
        caller: Caller = request.state.caller
        refuse_others(caller, scope, kind)
        return caller

    return checked


def refuse_others(caller: Caller, scope: Scope, kind: OwnerKind | None = None) -> None:
    """Raise `Refusal` 403 for a key of another kind or without this scope."""
    if kind is not None and caller.kind != kind:
        raise _forbidden(f"This is for the key of a {kind}.")
    if scope not in caller.scopes:
        raise _forbidden(f"This key has no scope {scope}.")


def _forbidden(detail: str) -> Refusal:
    return Refusal(
        403,
        "forbidden",
        detail,
        field="Authorization",
        remedy="Use a key that is good for it, or ask the office for one.",
    )


Reader = Annotated[Caller, Depends(may("read"))]
Teacher = Annotated[Caller, Depends(may("learn", "platform"))]
Enroller = Annotated[Caller, Depends(may("enrol"))]
Author = Annotated[Caller, Depends(may("content"))]
Confirmer = Annotated[Caller, Depends(may("confirm", "institution"))]
Listener = Annotated[Caller, Depends(may("webhooks"))]
KeyHolder = Annotated[Caller, Depends(may("keys"))]
