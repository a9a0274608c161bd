"""A page that is closed in the middle of a batch, and a browser that is killed as a whole: nothing accepted is lost."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Error, Page, async_playwright

from monitor.learners.browser import camera_flags, chromium
from tests.sdk.accepted import Accepted, came_from
from tests.sdk.collector import Collector
from tests.sdk.hosts import VIDEO, eventually, until

pytestmark = pytest.mark.browser

CLOSINGS = 5
# Events without a pause between them: some are signed, some are being signed and some wait when the page goes.
BUSY = f"""
const video = {VIDEO}, acts = [() => void video.play(), () => video.pause(), () => {{ video.currentTime = 0 }}];
setInterval(() => acts[Math.floor(Math.random() * 3)](), 5);
"""


async def open_page(page: Page, address: str, ticket: str) -> None:
    await page.goto(f"{address}/?ticket={ticket}")
    await until(page, f"{VIDEO}.readyState > 0")


async def test_pages_that_are_closed_in_the_middle_of_a_batch_lose_nothing(collector: Collector) -> None:
    collector.ask = {"sample_every_ms": 50, "batch_every_ms": 50}
    accepted = Accepted()
    async with (
        collector.serving() as address,
        async_playwright() as playwright,
        chromium(playwright, camera_flags(None)) as context,
    ):
        await accepted.listen(context)
        for number in range(CLOSINGS):
            page = await context.new_page()
            await open_page(page, address, f"closed-{number}")
            await page.evaluate(BUSY)
            await eventually(partial(busy, collector, f"closed-{number}", 20), "a busy page")
            await eventually(partial(heard_from, accepted, f"closed-{number}"), "what this page accepted itself")
            await page.close()
        await open_page(context.pages[0], address, "last")
        await eventually(partial(heard_from, accepted, "last"), "what the last page accepted itself")
        await collector.until(lambda: not accepted.missing(collector), "what the closed pages left", 30)

    accepted.check(collector)
    assert len(accepted.by_ticket) == CLOSINGS + 1
    assert collector.all("dropped") == []


async def heard_from(accepted: Accepted, ticket: str) -> bool:
    return ticket in accepted.by_ticket


async def busy(collector: Collector, ticket: str, many: int) -> bool:
    """That many of this page's own events; what an earlier one left comes in between."""
    return len(came_from(collector, ticket)) > many


@pytest.mark.parametrize("end", ["closed", "hidden and crashed"])
async def test_what_nobody_has_acknowledged_is_said_with_the_last_breath(collector: Collector, end: str) -> None:
    """By a beacon, or by a request that was left with the browser: no later page has to come."""
    accepted = Accepted()
    async with (
        collector.serving() as address,
        async_playwright() as playwright,
        chromium(playwright, camera_flags(None)) as context,
    ):
        await accepted.listen(context)
        page = await context.new_page()
        await open_page(page, address, "last words")
        await collector.event("lesson_open")
        collector.acknowledges = False
        await page.evaluate(f"{VIDEO}.play(), {VIDEO}.pause()")
        arrived = len(collector.events)
        await eventually(lambda: enough(accepted, arrived + 2), "events that nobody acknowledged")
        if end == "closed":
            await page.close()
        else:
            await hide_and_crash(context, page)
        await collector.until(lambda: len(collector.events) > arrived, "the last words")
    assert collector.complaints == []


async def hide_and_crash(context: BrowserContext, page: Page) -> None:
    devtools = await context.new_cdp_session(page)
    await context.new_page()
    await until(page, "document.hidden")
    await asyncio.sleep(0.5)  # the page signs what it has to say, and leaves it with the browser
    with suppress(Error, TimeoutError):
        await asyncio.wait_for(devtools.send("Page.crash"), 1)


async def test_a_browser_that_was_killed_leaves_everything_for_the_next_one_of_its_profile(
    collector: Collector, tmp_path: Path
) -> None:
    accepted = Accepted()
    async with collector.serving() as address, async_playwright() as playwright:
        async with chromium(playwright, camera_flags(None), kept=tmp_path) as context:
            await accepted.listen(context)
            page = context.pages[0]
            await open_page(page, address, "killed")
            await collector.event("lesson_open")
            collector.acknowledges = False  # from now on it is on this browser's disk only
            await page.evaluate(BUSY)
            arrived = len(collector.events)
            await eventually(lambda: enough(accepted, arrived + 40), "events that nobody acknowledged")
            await kill(context)
        assert len(collector.events) == arrived
        collector.acknowledges = True
        async with chromium(playwright, camera_flags(None), kept=tmp_path) as context:
            await open_page(context.pages[0], address, "next")
            await collector.until(lambda: not accepted.missing(collector), "what the killed browser left", 30)

    accepted.check(collector)
    killed, later = (hello["instance"] for hello in collector.hellos if hello.get("ticket"))
    assert len(collector.by_instance[killed]) >= arrived + 40
    assert {event["type"] for event in collector.by_instance[later]} >= {"lesson_open"}
    assert collector.all("dropped") == []


async def enough(accepted: Accepted, many: int) -> bool:
    return len(accepted) >= many


async def kill(context: BrowserContext) -> None:
    """Browser, renderers and all, without a last word."""
    assert context.browser
    session = await context.browser.new_browser_cdp_session()
    processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    [browser] = [process["id"] for process in processes if process["type"] == "browser"]
    os.killpg(browser, signal.SIGKILL)
