"""A page pins the SDK by version and hash: it loads from the collector's origin, and a changed byte is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from monitor.web.sdk_files import CORE, LATER, NAMES, SdkFile, SdkFiles
from tests.sdk.hosts import START, VIDEO, Host, course_page, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

WATCH = "<script>window.refused = []; addEventListener('error', (e) => refused.push(e.target.src), true)</script>"


@asynccontextmanager
async def pinning_page(world: Any, page: Page, video: Path) -> AsyncIterator[str]:
    """A vendor's page elsewhere, with the element that the manifest gives, whatever is served later."""
    manifest = (await world.http.get("/sdk/manifest.json")).json()
    session = await world.open(world.trainee())
    opened = f"<script>const endpoint = {session['stream_url']!r}, ticket = {session['ticket']!r}</script>"
    start = "<script>if (window.IntegrityMonitor) { " + START + " }</script>"
    host = Host(video, {"": course_page(WATCH, manifest["script"], opened, start)})
    async with host.serving() as address:
        yield address


def changed(world: Any, name: str) -> None:
    """From now on one byte more of this file is served."""
    files = world.app.state.sdk_files
    served = {other: files.versions[files.current][other].content for other in NAMES}
    served[name] += b" "
    version = {other: SdkFile(content) for other, content in served.items()}
    world.app.state.sdk_files = SdkFiles({files.current: version})


async def test_a_pinned_script_of_another_origin_loads_and_its_lesson_streams(
    world: Any, page: Page, video: Path
) -> None:
    async with pinning_page(world, page, video) as address:
        await page.goto(address)
        await until(page, "said.some(([name, { connection }]) => name === 'state' && connection === 'live')")
        await until(page, "said.some(([name, { camera }]) => name === 'state' && camera === 'on')")

        assert await page.evaluate("[refused, IntegrityMonitor.version]") == [[], world.app.state.sdk_files.current]
        assert await page.evaluate("said.filter(([name]) => name === 'error')") == []


async def test_a_changed_script_is_refused_and_the_page_goes_on(world: Any, page: Page, video: Path) -> None:
    async with pinning_page(world, page, video) as address:
        changed(world, CORE)
        await page.goto(address)
        await page.evaluate(f"{VIDEO}.play()")

        assert await page.evaluate("typeof IntegrityMonitor") == "undefined"
        assert [CORE in address for address in await page.evaluate("refused")] == [True]
        await until(page, f"{VIDEO}.currentTime > 0.2")


async def test_a_changed_later_part_is_refused_by_the_core_and_said_so(world: Any, page: Page, video: Path) -> None:
    async with pinning_page(world, page, video) as address:
        changed(world, LATER)
        await page.goto(address)
        await until(page, "said.some(([name, { code }]) => name === 'error' && code === 'later_part')")

        assert await page.evaluate("said.some(([name, { camera }]) => name === 'state' && camera === 'on')") is False
