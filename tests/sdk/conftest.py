"""A learner's own Chromium with the built SDK, beside a little collector."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, async_playwright

from monitor.learners.browser import chromium
from monitor.learners.video import lesson_video
from tests.sdk.collector import Collector
from tests.sdk.hosts import VIDEO, until
from tests.sdk.short_hour import CAMERA

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))  # the small world of the web tests: a real collector

Y4M_HEADER = b"YUV4MPEG2 W640 H480 F15:1 Ip A1:1 C420jpeg\n"
# A name that is not localhost, so that its pages are no secure context.
ELSEWHERE = ["--host-resolver-rules=MAP course.example 127.0.0.1"]


@dataclass
class Learner:
    """A person with a page; what is asked in a modal dialog is found inside the SDK's open shadow root."""

    context: BrowserContext
    page: Page
    address: str

    async def open(self, query: str = "") -> None:
        await self.page.goto(self.address + "/" + query)
        await self.until(f"{VIDEO}.readyState > 0")

    async def play(self) -> None:
        await self.video("play()")

    async def video(self, script: str) -> Any:
        return await self.page.evaluate(f"{VIDEO}.{script}")

    async def until(self, condition: str) -> None:
        await until(self.page, condition)

    async def plays(self) -> None:
        await self.until(f"!{VIDEO}.paused")

    async def said(self, name: str) -> list[Any]:
        """What the SDK told the host page."""
        heard = await self.page.evaluate("said")
        return [detail for kind, detail in heard if kind == name]


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lesson_video(tmp_path_factory.mktemp("video"), "test", {"zh-CN": "测试", "en": "Test"}, 30)


@pytest.fixture
def collector(video: Path) -> Collector:
    return Collector(video)


# ---------------------------------------------------------------- one browser for a whole file of short tests


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[BrowserContext]:
    """Every test has origins of its own, so that nothing is left on a disk for the next one."""
    async with async_playwright() as playwright, chromium(playwright, [*CAMERA, *ELSEWHERE]) as context:
        yield context


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: BrowserContext) -> AsyncIterator[Page]:
    """A tab in front of all others."""
    tab = await browser.new_page()
    yield tab
    await tab.close()


@pytest_asyncio.fixture(loop_scope="module")
async def learner(browser: BrowserContext, page: Page, collector: Collector) -> AsyncIterator[Learner]:
    async with collector.serving() as address:
        yield Learner(browser, page, address)
        assert collector.complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def world(tmp_path: Path) -> AsyncIterator[Any]:
    """A real collector, with a face service that is content with everybody."""
    from small_world import running

    async with running(tmp_path) as world:
        yield world
