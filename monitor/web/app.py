"""The web application of one collector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import util

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.flows import webhooks
from monitor.flows.classroom import watch_check_ins
from monitor.flows.collector import Collector
from monitor.flows.judgements import hear_the_workers, watch_unjudged
from monitor.flows.monitor import Monitor
from monitor.flows.recount import resume_recounts
from monitor.flows.resume import be_there, resume_sessions, watch_owners
from monitor.flows.review import watch_terms
from monitor.web import (
    batches,
    console,
    device_check,
    health,
    metrics,
    office_api,
    peers,
    problems,
    public_api,
    sdk_api,
    session_socket,
    step_problems,
    uploads,
    vendor_api,
)
from monitor.web.console.files import ConsoleFiles
from monitor.web.languages import Languages
from monitor.web.plain_start import PlainStart, noting_refusals
from monitor.web.sdk_files import SdkFiles
from monitor.web.traces import Traces
from monitor.web.vendor_api.documented import describe_problems

_PAGES = "monitor.web.pages"
_LOOK_S = 0.2

DESCRIPTION = """
Supervises online vocational training. A platform's server opens sessions and claims credit with its platform key;
learners' browsers stream events over the WebSocket `/v1/stream` (see docs/protocol.md) and send pictures with the
session's upload token. Every error is a problem document (RFC 9457) that names the field and the remedy.
"""


def create_app(monitor: Monitor) -> FastAPI:
    """The application over a running system; whoever opened the system closes it after the application."""
    collector = Collector.of(monitor)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        begun = asyncio.Event()
        there = asyncio.create_task(be_there(collector, begun), name=be_there.__name__)
        with noting_refusals(app):
            begins = await _begin(collector, there, begun)
        if not begins:
            there.cancel()
            await asyncio.gather(there, return_exceptions=True)
            yield  # what was told to end before it began has nothing to serve
            return
        monitor.begin_to_serve()
        working = [
            asyncio.create_task(work(collector), name=work.__name__)
            for work in (
                watch_owners,
                watch_unjudged,
                hear_the_workers,
                watch_terms,
                watch_check_ins,
                webhooks.run,
                webhooks.tidy,
                metrics.watch_loop,
            )
        ]
        yield
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        await collector.close()
        there.cancel()  # last: now others may take over what is open
        await asyncio.gather(there, return_exceptions=True)

    app = FastAPI(
        title="Integrity monitor", version=_version(), description=DESCRIPTION, lifespan=lifespan, redoc_url=None
    )
    app.state.monitor = monitor
    app.state.collector = collector
    app.state.sdk_files = SdkFiles.found()
    app.state.console_files = ConsoleFiles.found()
    app.state.console_operations = console.OPERATIONS
    problems.install(app, monitor.registry_error)
    step_problems.install(app)
    app.add_middleware(UploadsFromAnywhere)
    app.add_middleware(Languages)
    app.add_middleware(Traces)
    app.add_middleware(PlainStart)
    edges = (
        session_socket,
        batches,
        uploads,
        vendor_api,
        office_api,
        public_api,
        health,
        metrics,
        sdk_api,
        device_check,
        console,
        peers,
    )
    for edge in edges:
        app.include_router(edge.router)
    _include_pages(app)
    app.get("/", include_in_schema=False)(_home)
    describe_problems(app)
    return app


async def _begin(collector: Collector, there: asyncio.Task[None], begun: asyncio.Event) -> bool:
    """Go on where others stopped; False if this one is told to end before.  Raises why it cannot be there."""
    if not await _may_work(collector, there, begun):
        return False
    collector.background.start(collector.photos.load(), "read the log for photos")
    await resume_sessions(collector)
    await resume_recounts(collector)
    return True


async def _may_work(collector: Collector, there: asyncio.Task[None], begun: asyncio.Event) -> bool:
    """Wait for other collectors; False if this one is told to end meanwhile.  Raises why it cannot be there."""
    waiting = asyncio.create_task(begun.wait(), name="wait for other collectors")
    while not begun.is_set() and not collector.readiness.draining and not there.done():
        await asyncio.wait([waiting, there], timeout=_LOOK_S, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if there.done():
        await there
    return begun.is_set()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("integrity-monitor")
    except PackageNotFoundError:
        return "0"


async def _home() -> RedirectResponse:
    """Whoever types the address alone works in the console."""
    return RedirectResponse("/console")


def _include_pages(app: FastAPI) -> None:
    """The demonstration's pages, which show all attempts without an account."""
    if util.find_spec(_PAGES) is None:
        return
    from monitor.web import faces_api, pages

    app.include_router(pages.router)
    app.include_router(faces_api.router)


class UploadsFromAnywhere:
    """Lets pages of other origins send pictures and batches, without credentials; all else stays same-origin."""

    PATHS = frozenset({"/v1/photos", "/v1/bursts", "/v1/batches"})

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["POST"],
            allow_headers=["Authorization", "Content-Type", "X-Nonce"],
            expose_headers=["Retry-After"],
            max_age=86_400,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shared = scope["type"] == "http" and scope["path"] in self.PATHS
        await (self._open if shared else self._app)(scope, receive, send)
