"""Face checks through the real camera path of a browser: whoever does what is asked passes, a recording never does."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor.adapters.sqlite_log import SqliteLog
from monitor.core import codec
from monitor.core.events import LivenessResult
from monitor.learners.browser import camera_flags, chromium, route_flags
from monitor.learners.camera import LiveCamera
from monitor.learners.cast import CAST
from monitor.learners.curriculum import LESSONS
from monitor.learners.learner import GaveUp, Learner
from monitor.learners.people import FRAME_BYTES, FRAMES_PER_SECOND, HEIGHT, WIDTH, clips
from monitor.learners.proxy import Proxy
from monitor.learners.stage import staged

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

CHALLENGES = 10
HONEST = CAST["honest"]
LESSON = next(iter(LESSONS.values()))
HEADER = b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n" % (WIDTH, HEIGHT, FRAMES_PER_SECOND)


@pytest.fixture
async def stage(tmp_path):
    async with staged(tmp_path / "data", [HONEST]) as opened:
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


def loop_of(frames, file: Path) -> Path:
    """A camera file that Chromium plays again and again, byte for byte."""
    assert all(len(frame.tobytes()) == FRAME_BYTES for frame in frames)
    file.write_bytes(HEADER + b"".join(b"FRAME\n" + frame.tobytes() for frame in frames))
    return file


async def test_an_honest_learner_passes_ten_challenges_out_of_ten(stage, tmp_path):
    async with stage.learner(HONEST) as learner:
        await learner.log_in()
        for _ in range(CHALLENGES):
            await learner.open_lesson(LESSON)

    final = [result for result in await results(tmp_path) if result.final]
    assert [result.decision for result in final] == ["pass"] * CHALLENGES


@pytest.mark.parametrize("recording", ["loop", "print"])
async def test_a_recording_never_passes(stage, tmp_path, recording):
    """A loop shows somebody who moves and does everything there is; a print shows nobody move."""
    played = clips(HONEST.face)
    acted = [frame for clip in ("rest", "turn_left", "turn_right", "blink") for frame in played[clip]]
    frames = acted if recording == "loop" else [LiveCamera(tmp_path / "still.y4m", HONEST.face).current_frame()]
    async with learner_before(stage, loop_of(frames, tmp_path / "recording.y4m")) as learner:
        await learner.log_in()
        with suppress(GaveUp):
            await learner.open_lesson(LESSON)

    found = await results(tmp_path)
    assert found, "nothing was filmed"
    assert not [result for result in found if result.final and result.decision in ("pass", "review")]
