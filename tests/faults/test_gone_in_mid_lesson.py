"""The collector goes away while a browser plays a lesson: the learner goes on, and nothing acknowledged is missing."""

import asyncio
import json
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from killable import Killable
from playwright.async_api import WebSocket

from monitor import rulepacks
from monitor.adapters.keys import MasterKey
from monitor.adapters.registry import SqlRegistry, open_engine
from monitor.adapters.sqlite_log import SqliteLog
from monitor.core import codec
from monitor.core.events import Entry
from monitor.learners.curriculum import ELECTRICIAN_HOUR
from monitor.learners.learner import Learner
from monitor.learners.stage import ENROLLED, furnished, prepare

pytestmark = [pytest.mark.alone, pytest.mark.browser, pytest.mark.timeout(400)]

DOWN_SECONDS = 3
KILLED_AT, DRAINED_AT = 9.0, 20.0  # seconds into the first lesson


def server_over(folder: Path) -> Killable:
    words = ("-m", "monitor", "serve", "--data", "{folder}", "--port", "{port}", "--rules", "demo")
    return Killable(folder, *words, MONITOR_FACE_WORKERS="1")


class Heard:
    """What the browser was told: which batch was acknowledged last, session by session, and of which holds."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}
        self.holds: list[str] = []
        self.held_while_drained: list[str] | None = None

    def listen_to(self, socket: WebSocket) -> None:
        session = ""

        def hear(frame: str | bytes) -> None:
            nonlocal session
            said = json.loads(frame)
            if said["type"] == "welcome":
                session = said["session"]
            elif said["type"] == "ack":
                self.last[session] = max(said["seq"], self.last.get(session, -1))
            if reason := _hold_in(said):
                self.holds.append(reason)

        socket.on("framereceived", hear)


def _hold_in(said: dict[str, Any]) -> str:
    """Why the lesson is kept paused, by a directive or a welcome."""
    if said.get("kind") == "hold":
        return str(said["reason"])
    return said["hold"]["reason"] if said["type"] == "welcome" and said["hold"] else ""


@asynccontextmanager
async def registry_of(folder: Path):
    registry = SqlRegistry(open_engine(folder / "registry.db"), MasterKey.in_folder(folder / "keys").derive("identity"))
    try:
        yield registry
    finally:
        registry.close()


async def entries_in(folder: Path) -> dict[str, list[Entry]]:
    """All entries of the log, by session."""
    log = SqliteLog(folder / "events.db", read_only=True)
    try:
        return {stream: await log.read(stream) for stream in await log.streams()}
    finally:
        await log.close()


@asynccontextmanager
async def at_a_browser(server: Killable, heard: Heard, keep_videos):
    """A learner before a browser that plays lessons from this collector."""
    videos = await prepare(keep_videos(server.folder), [ENROLLED])
    async with (
        registry_of(server.folder) as registry,
        furnished(server.address, registry, rulepacks.load("demo"), videos, ["王芳"]) as stage,
        stage.browser("王芳", ENROLLED) as learner,
    ):
        learner.page.on("websocket", heard.listen_to)
        yield learner


async def killed_and_drained_while_learning(server: Killable, learner: Learner, heard: Heard) -> None:
    first, second = ELECTRICIAN_HOUR.lessons
    await learner.log_in()
    await learner.open_lesson(first)
    await learner.play()
    await learner.watch(KILLED_AT)
    await server.kill()
    await asyncio.sleep(DOWN_SECONDS)
    await server.start()
    await learner.watch(DRAINED_AT)
    assert heard.holds, "before its first face check a lesson is held"
    heard.holds.clear()
    await server.drain()
    await server.start()
    await learner.watch_to_end()
    heard.held_while_drained = [*heard.holds]
    await learner.learn(second)
    await learner.finish()
    await learner.claim_credit(ELECTRICIAN_HOUR)


async def assert_all_is_stored(folder: Path, heard: Heard) -> None:
    stored = await entries_in(folder)
    assert heard.last
    for session, last in heard.last.items():
        batches = [codec.decode_batch(entry.payload).seq for entry in stored[session] if entry.source == "client"]
        assert batches == list(range(len(batches))), "every batch once, in order"
        assert len(batches) > last, "an acknowledged batch is missing"


async def test_an_honest_learner_is_certified_although_the_collector_is_killed_and_drained(tmp_path, keep_videos):
    server, heard = server_over(tmp_path), Heard()
    await server.start()
    try:
        async with at_a_browser(server, heard, keep_videos) as learner:
            await killed_and_drained_while_learning(server, learner, heard)
    finally:
        await server.kill()

    assert learner.verdict.outcome == "certified", learner.verdict
    assert heard.held_while_drained == [], "a collector that is drained costs nobody a hold"
    await assert_all_is_stored(tmp_path, heard)
