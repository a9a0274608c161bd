"""A tab that is hidden: what goes on, what waits, and that who was away is not blamed and has lost nothing.

Some seconds in the default run.  `HIDDEN=400 pytest tests/sdk/test_hidden_tab.py` is the long form: for more than six
minutes, in which Chromium throttles the timers of a hidden page as much as it ever does.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from monitor.learners.browser import camera_flags, chromium
from tests.sdk.accepted import Accepted
from tests.sdk.collector import PAGE, Collector, Event
from tests.sdk.conftest import Learner
from tests.sdk.examples import write_lesson
from tests.sdk.hosts import VIDEO, course, until
from tests.sdk.short_hour import CAMERA, WITHIN, attentive, begin, short_hours, verdict_of, watch_to_the_end
from tests.sdk.test_sdk import PICK

HIDDEN = float(os.environ.get("HIDDEN", "6"))
LONG = HIDDEN > 360
LOOKS = 4  # at a hidden page
# What browsers do to the timers of a page that has been hidden for minutes and has no camera on: they hardly run.  The
# short form has no minutes, so there a script does it.
STAND_STILL = """
const waiting = []
const let_go = () => document.hidden || waiting.splice(0).forEach((work) => work())
const hold = (work) => () => document.hidden ? waiting.push(work) : work()
document.addEventListener('visibilitychange', let_go)
const [later, often] = [setTimeout, setInterval]
window.setTimeout = (work, ms) => later(hold(work), ms)
window.setInterval = (work, ms) => often(hold(work), ms)
"""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120 + HIDDEN),
]

POPUP = {"answer_within_ms": int(1000 * (HIDDEN + 60)), "challenge": PICK, "photo_nonce": ""}
STILL = 4000  # ms between two beats of one second
AT_ONCE = 2.0  # s, on a machine that does other things as well
PRESS = "document.querySelector('[data-integrity-monitor]').shadowRoot.querySelector('[data-option=wheat]').click()"
BEATS = "window.beats = [performance.now()]; setInterval(() => beats.push(performance.now()), 1000), 0"


@dataclass
class Absence:
    """What a collector and the page saw of somebody who was away."""

    collector: Collector
    accepted: Accepted
    beats: int = 0  # of a timer of one second, in the last quarter
    took: list[float] = field(default_factory=list)  # s from what the collector asked to the page's answer


@asynccontextmanager
async def away(learner: Learner) -> AsyncIterator[None]:
    """In another tab of the same window."""
    other = await learner.context.new_page()
    await learner.until("document.visibilityState === 'hidden'")
    yield
    await other.close()
    await learner.until("document.visibilityState === 'visible'")


@asynccontextmanager
async def lesson(video: Path, flags: list[str], before: str = "") -> AsyncIterator[tuple[Learner, Absence]]:
    """Before the little collector, which pings its sockets all the time."""
    page = PAGE.replace("<div", "<script src=/before.js></script><div")
    collector, accepted = Collector(video, page=page, scripts={"before": before}, pings=2.0), Accepted()
    async with (
        collector.serving() as address,
        async_playwright() as playwright,
        chromium(playwright, flags) as context,
    ):
        await accepted.listen(context)
        learner = Learner(context, context.pages[0], address)
        await learner.open("?ticket=away")
        yield learner, Absence(collector, accepted)
        await learner.page.evaluate("session.stop()")
        await collector.until(lambda: not accepted.missing(collector), "everything")


async def asked(absence: Absence, nonce: str, kind: str, answer: str, **fields: Any) -> None:
    began = time.monotonic()
    await absence.collector.direct(kind, nonce, **fields)
    await absence.collector.event(answer, nonce=nonce)
    absence.took.append(time.monotonic() - began)


async def beats(learner: Learner, seconds: float) -> int:
    before = await learner.page.evaluate("beats.length")
    await asyncio.sleep(seconds)
    return int(await learner.page.evaluate("beats.length")) - int(before)


# ---------------------------------------------------------------- who is away, all at the same time


async def with_a_camera(video: Path) -> Absence:
    """Photos are asked for while the tab is hidden, and at last a pop-up, which is answered afterwards."""
    async with lesson(video, CAMERA) as (learner, absence):
        collector = absence.collector
        await collector.event("camera", state="on")
        await learner.page.evaluate(BEATS)
        await learner.play()
        await collector.event("playing")
        async with away(learner):
            for number in range(LOOKS):
                absence.beats = await beats(learner, HIDDEN / LOOKS)
                await asked(absence, f"photo-{number}", "photo", "photo_commit", window_ms=10_000)
            await asked(absence, "popup", "popup", "popup_presented", **POPUP)
        await learner.page.locator("[data-option=wheat]").click()
        await collector.event("popup_answered", nonce="popup")
        await collector.until(lambda: len(collector.photos) == LOOKS, "the photos")
        await learner.plays()
    return absence


async def without_a_camera(video: Path) -> Absence:
    """Nothing keeps the browser from letting this page's timers stand still; then its connection is cut, too."""
    async with lesson(video, camera_flags(None), "" if LONG else STAND_STILL) as (learner, absence):
        collector = absence.collector
        await learner.page.locator("[data-action=later]").click()
        await learner.page.evaluate(BEATS)
        await learner.play()
        await collector.event("playing")
        async with away(learner):
            await until(learner.page, f"performance.now() - beats.at(-1) > {STILL}", 360 if LONG else 30)
            for number in range(LOOKS - 1):
                await asyncio.sleep(HIDDEN / LOOKS)
                await asked(absence, f"popup-{number}", "popup", "popup_presented", **POPUP)
                await learner.page.evaluate(PRESS)
                await collector.event("popup_answered", nonce=f"popup-{number}")
            await collector.cut()
        await collector.event("net_online")
        await learner.plays()
    return absence


