"""A whole hour before a real collector in which a platform takes the consent back while the lesson plays (PRV-02)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from tests.sdk.examples import write_lesson
from tests.sdk.hosts import START, VIDEO, Host, course_page, eventually
from tests.sdk.short_hour import attentive, learn, short_hours, verdict_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lesson(tmp_path_factory.mktemp("media"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    async with short_hours(tmp_path_factory.mktemp("world")) as world:
        yield world


async def test_the_learner_is_asked_again_in_the_page_and_the_hour_is_certified(
    world: Any, browser: BrowserContext, page: Page, lesson: Path
) -> None:
    trainee = world.trainee("thinks again")
    session = await world.open(trainee)
    opened = f"const endpoint = {session['stream_url']!r}, ticket = {session['ticket']!r};"
    script = (await world.http.get("/sdk/manifest.json")).json()["script"]
    files = {"": course_page(script, "<script src=/start.js></script>"), "start.js": opened + START}
    async with Host(lesson, files).serving() as address:
        await page.goto(address)
        async with attentive(browser, page):
            learning = asyncio.create_task(learn(page))
            await eventually(lambda: page.evaluate(f"{VIDEO}.currentTime > 1"), "the lesson plays", 60)
            done = await world.platform("DELETE", f"/v1/consents/{trainee}/face_check")
            assert done.status_code == 204
            await learning
            verdict = await verdict_of(world, trainee)
        cameras = await page.evaluate("said.filter(([name]) => name === 'state').map(([, { camera }]) => camera)")

    assert (verdict["outcome"], verdict["reasons"]) == ("certified", [])
    assert [state for state, _ in groupby(cameras)][:4] == ["off", "on", "off", "on"]
    assert world.monitor.registry.consented(trainee, "face_check")
