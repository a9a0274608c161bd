"""Stories that are told at the same time: a page mostly waits, so several need hardly longer than one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

from playwright.async_api import BrowserContext, Page

Told = TypeVar("Told")
AT_ONCE = 6


@asynccontextmanager
async def window(browser: BrowserContext, opening: asyncio.Lock) -> AsyncIterator[Page]:
    """A window of its own: visible beside all others, which no second tab would be."""
    assert browser.browser
    async with opening:
        devtools = await browser.browser.new_browser_cdp_session()
        async with browser.expect_page() as opened:
            await devtools.send("Target.createTarget", {"url": "about:blank", "newWindow": True})
        await devtools.detach()
    page = await opened.value
    try:
        yield page
    finally:
        await page.close()


class SideBySide(Generic[Told]):
    """Each story has a window of one browser; a test waits for its own story and gets what came of it, or its error."""

    def __init__(self, browser: BrowserContext, at_once: int = AT_ONCE) -> None:
        self._browser = browser
        self._turns = asyncio.Semaphore(at_once)
        self._opening = asyncio.Lock()
        self._stories: dict[Hashable, asyncio.Task[Told]] = {}

    def __getitem__(self, name: Hashable) -> asyncio.Task[Told]:
        return self._stories[name]

    @asynccontextmanager
    async def telling(self, stories: Mapping[Hashable, Callable[[Page], Awaitable[Told]]]) -> AsyncIterator[None]:
        self._stories = {name: asyncio.create_task(self._tell(story)) for name, story in stories.items()}
        try:
            yield
        finally:
            for story in self._stories.values():
                story.cancel()
            await asyncio.gather(*self._stories.values(), return_exceptions=True)

    async def _tell(self, story: Callable[[Page], Awaitable[Told]]) -> Told:
        async with self._turns, window(self._browser, self._opening) as page:
            return await story(page)
