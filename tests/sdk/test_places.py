"""Where a page may have its video: in a shadow root, in a frame, or as a stream that the browser plays by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from playwright.async_api import Page

from tests.sdk.collector import PAGE, START, Collector
from tests.sdk.examples import write_lesson
from tests.sdk.hosts import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

BOX = PAGE.replace("<video src=/video controls loop width=480></video>", "")
SHADOW = """
window.video = Object.assign(document.createElement('video'), { src: '/video', width: 480 })
document.querySelector('#player').attachShadow({ mode: '%s' }).append(video)
"""
FRAME = """
const frame = Object.assign(document.createElement('iframe'), { src: '/inner', allow: 'camera; autoplay; fullscreen' })
frame.onload = () => {
  window.video = frame.contentDocument.querySelector('video')
  document.querySelector('#player').append('ready')
}
document.querySelector('#player').append(frame)
"""
HANDED_OVER = START.replace("attach('#player')", "attach(() => window.video)")


def collector_with(video: Path, before: str, start: str, page: str = BOX, inner: str = "") -> Collector:
    """A page whose video some script makes; `inner` is what a frame shows."""

    def more(app: FastAPI) -> None:
        app.get("/inner")(lambda: HTMLResponse(inner))
        app.mount("/media", StaticFiles(directory=video.parent))

    html = page.replace("<script src=/sdk", "<script src=/before.js></script><script src=/sdk", 1)
    return Collector(video, page=html, headers={}, extend=more, scripts={"before": before, "start": start})


async def is_supervised(page: Page, collector: Collector, video: str = "video") -> None:
    """Play is told, and twice the speed prevented."""
    await collector.event("lesson_open")
    await until(page, f"{video}.readyState > 0")
    await page.evaluate(f"void {video}.play()")
    await collector.event("playing")
    await page.evaluate(f"{video}.playbackRate = 2")
    await collector.event("prevented", what="rate")
    assert await page.evaluate(f"{video}.playbackRate") == 1
    assert collector.complaints == []


async def test_a_video_in_an_open_shadow_root_is_found(page: Page, video: Path) -> None:
    collector = collector_with(video, SHADOW % "open", START)
    async with collector.serving() as address:
        await page.goto(address)
        await is_supervised(page, collector)


async def test_a_video_in_a_closed_shadow_root_is_handed_over(page: Page, video: Path) -> None:
    collector = collector_with(video, SHADOW % "closed", HANDED_OVER)
    async with collector.serving() as address:
        await page.goto(address)
        await is_supervised(page, collector)


async def test_a_video_in_a_frame_of_the_same_origin_is_handed_over_when_it_is_there(page: Page, video: Path) -> None:
    collector = collector_with(video, FRAME, HANDED_OVER, inner="<video src=/video></video>")
    async with collector.serving() as address:
        await page.goto(address)
        await is_supervised(page, collector)


async def test_in_a_frame_the_sdk_supervises_the_video_beside_it(page: Page, video: Path) -> None:
    outer = "<!doctype html><div id=player></div><script src=/before.js></script>"
    collector = collector_with(video, FRAME, START, page=outer, inner=PAGE)
    async with collector.serving() as address:
        await page.goto(address)
        await is_supervised(page, collector)


async def test_hls_that_the_browser_plays_by_itself_is_supervised(page: Page, tmp_path: Path) -> None:
    lesson = write_lesson(tmp_path, "lesson.m3u8")
    native = PAGE.replace("src=/video", "src=/media/lesson.m3u8")
    collector = collector_with(lesson, "window.video = document.querySelector('video')", START, page=native)
    async with collector.serving() as address:
        await page.goto(address)
        await is_supervised(page, collector)
        opened = await collector.event("lesson_open")
    assert opened["source"].endswith("/media/lesson.m3u8")
    assert 13_000 < opened["duration"] < 15_000
