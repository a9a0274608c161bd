"""The example pages of eight players and two frameworks: honest lessons are certified, rate and jumps prevented."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from tests.sdk.collector import Collector
from tests.sdk.examples import FRAMEWORKS, PLAYERS, build_frameworks, mount, page_of, write_lessons
from tests.sdk.hosts import VIDEO, until
from tests.sdk.short_hour import RULES, attentive, learn, short_hours, verdict_of
from tests.sdk.side_by_side import SideBySide

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(600)]

ALL = (*PLAYERS, *FRAMEWORKS)
DRIFT = 400  # ms between what was played and what passed, from one sample to the next


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lessons(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_frameworks(tmp_path_factory.mktemp("built"))


# ---------------------------------------------------------------- honest lessons before a real collector


@dataclass(frozen=True)
class Hour:
    """What became of an honest learner, and what the log holds of it."""

    verdict: dict[str, Any]
    events: list[dict[str, Any]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hours(
    browser: BrowserContext, tmp_path_factory: pytest.TempPathFactory, media: Path, built: Path
) -> AsyncIterator[SideBySide[Hour]]:
    """Every player's honest hour."""
    hours: SideBySide[Hour] = SideBySide(browser)
    async with short_hours(tmp_path_factory.mktemp("world")) as world:
        mount(world.app, media, built)
        async with hours.telling({player: partial(honest_hour, world=world, player=player) for player in ALL}):
            yield hours


async def honest_hour(page: Page, *, world: Any, player: str) -> Hour:
    trainee = world.trainee(player)
    session = await world.open(trainee)
    await page.goto(f"{world.address}{page_of(player)}?ticket={session['ticket']}")
    async with attentive(page.context, page):
        await learn(page)
        verdict = await verdict_of(world, trainee)
    batches = [json.loads(batch) for batch in await world.batches(session["session"])]
    return Hour(verdict, [event for batch in batches for event in batch["events"]])


@pytest.mark.parametrize("player", ALL)
async def test_an_honest_lesson_is_certified_by_a_real_collector(hours: SideBySide[Hour], player: str) -> None:
    verdict = (await hours[player]).verdict

    assert (verdict["outcome"], verdict["reasons"]) == ("certified", [])
    assert verdict["credited_ms"] >= verdict["required_ms"] == RULES["class_hour_ms"]
    assert verdict["certificate"]


@pytest.mark.parametrize("player", ALL)
async def test_an_honest_lesson_is_observed_without_gaps_and_nothing_is_prevented(
    hours: SideBySide[Hour], player: str
) -> None:
    events = (await hours[player]).events
    samples = [event for event in events if event["type"] == "sample"]
    for before, after in itertools.pairwise(samples):
        if not any(sample["paused"] or sample["stalled"] for sample in (before, after)):
            assert abs((after["position"] - before["position"]) - (after["t"] - before["t"])) < DRIFT
    assert {event["type"] for event in events} >= {"lesson_open", "playing", "popup_answered", "photo_commit", "ended"}
    assert [event for event in events if event["type"] == "prevented"] == []


# ---------------------------------------------------------------- what is prevented


@pytest_asyncio.fixture(loop_scope="module")
async def collector(media: Path, built: Path) -> AsyncIterator[Collector]:
    collector = Collector(media / "lesson.mp4", extend=lambda app: mount(app, media, built))
    yield collector
    assert collector.complaints == []


async def open_and_play(page: Page, address: str, player: str) -> None:
    await page.goto(address + page_of(player))
    await until(page, f"{VIDEO}?.readyState > 0")
    await page.evaluate(f"void {VIDEO}.play()")


async def hurried(page: Page, media: Path, built: Path, *, player: str) -> None:
    """A learner who wants to be done sooner."""
    collector = Collector(media / "lesson.mp4", extend=lambda app: mount(app, media, built))
    async with collector.serving() as address:
        await open_and_play(page, address, player)
        await collector.event("playing")
        await page.evaluate(f"{VIDEO}.playbackRate = 2")
        await collector.event("prevented", what="rate", origin=1000, target=2000)
        assert await page.evaluate(f"{VIDEO}.playbackRate") == 1
        await page.evaluate(f"{VIDEO}.currentTime = 12")
        await collector.event("prevented", what="seek", target=12_000)
        await until(page, f"{VIDEO}.currentTime < 8")
    assert collector.complaints == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visits(browser: BrowserContext, media: Path, built: Path) -> AsyncIterator[SideBySide[None]]:
    visits: SideBySide[None] = SideBySide(browser)
    stories = {player: partial(hurried, media=media, built=built, player=player) for player in ALL}
    async with visits.telling(stories):
        yield visits


@pytest.mark.parametrize("player", ALL)
async def test_rate_and_forward_seek_are_prevented_and_recorded(visits: SideBySide[None], player: str) -> None:
    await visits[player]


async def test_a_video_that_plyr_replaces_is_followed(page: Page, collector: Collector) -> None:
    async with collector.serving() as address:
        await open_and_play(page, address, "plyr")
        await collector.event("playing")
        await page.evaluate(f"window.first = {VIDEO}; void show('/media/lesson.mp4')")
        await until(page, f"{VIDEO} && {VIDEO} !== first && {VIDEO}.readyState > 0")
        await collector.until(lambda: len(collector.all("lesson_open")) == 2, "the other video")
        collector.events.clear()
        await page.evaluate(f"void {VIDEO}.play()")
        await collector.event("playing")
