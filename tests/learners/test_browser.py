"""Browsers start as a learner has them: really hidden tabs, a camera from a file, and nothing left behind."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse
from playwright.async_api import Page, Playwright, async_playwright

from monitor.learners import serving
from monitor.learners.browser import BrowserError, camera_flags, chromium, find_chromium, route_flags
from monitor.learners.video import lesson_video

pytestmark = pytest.mark.browser
Y4M_HEADER = b"YUV4MPEG2 W64 H48 F15:1 Ip A1:1 C420jpeg\n"


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as playwright:
        yield playwright


@pytest.fixture
def camera_file(tmp_path: Path) -> Path:
    path = tmp_path / "camera.y4m"
    path.write_bytes(Y4M_HEADER + b"FRAME\n" + bytes([120]) * (64 * 48 * 3 // 2))
    return path


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[str]:
    """A page with a lesson video."""
    video = lesson_video(tmp_path, "test", {"zh-CN": "测试", "en": "Test"}, 6)
    app = FastAPI()
    app.get("/", response_class=HTMLResponse)(lambda: "<video src=/video controls></video>")
    app.get("/video")(lambda: FileResponse(video, media_type="video/webm"))
    async with serving.served(app) as address:
        yield address


async def test_another_tab_hides_the_first(playwright: Playwright) -> None:
    async with chromium(playwright) as context:
        first = context.pages[0]
        assert await first.evaluate("document.visibilityState") == "visible"
        await context.new_page()
        await first.wait_for_function("document.visibilityState === 'hidden'", polling=50, timeout=5000)


async def test_the_camera_shows_the_file(playwright: Playwright, site: str, camera_file: Path) -> None:
    async with chromium(playwright, camera_flags(camera_file)) as context:
        assert await _camera(context.pages[0], site) == 64


async def test_a_machine_without_a_camera(playwright: Playwright, site: str) -> None:
    async with chromium(playwright, camera_flags(None)) as context:
        assert await _camera(context.pages[0], site) == "NotFoundError"


async def _camera(page: Page, site: str) -> int | str:
    await page.goto(site)
    width: int | str = await page.evaluate(
        "navigator.mediaDevices.getUserMedia({video: true})"
        ".then(stream => stream.getVideoTracks()[0].getSettings().width, error => error.name)"
    )
    return width


async def test_a_lesson_plays_and_seeks(playwright: Playwright, site: str) -> None:
    async with chromium(playwright) as context:
        page = context.pages[0]
        await page.goto(site)
        await page.wait_for_function("document.querySelector('video').readyState > 0", timeout=10_000)
        assert await page.evaluate("document.querySelector('video').duration") == pytest.approx(6, abs=0.05)
        await page.evaluate("document.querySelector('video').currentTime = 4")
        await page.evaluate("document.querySelector('video').play()")
        await page.wait_for_function("document.querySelector('video').ended", polling=100, timeout=10_000)


async def test_a_route_takes_another_port(playwright: Playwright, site: str) -> None:
    port = int(site.rsplit(":", 1)[1])
    async with chromium(playwright, route_flags("127.0.0.1", 12345, port)) as context:
        await context.pages[0].goto("http://127.0.0.1:12345/")
        assert await context.pages[0].locator("video").count() == 1


async def test_nothing_is_left_behind(playwright: Playwright, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    async with chromium(playwright):
        (profile,) = tmp_path.glob("learner-*")
        assert _processes_with(str(profile))
    assert not profile.exists()
    assert not _processes_with(str(profile))


def _processes_with(word: str) -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if word in command:
                found.append(command)
    return found


def test_a_wrong_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(BrowserError, match="MONITOR_CHROMIUM"):
        find_chromium()
