"""Course pages of some vendor, at an origin of their own, beside a collector that lives elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from playwright.async_api import Page

from monitor.learners.serving import served
from tests.sdk.collector import WAIT

VIDEO = "document.querySelector('video')"

# The vendor's own script: keeps what the SDK says, and every error that reaches the page.
START = """
window.said = [];
window.session = IntegrityMonitor.start({ endpoint, ticket, language: 'en', ...window.options });
for (const name of ['state', 'status', 'outcome', 'error', 'ended'])
  session.on(name, (detail) => said.push([name, detail]));
session.attach('#player');
"""


class Host:
    """A vendor's server: texts by path, a video, and the reports that browsers send it."""

    def __init__(self, video: Path, files: Mapping[str, str], headers: Mapping[str, str] | None = None) -> None:
        self.video, self.files, self.headers = video, dict(files), dict(headers or {})
        self.reports: list[Any] = []
        self.address = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        app = FastAPI()
        app.get("/video")(lambda: FileResponse(self.video, media_type="video/webm"))
        app.post("/reports", status_code=204)(self._report)
        app.get("/{path:path}")(self._file)
        async with served(app) as self.address:
            yield self.address

    async def _file(self, path: str) -> Response:
        if path not in self.files:
            return Response(status_code=204 if path == "favicon.ico" else 404)
        script = path.endswith(".js")
        kind = "text/javascript" if script else "text/html"
        return Response(self.files[path], media_type=kind, headers={} if script else self.headers)

    async def _report(self, request: Request) -> None:
        self.reports.append(await request.json())


def course_page(*scripts: str) -> str:
    """A page with a video; `scripts` are whole elements."""
    head = "<!doctype html><meta charset=utf-8><title>course</title>"
    return head + "<div id=player><video src=/video controls width=480></video></div>" + "".join(scripts)


@asynccontextmanager
async def course(
    world: Any, lesson: Path, session: Any, *before: str, headers: Mapping[str, str] | None = None
) -> AsyncIterator[Host]:
    """A vendor's page that pins the SDK of a collector elsewhere; `before` are scripts that run before it."""
    manifest = (await world.http.get("/sdk/manifest.json")).json()
    opened = f"const endpoint = {session['stream_url']!r}, ticket = {session['ticket']!r};"
    files = {f"before{number}.js": script for number, script in enumerate(before)}
    tags = [f"<script src=/{name}></script>" for name in files]
    page = course_page(*tags, manifest["script"], "<script src=/start.js></script>")
    host = Host(lesson, {"": page, "start.js": opened + START, **files}, headers)
    async with host.serving():
        yield host


async def until(page: Page, condition: str, within: float = WAIT) -> None:
    """Wait for the page; Playwright's own waiting evaluates strings, which a strict policy forbids."""
    try:
        await eventually(lambda: page.evaluate(condition), condition, within)
    except AssertionError as error:
        raise AssertionError(f"{error}; the SDK said {await page.evaluate('window.said ?? null')}") from None


async def eventually(ask: Callable[[], Awaitable[Any]], what: str, within: float = WAIT) -> None:
    """Ask until the answer is yes; a page has no signal for what it shows."""
    try:
        async with asyncio.timeout(within):
            while not await ask():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"never true: {what}") from None
