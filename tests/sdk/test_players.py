"""The example pages of eight players, each in a real browser: what is observed and prevented is the same."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.async_api import async_playwright

from monitor.learners.browser import camera_flags, chromium
from tests.sdk.collector import EXAMPLES, Collector
from tests.sdk.conftest import VIDEO, Learner

pytestmark = pytest.mark.browser

PLAYERS = ["plain", "video.js", "plyr", "vidstack", "hls.js", "dash.js", "xgplayer", "artplayer"]
SECONDS, FPS = 20, 15
FORMATS = {"lesson.mp4": "mp4", "lesson.m3u8": "hls", "lesson.mpd": "dash"}


def write(path: Path, kind: str) -> None:
    """A silent lesson whose picture changes, with a key frame every second."""
    options = {"movflags": "faststart"} if kind == "mp4" else {"hls_list_size": "0"} if kind == "hls" else {}
    with av.open(str(path), "w", format=kind, options=options) as container:
        stream = container.add_stream("libx264", rate=FPS, options={"g": str(FPS), "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for index in range(SECONDS * FPS):
            picture = np.full((180, 320, 3), index % 256, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("media")
    for name, kind in FORMATS.items():
        write(folder / name, kind)
    return folder


@pytest.fixture
async def example(collector: Collector, media: Path) -> AsyncIterator[Learner]:
    assert (EXAMPLES / "node_modules").is_dir(), "the players are missing; run make setup"
    collector.media = media
    async with (
        collector.serving() as address,
        async_playwright() as playwright,
        chromium(playwright, camera_flags(None)) as context,
    ):
        yield Learner(context, context.pages[0], address + "/examples")
        assert collector.complaints == []


async def open_and_play(example: Learner, player: str) -> None:
    await example.page.goto(f"{example.address}/{player}/index.html")
    await example.until(f"{VIDEO}?.readyState > 0")
    await example.page.locator("[data-action=later]").click()  # this learner has no camera
    await example.play()


@pytest.mark.parametrize("player", PLAYERS)
async def test_an_honest_lesson_is_observed_without_gaps(example: Learner, collector: Collector, player: str) -> None:
    await open_and_play(example, player)
    await collector.event("playing")
    await asyncio.sleep(2.5)
    samples = [event for event in collector.all("sample") if not event["paused"] and not event["stalled"]]
    assert samples[-1]["position"] - samples[0]["position"] > 1200
    for before, after in itertools.pairwise(samples):
        elapsed = after["t"] - before["t"]
        assert elapsed < 1500
        assert abs(after["position"] - before["position"] - elapsed) < 400
    assert not collector.all("prevented")


@pytest.mark.parametrize("player", PLAYERS)
async def test_rate_and_forward_seek_are_prevented_and_recorded(
    example: Learner, collector: Collector, player: str
) -> None:
    await open_and_play(example, player)
    await collector.event("playing")
    await example.video("playbackRate = 2")
    await collector.event("prevented", what="rate", origin=1000, target=2000)
    assert await example.video("playbackRate") == 1
    await example.video("currentTime = 15")
    await collector.event("prevented", what="seek", target=15_000)
    await example.until(f"{VIDEO}.currentTime < 10")


async def test_a_video_that_plyr_replaces_is_followed(example: Learner, collector: Collector) -> None:
    await open_and_play(example, "plyr")
    await collector.event("playing")
    await example.page.evaluate(f"window.first = {VIDEO}; void show('/media/lesson.mp4')")
    await example.until(f"{VIDEO} && {VIDEO} !== first && {VIDEO}.readyState > 0")
    await collector.until(lambda: len(collector.all("lesson_open")) == 2, "the other video")
    collector.events.clear()
    await example.play()
    await collector.event("playing")
