"""How the application is served: the settings that were measured."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Any, Literal

import uvicorn

from monitor.flows.collector import Collector
from monitor.flows.drain import drain
from monitor.flows.monitor import Monitor
from monitor.web.app import create_app
from monitor.web.conversation import PING_S, TRANSPORT_LIMIT
from monitor.web.huge_pages import keep_gathering

SWITCH_INTERVAL = (
    0.001  # seconds that a judging thread may keep the stream waiting; an acknowledgement needs several turns
)

KEEP_ALIVE_S = 150  # longer than clients and proxies keep theirs, or one may post into a connection that just ends

Edge = Literal["asgi", "picows"]

_ASGI: dict[str, Any] = {
    "ws": "websockets-sansio",
    "ws_max_size": TRANSPORT_LIMIT,
    "ws_per_message_deflate": False,
    "ws_ping_interval": PING_S,
    "ws_ping_timeout": PING_S,
}


def websockets(edge: Edge = "asgi") -> dict[str, Any]:
    """What carries the stream, as options of the server."""
    if edge == "asgi":
        return _ASGI
    from monitor.web.fast_edge import FastEdge

    return {"ws": FastEdge}


def run(serving: Coroutine[Any, Any, None], edge: Edge) -> None:
    """Run until it ends, on the loop with which the edge was measured."""
    with asyncio.Runner(loop_factory=_loop_factory(edge)) as runner:
        runner.run(serving)


def _loop_factory(edge: Edge) -> Callable[[], asyncio.AbstractEventLoop] | None:
    if edge == "asgi":
        return None
    import uvloop

    return uvloop.new_event_loop


def config(monitor: Monitor, host: str, port: int, edge: Edge = "asgi", **options: Any) -> uvicorn.Config:
    """The server's configuration for a collector; `options` override it."""
    defaults: dict[str, Any] = {
        "log_level": "info",
        "access_log": False,
        "timeout_graceful_shutdown": 5,
        "timeout_keep_alive": KEEP_ALIVE_S,
    }
    return uvicorn.Config(create_app(monitor), host=host, port=port, **{**websockets(edge), **defaults, **options})


async def serve(monitor: Monitor, host: str, port: int, drain_seconds: float, edge: Edge) -> None:
    """Serve until told to end; whoever starts the process has set up its log."""
    prepare_the_process()
    served = config(monitor, host, port, edge, log_config=None, log_level=logging.root.level)
    await DrainingServer(served, drain_seconds).serve()


class DrainingServer(uvicorn.Server):
    """SIGTERM lets the learners go before the server ends; Ctrl-C, or a second SIGTERM, ends it at once."""

    def __init__(self, config: uvicorn.Config, drain_seconds: float) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds
        self._loop = asyncio.get_running_loop()
        self._draining: asyncio.Task[None] | None = None
        self._told = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called between any two instructions, so the work is left to the loop."""
        if sig == signal.SIGTERM and not self._told:
            self._told = True
            self._loop.call_soon_threadsafe(self._begin)
        else:
            super().handle_exit(sig, frame)

    def _begin(self) -> None:
        self._draining = asyncio.create_task(self._drain(), name="drain")

    async def _drain(self) -> None:
        collector: Collector = self.config.app.state.collector  # type: ignore[union-attr]  # it is the FastAPI above
        try:
            await drain(collector, self._drain_seconds)
        finally:
            self.should_exit = True


def prepare_the_process() -> None:
    """Once all is loaded: keep judging threads, the garbage collector and small pages from delaying the stream."""
    _spare_the_garbage_collector()
    sys.setswitchinterval(SWITCH_INTERVAL)
    keep_gathering()


def _spare_the_garbage_collector() -> None:
    """What is there now stays, and young objects are looked through rarely.

    With 10,000 sessions this halves the cost of a batch and takes the slowest acknowledgements from 600 to 40 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
