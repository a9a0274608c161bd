"""One id for all that a request or a connection causes: the caller's own (W3C Trace Context), else a new one."""

from __future__ import annotations

import re
import secrets

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.flows.log_context import bound
from monitor.flows.monitor import Monitor

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?P<trace>(?!0{32})[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


class Traces:
    """Binds the trace id for whatever is logged on the way, and makes a span of every request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        parent = HTTPConnection(scope).headers.get("traceparent", "")
        if scope["type"] == "websocket":  # it lasts for an hour, and nobody would see it before
            with bound(trace=trace_of(parent)):
                await self._app(scope, receive, send)
            return
        monitor: Monitor = scope["app"].state.monitor
        with (
            monitor.tracer.span(scope["method"], {}, parent) as span,
            bound(trace=span.trace or trace_of(parent)),
        ):
            try:
                await self._app(scope, receive, send)
            finally:
                span.rename(f"{scope['method']} {_route(scope)}")


def _route(scope: Scope) -> str:
    """The path as the route writes it, without anybody's id."""
    return str(getattr(scope.get("route"), "path", "unknown"))


def trace_of(traceparent: str) -> str:
    """The trace id (32 hex digits) of a `traceparent` header, or a new one where it says none."""
    read = _TRACEPARENT.fullmatch(traceparent)
    return read["trace"] if read else secrets.token_hex(16)
