"""Runs a web application in this process, on a local port, for as long as a block lasts."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn

from monitor.web.server import KEEP_ALIVE_S

START_LIMIT = 30.0


class _Server(uvicorn.Server):
    """Leaves Ctrl-C to the program that embeds it, and says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Captures nothing: the demonstration ends everything in its own order."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def free_port() -> socket.socket:
    """A bound socket on a free local port; hand it to `served` so that nobody else takes the port meanwhile."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    return listener


def address_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def served(app: Callable[..., Any], listener: socket.socket | None = None, **options: Any) -> AsyncIterator[str]:
    """Serve the application; yields its address and ends it, with all its connections, at the end."""
    listener = listener or free_port()
    quiet: dict[str, Any] = {"log_level": "warning", "access_log": False, "timeout_graceful_shutdown": 2}
    config = uvicorn.Config(app, **quiet, timeout_keep_alive=KEEP_ALIVE_S, **options)
    server = _Server(config)
    running = asyncio.create_task(server.serve([listener]))
    try:
        await _until_ready(server, running)
        yield address_of(listener)
    finally:
        server.should_exit = True
        await asyncio.gather(running, return_exceptions=True)
        listener.close()


async def _until_ready(server: _Server, running: asyncio.Task[None]) -> None:
    ready = asyncio.create_task(server.ready.wait())
    try:
        done, _ = await asyncio.wait({ready, running}, timeout=START_LIMIT, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ready.cancel()
    if running in done:
        running.result()  # raises what stopped it
    if ready not in done:
        raise RuntimeError("the server did not start")
