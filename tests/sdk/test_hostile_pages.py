"""Pages that change what scripts are built on: the SDK works or says that it cannot, and the page goes on."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, CDPSession, Page

from tests.sdk.collector import PAGE, Collector
from tests.sdk.hosts import VIDEO, eventually
from tests.sdk.side_by_side import SideBySide

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

# The page's own script, which has to go on whatever happens; it comes first and keeps what it needs.
WITNESS = """
window.witness = { errors: [], beats: 0, clicks: 0 };
const note = (error) => { witness.errors[witness.errors.length] = String(error) };
addEventListener('error', (event) => note(event.message));
addEventListener('unhandledrejection', (event) => note(event.reason));
document.addEventListener('click', () => witness.clicks++);
setInterval(() => witness.beats++, 50);
"""
CHANGED = PAGE.replace("<div", "<script src=/witness.js></script><script src=/before.js></script><div").replace(
    "<script src=/start.js>", "<script src=/after.js></script><script src=/start.js>"
)

CHANGES = {
    change["name"]: change
    for change in tomllib.loads((Path(__file__).parent / "changed_pages.toml").read_text())["change"]
}
CASES = [(name, place) for name in CHANGES for place in ("before", "after")]
LATE = [(name, "during") for name, change in CHANGES.items() if change.get("during")]


class Course:
    """A page that is asked through the debugger, whose answers no script of the page can change."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    async def ask(self, expression: str) -> Any:
        wanted = {"expression": expression, "returnByValue": True, "userGesture": True}
        answer = await self._session.send("Runtime.evaluate", wanted)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def until(self, expression: str) -> None:
        await eventually(lambda: self.ask(expression), expression)

    async def press(self, option: str) -> None:
        await self.ask(
            f"document.querySelector('[data-integrity-monitor]').shadowRoot.querySelector('{option}').click()"
        )

    async def goes_on(self) -> None:
        """The page's own script runs, hears, and was told of no error."""
        beats = await self.ask("witness.beats")
        await self.until(f"witness.beats > {beats}")
        await self.ask("document.body.click()")
        assert await self.ask("witness.clicks > 0") is True
        assert await self.ask("witness.errors") == []


@asynccontextmanager
async def opened(page: Page, video: Path, **scripts: str) -> AsyncIterator[tuple[Course, Collector]]:
    """A learner's visit; at its end the page's own script must still run, and no error have reached it."""
    collector = Collector(video, page=CHANGED, headers={}, ask={"sample_every_ms": 200, "batch_every_ms": 100})
    collector.scripts |= {"witness": WITNESS, "before": "", "after": "", **scripts}
    async with collector.serving() as address:
        await page.goto(address)
        course = Course(await page.context.new_cdp_session(page))
        yield course, collector
        await course.goes_on()
    assert collector.complaints == []


async def teaches(course: Course, collector: Collector) -> None:
    """A lesson is observed, guarded and interrupted, and all of it arrives."""
    await collector.event("lesson_open")
    await course.until(f"{VIDEO}.readyState > 0")
    await course.ask(f"void {VIDEO}.play()")
    await collector.event("sample", paused=False)
    await is_supervised(course, collector)


async def is_supervised(course: Course, collector: Collector) -> None:
    await course.ask(f"{VIDEO}.playbackRate = 2")
    await collector.event("prevented", what="rate")
    options = [{"id": name, "text": {"en": name}} for name in ("a", "b")]
    challenge = {"kind": "pick_word", "prompt": {"en": "Choose “b”"}, "options": options}
    await collector.direct("popup", "popup-nonce", answer_within_ms=20_000, challenge=challenge, photo_nonce="")
    await collector.event("popup_presented", held=True)
    await course.press("[data-option=b]")
    await collector.event("popup_answered", answer="b", trusted=False)


async def says_that_it_cannot(course: Course, collector: Collector) -> None:
    await course.until("said.some(([name, { code, fatal }]) => name === 'error' && code === 'unsupported' && fatal)")
    assert collector.hellos == []


# ---------------------------------------------------------------- all of them, several at a time


async def changed(video: Path, page: Page, *, name: str, place: str) -> None:
    change = CHANGES[name]
    async with opened(page, video, **{place: f"{{ {change['script']} }}"}) as (course, collector):
        await (teaches if change[place] == "works" else says_that_it_cannot)(course, collector)


async def changed_in_mid_lesson(video: Path, page: Page, *, name: str) -> None:
    async with opened(page, video) as (course, collector):
        await collector.event("lesson_open")
        await course.until(f"{VIDEO}.readyState > 0")
        await course.ask(f"void {VIDEO}.play()")
        await collector.event("playing")
        await course.ask(f"{{ {CHANGES[name]['script']} }}")
        collector.events.clear()
        await collector.event("sample", paused=False)
        await is_supervised(course, collector)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visits(browser: BrowserContext, video: Path) -> AsyncIterator[SideBySide[None]]:
    visits: SideBySide[None] = SideBySide(browser)
    stories = {(name, place): partial(changed, video, name=name, place=place) for name, place in CASES}
    stories |= {(name, place): partial(changed_in_mid_lesson, video, name=name) for name, place in LATE}
    async with visits.telling(stories):
        yield visits


@pytest.mark.parametrize("case", CASES, ids=", ".join)
async def test_the_sdk_works_or_says_that_it_cannot_and_the_page_goes_on(
    visits: SideBySide[None], case: tuple[str, str]
) -> None:
    await visits[case]


@pytest.mark.parametrize("case", LATE, ids=", ".join)
async def test_a_lesson_that_runs_already_goes_on(visits: SideBySide[None], case: tuple[str, str]) -> None:
    await visits[case]
