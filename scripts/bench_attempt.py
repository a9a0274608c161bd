"""How long the page of an attempt takes to draw an hour of 5,000 entries in Chromium: `make bench-attempt`.

A collector with a made-up learner who goes on and on, and its console in a browser.  Told is the time from a click in
the console until the chart of the whole hour stands there.  Judged is the quickest visit, because other work on the
machine only makes them longer; the first one, which fetches the page's own files, is told apart.  A missed goal does
not fail the run.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from console_desk import add_person  # type: ignore[import-not-found]  # of the tests, found at run time
from hours_at_hand import learned  # type: ignore[import-not-found]
from playwright.async_api import Page, async_playwright
from small_world import World, running  # type: ignore[import-not-found]
from telling import tell

from monitor.learners.browser import find_chromium
from monitor.learners.simulated import Simulated

ENTRIES, VISITS, GOAL_MS = 5_000, 7, 1000.0
DRAWN = """() => new Promise((done) => {
  const there = () => document.querySelector('.chart canvas')
  const look = () => requestAnimationFrame(there() ? () => done(true) : look)
  look()
})"""


async def main() -> None:
    """Learn, look, and tell."""
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder)) as world:
            attempt = (await learned(world, "endless", _on_and_on)).attempt
            taken = await _visits(world, attempt)
    first, *others = taken
    tell(f"an hour of {ENTRIES} entries, the quickest of {VISITS} visits", min(others), GOAL_MS, " ms")
    tell("… the median", statistics.median(others), None, " ms")
    tell("… the first visit", first, None, " ms")


def _on_and_on(learner: Simulated) -> None:
    learner.habits.face = "review"
    learner.watch()
    while len(learner.stream) < ENTRIES:
        learner.play_lesson("lesson-2")


async def _visits(world: World, attempt: str) -> list[float]:
    add_person(world, "bench", "office_lead")
    cookie = world.monitor.registry.open_visit("bench", at=world.monitor.clock.now(), address="", browser="")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(playwright), args=["--no-sandbox"])
        context = await browser.new_context(viewport={"width": 1280, "height": 900})
        await context.add_cookies([{"name": "console", "value": cookie, "url": world.address}])
        page = await context.new_page()
        taken = [await _visit(page, world.address, attempt) for _ in range(VISITS + 1)]
        await browser.close()
        return taken


async def _visit(page: Page, address: str, attempt: str) -> float:
    """Milliseconds from a click on the attempt until its chart stands there."""
    await page.goto(f"{address}/console/attempts")
    link = page.locator(f'a[href$="/attempts/{attempt}"]').first
    await link.wait_for()
    began = time.monotonic()
    await link.click()
    await page.evaluate(DRAWN)
    return (time.monotonic() - began) * 1000


if __name__ == "__main__":
    asyncio.run(main())
