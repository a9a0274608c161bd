"""Whatever happens to a page in the middle of a lesson, every event that the SDK accepted arrives once and in order.

Sixty disturbances of three learners in the default run.  `DISTURBANCES=1000 pytest tests/sdk/test_disturbances.py` is
the long form, and `SEED=...` repeats a run; a failure names the seed of its learner.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright
from playwright.async_api import Error as BrowserGone

from monitor.learners.browser import camera_flags, chromium
from monitor.learners.proxy import Proxy
from tests.sdk.accepted import Accepted
from tests.sdk.collector import Collector

pytestmark = [pytest.mark.browser, pytest.mark.timeout(7200)]

LEARNERS = 3  # at the same time: they mostly wait
NUMBER = -(-int(os.environ.get("DISTURBANCES", "60")) // LEARNERS)  # for each of them
SEED = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
SETTLED_WITHIN = 30.0
VIDEO = "document.querySelector('video')"


@dataclass
class Disturbed:
    """A learner on whose page everything goes wrong, and what the SDK told that page it had accepted."""

    context: BrowserContext
    page: Page
    address: str
    proxy: Proxy
    chance: random.Random
    accepted: Accepted = field(default_factory=Accepted)
    done: Counter[str] = field(default_factory=Counter)
    loads: int = 0

    async def load(self) -> None:
        self.loads += 1
        await self.page.goto(f"{self.address}/?ticket=load-{self.loads}")
        await self.page.evaluate(f"{VIDEO}.play()")

    async def go_on(self) -> None:
        """Learn for a moment: events come from playing, pausing, seeking back and changing the rate."""
        for _ in range(self.chance.randrange(1, 4)):
            act = self.chance.choice(["play()", "pause()", "currentTime = 0", "playbackRate = 2", "playbackRate = 0.8"])
            await self.page.evaluate(f"void ({VIDEO}.{act})")
            await asyncio.sleep(self.chance.uniform(0.02, 0.25))

    async def disturb(self) -> None:
        kind = self.chance.choice(["cut", "swallow", "slow", "freeze", "reload", "crash", "close"])
        self.done[kind] += 1
        await getattr(self, kind)()

    async def cut(self) -> None:
        async with self.proxy.broken("cut"):
            await self.go_on()

    async def swallow(self) -> None:
        """A half-open connection: nothing arrives, and nobody says so."""
        async with self.proxy.broken("swallow"):
            await self.go_on()

    async def slow(self) -> None:
        """A link on which every chunk takes its time, so that acknowledgements come late."""
        async with self.proxy.broken("slow"):
            await self.go_on()

    async def freeze(self) -> None:
        other = await self.context.new_page()
        session = await self.context.new_cdp_session(self.page)
        await session.send("Page.setWebLifecycleState", {"state": "frozen"})
        await asyncio.sleep(self.chance.uniform(0.1, 0.6))
        await session.send("Page.setWebLifecycleState", {"state": "active"})
        await session.detach()
        await other.close()

    async def reload(self) -> None:
        await self.load()

    async def crash(self) -> None:
        """The renderer dies without any event on the page."""
        session = await self.context.new_cdp_session(self.page)
        with suppress(BrowserGone, TimeoutError):
            await asyncio.wait_for(session.send("Page.crash"), 1)
        await self._new_page()

    async def close(self) -> None:
        await self._new_page()

    async def _new_page(self) -> None:
        gone, self.page = self.page, await self.context.new_page()
        with suppress(BrowserGone):
            await gone.close()
        await self.load()


def reported(collector: Collector) -> int:
    return sum(event["count"] for event in collector.all("dropped"))


async def test_every_accepted_event_arrives_once_and_in_order_or_is_reported(video: Path) -> None:
    await asyncio.gather(*(disturbed(video, SEED + place) for place in range(LEARNERS)))


async def disturbed(video: Path, seed: int) -> None:
    collector = Collector(video, ask={"sample_every_ms": 100, "batch_every_ms": 200, "pause_unacknowledged_ms": 2000})
    async with (
        collector.serving() as server,
        Proxy("127.0.0.1", urlsplit(server).port or 0) as proxy,
        async_playwright() as playwright,
        chromium(playwright, camera_flags(None)) as context,
    ):
        address = f"http://127.0.0.1:{proxy.port}"
        learner = Disturbed(context, context.pages[0], address, proxy, random.Random(seed))
        await learner.accepted.listen(context)
        await learner.load()
        for _ in range(NUMBER):
            await learner.go_on()
            await learner.disturb()
        await learner.go_on()
        await learner.page.evaluate("session.stop()")
        await learner.load()

        def settled() -> bool:
            return sum(map(len, learner.accepted.missing(collector).values())) <= reported(collector)

        await collector.until(settled, f"everything (seed {seed}, {dict(learner.done)})", SETTLED_WITHIN)

    learner.accepted.check(collector, seed)
    assert len(learner.accepted) > 5 * NUMBER
