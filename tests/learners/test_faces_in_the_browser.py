"""Face checks through the real camera path of a browser: whoever does what is asked passes, a recording never does."""

from __future__ import annotations

import asyncio
import base64
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import pytest

from monitor.adapters.sqlite_log import SqliteLog
from monitor.core import codec
from monitor.core.events import LivenessResult
from monitor.learners.attacks import encode
from monitor.learners.browser import camera_flags, chromium, route_flags
from monitor.learners.camera import LiveCamera
from monitor.learners.cast import CAST
from monitor.learners.curriculum import LESSONS
from monitor.learners.learner import GaveUp, Learner
from monitor.learners.people import FRAME_BYTES, FRAMES_PER_SECOND, HEIGHT, WIDTH, clips, frame_picture
from monitor.learners.proxy import Proxy
from monitor.learners.stage import staged
from monitor.learners.tricks import DRAWN_CAMERA

pytestmark = [pytest.mark.alone, pytest.mark.browser, pytest.mark.timeout(900)]

CHALLENGES = 10
HONEST = CAST["honest"]
LESSON = next(iter(LESSONS.values()))
HEADER = b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n" % (WIDTH, HEIGHT, FRAMES_PER_SECOND)


@pytest.fixture
async def stage(tmp_path, keep_videos):
    async with staged(keep_videos(tmp_path / "data"), [HONEST]) as opened:
        yield opened


async def results(folder: Path) -> list[LivenessResult]:
    """What the log says about every burst so far."""
    log = SqliteLog(folder / "data" / "events.db", read_only=True)
    try:
        entries = [entry for stream in await log.streams() for entry in await log.read(stream)]
    finally:
        await log.close()
    facts = [codec.decode_fact(entry.payload) for entry in entries if entry.source == "server"]
    return [fact for fact in facts if isinstance(fact, LivenessResult)]


async def finals(folder: Path) -> list[LivenessResult]:
    return [result for result in await results(folder) if result.final]


@asynccontextmanager
async def learner_before(stage, file: Path):
    """A browser whose camera plays this file, and somebody who presses every button and moves nothing else."""
    target = urlsplit(stage.collector_address)
    async with AsyncExitStack() as opened:
        network = await opened.enter_async_context(Proxy(target.hostname, target.port))
        flags = [*camera_flags(file), *route_flags(target.hostname, target.port, network.port)]
        context = await opened.enter_async_context(chromium(stage.playwright, flags))
        account = stage.accounts[HONEST.trainee]
        yield await opened.enter_async_context(
            Learner(context, stage.platform_address, account, None, network, lambda: learner_before(stage, file))
        )


class DrawnPuppet:
    """A puppet in the page itself, which is told what to do as a live camera is."""

    def __init__(self) -> None:
        self.learner: Learner | None = None
        self._told: set[asyncio.Task] = set()

    def perform(self, action: str, after: float) -> float:
        del after  # it takes the page as long to be told
        self._told.add(asyncio.create_task(self.learner.use_trick(action)))
        return 0.0


def drawn_clips() -> dict[str, list[str]]:
    """All that the puppet can do, as JPEG in base64."""
    return {
        clip: [base64.b64encode(encode(small(frame_picture(frame)), 90)).decode() for frame in frames]
        for clip, frames in clips(HONEST.face).items()
    }


def small(picture):
    return cv2.resize(picture, (480, 360), interpolation=cv2.INTER_AREA)


@asynccontextmanager
async def puppeteer_before(stage):
    """A browser on a machine without a camera, whose pages draw a puppet and call it one."""
    target = urlsplit(stage.collector_address)
    puppet, pictures = DrawnPuppet(), await asyncio.to_thread(drawn_clips)
    async with AsyncExitStack() as opened:
        network = await opened.enter_async_context(Proxy(target.hostname, target.port))
        flags = [*camera_flags(None), *route_flags(target.hostname, target.port, network.port)]
        context = await opened.enter_async_context(chromium(stage.playwright, flags))
        await context.expose_function("puppetClips", lambda: pictures)
        account = stage.accounts[HONEST.trainee]
        puppet.learner = await opened.enter_async_context(
            Learner(context, stage.platform_address, account, puppet, network, lambda: puppeteer_before(stage))
        )
        await puppet.learner.install(DRAWN_CAMERA)
        yield puppet.learner


async def until_something_is_judged(folder: Path) -> None:
    async with asyncio.timeout(120):
        while not await results(folder):  # noqa: ASYNC110
            await asyncio.sleep(0.2)


def loop_of(frames, file: Path) -> Path:
    """A camera file that Chromium plays again and again, byte for byte."""
    assert all(len(frame.tobytes()) == FRAME_BYTES for frame in frames)
    file.write_bytes(HEADER + b"".join(b"FRAME\n" + frame.tobytes() for frame in frames))
    return file


async def test_an_honest_learner_passes_ten_challenges_out_of_ten(stage, tmp_path):
    async with stage.learner(HONEST) as learner:
        await learner.log_in()
        for number in range(CHALLENGES):
            await learner.open_lesson(LESSON)
            async with asyncio.timeout(120):  # on a busy machine the page may be looked at before it asks
                while len(await finals(tmp_path)) <= number:  # noqa: ASYNC110
                    await asyncio.sleep(0.2)

    final = await finals(tmp_path)
    assert [(result.decision, result.reason) for result in final] == [("pass", "ok")] * CHALLENGES


@pytest.mark.parametrize("recording", ["loop", "print"])
async def test_a_recording_never_passes(stage, tmp_path, recording):
    """A loop shows somebody who moves and does everything there is; a print shows nobody move."""
    played = clips(HONEST.face)
    acted = [frame for clip in ("rest", "turn_left", "turn_right", "blink") for frame in played[clip]]
    frames = acted if recording == "loop" else [LiveCamera(tmp_path / "still.y4m", HONEST.face).current_frame()]
    async with learner_before(stage, loop_of(frames, tmp_path / "recording.y4m")) as learner:
        await learner.log_in()
        given_up = ""
        try:
            await learner.open_lesson(LESSON)
            await until_something_is_judged(tmp_path)  # on a busy machine the page may be looked at before it asks
        except GaveUp as why:
            given_up = str(why)

    found = await results(tmp_path)
    assert found, f"nothing was filmed: {given_up}"
    assert not [result for result in found if result.final and result.decision in ("pass", "review")]


async def test_a_puppet_drawn_on_a_canvas_passes_and_the_reviewer_is_told(stage, tmp_path):
    """A known limit without attestation: what is drawn well enough is a face. It is reported, and decides nothing."""
    async with puppeteer_before(stage) as learner:
        await learner.log_in()
        await learner.open_lesson(LESSON)
        final = [result for result in await results(tmp_path) if result.final]
        assert [result.decision for result in final] == ["pass"]

        address = f"{stage.collector_address}/v1/attempts/{final[0].attempt}/timeline"
        course = await (await learner.page.context.request.get(address)).json()
        assert [hint["code"] for hint in course["hints"]] == ["camera_drawn"]
        assert course["hints"][0]["kind"] == "CanvasCaptureMediaStreamTrack"
        assert course["verdict"]["result"] == "in_progress"
        assert [finding["rule"] for finding in course["verdict"]["findings"]] == ["incomplete"]

        await learner.page.goto(f"{stage.collector_address}/attempts/{final[0].attempt}?lang=en")
        await learner.page.get_by_text("drawn on a canvas").wait_for()
