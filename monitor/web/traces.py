"""One id for all that a request or a connection causes: the caller's own (W3C Trace Context), else a new one."""

from __future__ import annotations

import re
import secrets

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.flows.log_context import bound

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?P<trace>(?!0{32})[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


class Traces:
    """Binds the trace id for whatever is logged on the way."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        with bound(trace=trace_of(HTTPConnection(scope).headers.get("traceparent", ""))):
            await self._app(scope, receive, send)


def trace_of(traceparent: str) -> str:
    """The trace id (32 hex digits) of a `traceparent` header, or a new one where it says none."""
    read = _TRACEPARENT.fullmatch(traceparent)
    return read["trace"] if read else secrets.token_hex(16)
