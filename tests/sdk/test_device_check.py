"""Before the first lesson a learner sees what works and reads what to do about the rest, in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, async_playwright

from monitor.learners.browser import chromium
from monitor.learners.proxy import Proxy
from tests.sdk.conftest import Y4M_HEADER
from tests.sdk.hosts import eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FAKE = "--use-fake-device-for-media-stream"
ALLOWED, DENIED = "--use-fake-ui-for-media-stream", "--use-fake-ui-for-media-stream=deny"
# The device's clock, moved by minutes before any script of the page asks for it.
CLOCK = "const now = Date.now; Date.now = () => now() + {} * 60000;"
WATCH = """
window.violations = [];
addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    from small_world import running

    async with running(tmp_path_factory.mktemp("world")) as world:
        yield world


def film(folder: Path, brightness: int, spread: int) -> Path:
    """A camera's picture of one frame: columns around a brightness (0 to 255)."""
    row = bytes(max(16, min(235, brightness + (spread if x % 64 < 32 else -spread))) for x in range(640))
    path = folder / f"{brightness}-{spread}.y4m"
    path.write_bytes(Y4M_HEADER + b"FRAME\n" + row * 480 + bytes([128]) * (640 * 480 // 2))
    return path


@asynccontextmanager
async def device(*flags: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright, chromium(playwright, flags) as context:
        yield context.pages[0]


async def says(page: Page, check: str, said: str) -> None:
    shown = f"document.querySelector('[data-check={check}]')?.dataset.said"
    await eventually(lambda: page.evaluate(f"{shown} === {said!r}"), f"{check}: {said}")


async def words(page: Page) -> str:
    return str(await page.evaluate("document.body.innerText"))


async def visit(page: Page, address: str, query: str = "") -> None:
    await page.goto(f"{address}/device-check{query}")
    await eventually(lambda: page.evaluate("!document.querySelector('[data-said=checking]')"), "all checks")


async def test_where_all_is_well_the_learner_reads_that_the_lesson_can_begin(
    world: Any, browser: BrowserContext, page: Page
) -> None:
    await visit(page, world.address)
    for check in ("browser", "network", "clock"):
        await says(page, check, f"{check}_good")
    await page.get_by_role("button", name="测试摄像头").click()
    await says(page, "camera", "camera_good")
    await says(page, "light", "light_good")
    assert "一切就绪，可以上课。" in await words(page)
    assert await page.evaluate("document.querySelector('video').videoWidth") == 640

    await page.get_by_role("button", name="English").click()
    assert "Everything is ready for the lesson." in await words(page)
    assert await page.evaluate("[document.documentElement.lang, document.title]") == ["en", "Device check"]


async def test_the_page_is_strict_and_speaks_to_nobody_else(world: Any, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    await page.add_init_script(WATCH)
    await visit(page, world.address)
    await page.locator("#start").click()
    await says(page, "camera", "camera_good")

    assert {urlsplit(url).netloc for url in asked} == {urlsplit(world.address).netloc}
    assert await page.evaluate("violations") == []
    policy = (await world.http.get("/device-check")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("minutes", "said", "told"),
    [
        (0, "clock_good", "准确"),
        (1, "clock_good", "准确"),
        (-10, "clock_slow", "慢了约 10 分钟"),
        (75, "clock_fast", "快了约 75 分钟"),
    ],
)
async def test_a_wrong_clock_is_named_with_how_much(world: Any, page: Page, minutes: int, said: str, told: str) -> None:
    await page.add_init_script(CLOCK.format(minutes))
    await visit(page, world.address)
    await says(page, "clock", said)
    assert told in await words(page)


async def test_where_sockets_are_blocked_it_says_that_lessons_work_all_the_same(world: Any, page: Page) -> None:
    target = urlsplit(world.address)
    async with Proxy(str(target.hostname), int(target.port or 0)) as proxy, proxy.broken("no_sockets"):
        await visit(page, f"http://127.0.0.1:{proxy.port}")
        await says(page, "network", "network_requests")
    assert "可以上课" in await words(page)


async def test_where_nothing_gets_through_it_names_the_host_for_the_administrator(world: Any, page: Page) -> None:
    await page.add_init_script(
        "window.WebSocket = undefined; window.fetch = () => Promise.reject(new Error('blocked'));"
    )
    await visit(page, world.address, "?lang=en")
    await says(page, "network", "network_none")
    await says(page, "clock", "clock_unknown")
    said = await words(page)
    assert f"allow {urlsplit(world.address).netloc}" in said
    assert "Not ready yet: 1 to put right before the lesson." in said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (
            "Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 Chrome/116 MicroMessenger/8.0' })",
            "browser_webview",
        ),
        ("Object.defineProperty(window, 'isSecureContext', { value: false })", "browser_insecure"),
        ("delete Document.prototype.adoptedStyleSheets", "browser_old"),
        ("indexedDB.open = () => { throw new Error('private') }", "browser_private"),
    ],
)
async def test_a_browser_that_will_not_do_is_told_apart(world: Any, page: Page, before: str, said: str) -> None:
    await page.add_init_script(before)
    await visit(page, world.address)
    await says(page, "browser", said)


@pytest.mark.parametrize(
    ("flags", "said", "advice"),
    [
        ((FAKE, DENIED), "camera_denied", "地址栏"),
        ((f"{FAKE}=device-count=0", ALLOWED), "camera_missing", "请连接摄像头"),
    ],
)
async def test_a_camera_that_cannot_be_used_is_explained_and_may_be_tested_again(
    world: Any, flags: Sequence[str], said: str, advice: str
) -> None:
    async with device(*flags) as page:
        await visit(page, world.address)
        await page.locator("#start").click()
        await says(page, "camera", said)
        assert advice in await words(page)
        assert await page.locator("#start").is_visible()


async def test_the_light_is_looked_at_all_the_time(world: Any, tmp_path: Path) -> None:
    shown = film(tmp_path, 130, 60)
    async with device(FAKE, ALLOWED, f"--use-file-for-fake-video-capture={shown}") as page:
        await visit(page, world.address)
        await page.locator("#start").click()
        await says(page, "light", "light_good")
        for brightness, spread, said in (
            (28, 6, "light_dark"),
            (120, 0, "light_covered"),
            (55, 18, "light_dim"),
            (228, 20, "light_bright"),
        ):
            with shown.open("r+b") as track:  # which runs, and would end where the file was empty for a moment
                track.write(film(tmp_path, brightness, spread).read_bytes())
            await says(page, "light", said)


@pytest.mark.parametrize("width", [320, 375, 1280])
async def test_nothing_is_cut_off_on_a_small_screen_and_buttons_are_large_enough(
    world: Any, page: Page, width: int
) -> None:
    await page.set_viewport_size({"width": width, "height": 700})
    await visit(page, world.address)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in await page.get_by_role("button").all():
        box = await button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
