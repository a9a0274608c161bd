"""Pages that allow next to nothing: the SDK breaks no policy, and needs neither a disk nor WebSockets."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Error, Page

from monitor.learners.proxy import Proxy
from tests.sdk.collector import PAGE, POLICY, Collector
from tests.sdk.examples import write_lesson
from tests.sdk.hosts import VIDEO, Host, course, eventually, until
from tests.sdk.short_hour import attentive, learn, short_hours, verdict_of
from tests.sdk.side_by_side import SideBySide

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
"""


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lesson(tmp_path_factory.mktemp("media"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    async with short_hours(tmp_path_factory.mktemp("world")) as world:
        yield world


def documented(world: Any, connect: str) -> dict[str, str]:
    """What sdk/js/README.md asks of a page, and nothing else but the page's own scripts and video."""
    allowed = {
        "default-src": "'none'",
        "script-src": f"'self' {world.address}",
        "connect-src": connect,
        "media-src": "'self'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
        "report-uri": "/reports",
    }
    policy = "; ".join(f"{name} {value}" for name, value in allowed.items())
    return {"Content-Security-Policy": policy, "Permissions-Policy": "camera=(self), microphone=(), geolocation=()"}


# ---------------------------------------------------------------- two whole hours, at the same time


async def strict_hour(page: Page, world: Any, lesson: Path) -> tuple[str, list[Any], list[Any]]:
    """What came of the hour, and the violations that the page and its server were told of."""
    trainee = world.trainee("strict", consented=False)
    session = await world.open(trainee)
    allowed = documented(world, f"{world.address} {world.address.replace('http', 'ws')}")
    async with course(world, lesson, session, WATCH, headers=allowed) as host:
        await page.goto(host.address)
        async with attentive(page.context, page):
            await learn(page)
            verdict = await verdict_of(world, trainee)
        told = verdict["outcome"], await page.evaluate("violations"), [*host.reports]
        await breaks_it_itself(page, host)
    return told


async def hour_behind_a_box(page: Page, world: Any, lesson: Path) -> tuple[str, list[Any]]:
    trainee = world.trainee("behind a box")
    session = await world.open(trainee)
    target = urlsplit(world.address)
    async with Proxy(str(target.hostname), int(target.port or 0)) as proxy, proxy.broken("no_sockets"):
        session["stream_url"] = f"ws://127.0.0.1:{proxy.port}/v1/stream"
        async with course(world, lesson, session) as host:
            await page.goto(host.address)
            async with attentive(page.context, page):
                await learn(page)
                verdict = await verdict_of(world, trainee)
    return verdict["outcome"], verdict["reasons"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hours(browser: BrowserContext, world: Any, lesson: Path) -> AsyncIterator[SideBySide[Any]]:
    hours: SideBySide[Any] = SideBySide(browser)
    stories = {story: partial(story, world=world, lesson=lesson) for story in (strict_hour, hour_behind_a_box)}
    async with hours.telling(stories):
        yield hours


async def test_a_whole_hour_breaks_no_policy_of_a_page_that_allows_only_what_is_documented(
    hours: SideBySide[Any],
) -> None:
    assert await hours[strict_hour] == ("certified", [], [])


async def test_a_whole_hour_over_requests_where_a_box_on_the_way_lets_no_socket_through(hours: SideBySide[Any]) -> None:
    assert await hours[hour_behind_a_box] == ("certified", [])


async def breaks_it_itself(page: Page, host: Host) -> None:
    """Shows that a violation would have been noticed."""
    await page.evaluate("document.body.append(Object.assign(new Image(), { src: '/picture' })), 0")
    await until(page, "violations.length === 1")
    await eventually(lambda: said(host.reports), "the report")
    [report] = host.reports
    assert report["csp-report"]["effective-directive"] == "img-src"


async def said(reports: list[Any]) -> bool:
    return bool(reports)


# ---------------------------------------------------------------- WebSockets are blocked


BLOCKED = {
    "by the page's policy": ("{http}", ""),
    "by a script that throws": ("{http} {ws}", "window.WebSocket = function () { throw new Error('blocked') };"),
    "by a script that takes it away": ("{http} {ws}", "window.WebSocket = undefined;"),
}


@pytest.mark.parametrize("how", BLOCKED)
async def test_where_websockets_are_blocked_the_same_messages_go_by_requests(
    world: Any, page: Page, lesson: Path, how: str
) -> None:
    connect, before = BLOCKED[how]
    session = await world.open(world.trainee(how))
    sources = connect.format(http=world.address, ws=world.address.replace("http", "ws"))
    async with course(world, lesson, session, before, headers=documented(world, sources)) as host:
        await page.goto(host.address)
        await until(page, "said.some(([name, { connection }]) => name === 'state' && connection === 'live')")
        await eventually(lambda: stored(world, session["session"], "camera"), "events in the log")

        errors = await page.evaluate("said.filter(([name]) => name === 'error').map(([, error]) => error)")
        assert [(error["code"], error["field"], error["fatal"]) for error in errors] == [
            ("unreachable", "endpoint", False)
        ]


async def stored(world: Any, session: str, kind: str) -> bool:
    batches = [json.loads(batch) for batch in await world.batches(session)]
    return any(event["type"] == kind for batch in batches for event in batch["events"])


# ---------------------------------------------------------------- nothing can be stored

SANDBOX = {"Content-Security-Policy": f"{POLICY}; sandbox allow-scripts"}
REFUSED = {
    "by an exception": "indexedDB.open = () => { throw new Error('private') }",
    "by an answer that never comes": "indexedDB.open = () => ({})",
    "by an error": "indexedDB.open = () => { const r = {}; setTimeout(() => r.onerror()); return r }",
}


@pytest.mark.parametrize("how", REFUSED)
async def test_where_storage_is_refused_memory_has_to_do(page: Page, lesson: Path, how: str) -> None:
    html = PAGE.replace("<div", "<script src=/before.js></script><div")
    collector = Collector(lesson, page=html, headers={}, scripts={"before": REFUSED[how]})
    async with collector.serving() as address:
        await page.goto(address)
        await lesson_survives_a_cut(page, collector)


async def test_in_a_sandbox_the_browser_grants_neither_disk_nor_locks_nor_camera(page: Page, lesson: Path) -> None:
    collector = Collector(lesson, headers=SANDBOX)
    async with collector.serving() as address:
        await page.goto(address)
        with pytest.raises(Error, match="SecurityError"):
            await page.evaluate("void indexedDB.open('x')")
        await collector.event("window_claim", state="unsupported")
        await collector.event("camera", state="denied")
        await page.locator("[data-action=later]").click()
        await lesson_survives_a_cut(page, collector)


async def lesson_survives_a_cut(page: Page, collector: Collector) -> None:
    await collector.event("lesson_open")
    await until(page, f"{VIDEO}.readyState > 0")
    await page.evaluate(f"void {VIDEO}.play()")
    await collector.event("sample", paused=False)
    await collector.cut()
    await collector.event("net_online")
    await page.evaluate(f"{VIDEO}.pause()")
    await collector.event("pause", reason="learner")
    assert await page.evaluate("said.filter(([name]) => name === 'error')") == []
    assert collector.complaints == []
