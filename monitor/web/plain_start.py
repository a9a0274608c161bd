"""What keeps a collector from beginning is one sentence in its log, where it was written for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class PlainStart:
    """Lets the server write a known refusal without the traceback that comes with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def plainly(message: Message) -> None:
            failed = message["type"] == "lifespan.startup.failed"
            refusal = getattr(scope["app"].state, "refusal", "") if failed else ""
            await send({**message, "message": refusal} if refusal else message)

        await self._app(scope, receive, plainly)


@contextmanager
def noting_refusals(app: FastAPI) -> Iterator[None]:
    """Keep what a start is refused for; a mistake of ours keeps its traceback."""
    try:
        yield
    except Exception as error:
        # The project's own errors are written for people.
        app.state.refusal = str(error) if type(error).__module__.startswith("monitor.") else ""
        raise
