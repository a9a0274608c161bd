"""A camera that is denied, taken back or unplugged: the learner reads what to do, and it comes back."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, async_playwright

from monitor.flows.sdk_words import sdk_words
from monitor.learners.browser import camera_flags, chromium
from tests.sdk.collector import Collector
from tests.sdk.conftest import Y4M_HEADER, Learner

pytestmark = pytest.mark.browser

SAID = sdk_words("en")


@pytest.fixture
def camera_file(tmp_path: Path) -> Path:
    path = tmp_path / "camera.y4m"
    path.write_bytes(Y4M_HEADER + b"FRAME\n" + bytes([120]) * (640 * 480 * 3 // 2))
    return path


@asynccontextmanager
async def before_a_camera(collector: Collector, file: Path | None) -> AsyncIterator[Learner]:
    """A browser that asks for permission like anybody's, and gets none by itself; without a file, a camera neither."""
    flags = (
        camera_flags(None)
        if file is None
        else ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={file}"]
    )
    async with (
        collector.serving() as address,
        async_playwright() as playwright,
        chromium(playwright, flags) as context,
    ):
        yield Learner(context, context.pages[0], address)
        assert collector.complaints == []


async def allow(learner: Learner) -> None:
    await learner.context.grant_permissions(["camera"], origin=learner.address)


async def reads(learner: Learner, text: str) -> None:
    await learner.page.locator("[data-hold=camera]", has_text=text).wait_for()
    assert await learner.video("paused") is True


async def states(collector: Collector, *expected: str) -> None:
    """The camera's states so far are these, in this order."""
    await collector.until(lambda: len(collector.all("camera")) >= len(expected), f"camera {expected}")
    assert [event["state"] for event in collector.all("camera")] == list(expected)


async def changes(collector: Collector, *expected: str) -> None:
    """As `states`, but one that was found again by a further try is no change."""

    def found() -> tuple[str, ...]:
        return tuple(state for state, _ in groupby(event["state"] for event in collector.all("camera")))

    await collector.until(lambda: found() == expected, f"camera {expected}")


async def plays_before_the_camera(learner: Learner, collector: Collector) -> None:
    await allow(learner)
    await learner.open()
    await learner.play()
    await states(collector, "on")
    await collector.event("playing")


async def test_without_a_camera_the_learner_is_told_what_to_do(collector: Collector) -> None:
    async with before_a_camera(collector, None) as learner:
        await learner.open()
        await states(collector, "missing")
        await reads(learner, SAID["missing"])
        await learner.page.locator("[data-action=later]").click()
        await learner.play()
        await collector.event("playing", held=False)


async def test_a_denied_camera_is_explained_and_works_as_soon_as_it_is_allowed(
    collector: Collector, camera_file: Path
) -> None:
    async with before_a_camera(collector, camera_file) as learner:
        await learner.open()
        await reads(learner, SAID["denied"])
        await states(collector, "denied")
        await learner.page.locator("[data-action=retry]").click()
        await states(collector, "denied", "denied")
        await allow(learner)
        await learner.page.locator("[data-action=retry]").click()
        await states(collector, "denied", "denied", "on")
        await learner.play()
        await collector.event("playing", held=False)


async def test_a_permission_that_is_taken_back_holds_the_lesson_until_it_is_given_again(
    collector: Collector, camera_file: Path
) -> None:
    async with before_a_camera(collector, camera_file) as learner:
        await plays_before_the_camera(learner, collector)
        await learner.context.clear_permissions()
        await reads(learner, SAID["denied"])
        await states(collector, "on", "lost", "denied")
        await allow(learner)
        await learner.page.locator("[data-action=retry]").click()
        await states(collector, "on", "lost", "denied", "on")
        await learner.plays()


async def test_an_unplugged_camera_holds_the_lesson_until_it_is_there_again(
    collector: Collector, camera_file: Path
) -> None:
    async with before_a_camera(collector, camera_file) as learner:
        await plays_before_the_camera(learner, collector)
        away = camera_file.rename(camera_file.with_suffix(".away"))
        await unplug(learner.context)
        await reads(learner, SAID["missing"])
        await changes(collector, "on", "lost", "missing")
        away.rename(camera_file)
        await learner.page.locator("[data-action=retry]").click()
        await changes(collector, "on", "lost", "missing", "on")
        await learner.plays()


async def test_a_camera_that_is_plugged_in_again_is_found_without_a_press(
    collector: Collector, camera_file: Path | None
) -> None:
    assert camera_file
    async with before_a_camera(collector, camera_file) as learner:
        await plays_before_the_camera(learner, collector)
        away = camera_file.rename(camera_file.with_suffix(".away"))
        await unplug(learner.context)
        await reads(learner, SAID["missing"])
        away.rename(camera_file)
        await reported(learner)
        await changes(collector, "on", "lost", "missing", "on")
        await learner.plays()
        assert await learner.page.locator("[data-hold=camera]").count() == 0


async def test_a_camera_that_is_not_allowed_is_not_asked_for_again_because_a_device_came(
    collector: Collector, camera_file: Path | None
) -> None:
    async with before_a_camera(collector, camera_file) as learner:
        await learner.open()
        await reads(learner, SAID["denied"])
        await reported(learner)
        await learner.page.locator("[data-action=later]").click()
        await learner.play()
        await collector.event("playing", held=False)
        await states(collector, "denied")


async def reported(learner: Learner) -> None:
    """The browser says that devices are others now; the fake ones of Chromium never make it say so."""
    await learner.page.evaluate("void navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")


async def unplug(context: BrowserContext) -> None:
    """The device goes away under the browser: the process that reads it ends."""
    assert context.browser
    session = await context.browser.new_browser_cdp_session()
    processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    [reader] = [process["id"] for process in processes if "VideoCapture" in process["type"]]
    os.kill(reader, signal.SIGKILL)