@dataclass(frozen=True)
class Hour:
    """What became of an honest learner who was away in the middle."""

    verdict: dict[str, Any]
    events: list[Event]


async def before_a_real_collector(lesson: Path, folder: Path) -> Hour:
    async with (
        short_hours(folder) as world,
        async_playwright() as playwright,
        chromium(playwright, CAMERA) as context,
    ):
        trainee, page = world.trainee("away"), context.pages[0]
        session = await world.open(trainee)
        async with course(world, lesson, session) as host, attentive(context, page):
            await page.goto(host.address)
            await begin(page)
            await until(page, f"{VIDEO}.currentTime > 5", WITHIN)
            async with away(Learner(context, page, host.address)):
                await asyncio.sleep(HIDDEN)
            await watch_to_the_end(page)
            verdict = await verdict_of(world, trainee)
        batches = [json.loads(batch) for batch in await world.batches(session["session"])]
    return Hour(verdict, [event for batch in batches for event in batch["events"]])


@dataclass(frozen=True)
class Away:
    """All of them."""

    camera: Absence
    none: Absence
    honest: Hour


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def everybody(video: Path, tmp_path_factory: pytest.TempPathFactory) -> Away:
    lesson = write_lesson(tmp_path_factory.mktemp("media"))
    world = tmp_path_factory.mktemp("world")
    told = await asyncio.gather(with_a_camera(video), without_a_camera(video), before_a_real_collector(lesson, world))
    return Away(*told)


# ---------------------------------------------------------------- what is promised


def unseen(events: list[Event]) -> list[Event]:
    """What was told of the player while nobody saw it."""
    return [event for event in events if event.get("visible") is False and "position" in event]


async def test_an_honest_learner_who_was_away_is_certified_and_not_blamed(everybody: Away) -> None:
    verdict = everybody.honest.verdict

    assert (verdict["outcome"], verdict["reasons"]) == ("certified", [])
    assert [event for event in everybody.honest.events if event["type"] in {"prevented", "dropped"}] == []


async def test_the_lesson_stands_still_while_nobody_sees_it(everybody: Away) -> None:
    for events in (everybody.honest.events, everybody.camera.collector.events, everybody.none.collector.events):
        positions = {event["position"] for event in unseen(events) if event["paused"]}
        assert len(positions) == 1


async def test_what_the_collector_asks_of_a_hidden_page_is_done_at_once(everybody: Away) -> None:
    """Messages are no timers: they are not throttled."""
    assert max(everybody.camera.took + everybody.none.took) < AT_ONCE
    assert [event["visible"] for event in everybody.none.collector.all("popup_presented")] == [False] * (LOOKS - 1)


async def test_a_hidden_camera_takes_fresh_photos(everybody: Away) -> None:
    photos = {hashlib.sha256(picture).hexdigest() for _, picture in everybody.camera.collector.photos}

    assert len(photos) == LOOKS


async def test_a_camera_keeps_the_timers_of_a_hidden_page_going(everybody: Away) -> None:
    """Without one they nearly stand still; the other learner was asked when they did."""
    assert everybody.camera.beats >= 0.7 * HIDDEN / LOOKS - 1


async def test_the_connection_of_a_hidden_page_stays(everybody: Away) -> None:
    assert len(everybody.camera.collector.hellos) == 1
    assert len(everybody.none.collector.hellos) == 2  # one more after it was cut


async def test_nothing_that_happened_meanwhile_is_lost(everybody: Away) -> None:
    for absence in (everybody.camera, everybody.none):
        absence.accepted.check(absence.collector)
        assert absence.collector.all("dropped") == []
