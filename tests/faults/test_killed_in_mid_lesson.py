"""The collector is killed while a browser plays a lesson: the learner goes on, and nothing acknowledged is missing."""

import asyncio
import json
import os
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from playwright.async_api import WebSocket

from monitor import rulepacks
from monitor.adapters.keys import MasterKey
from monitor.adapters.registry import SqlRegistry, open_engine
from monitor.adapters.sqlite_log import SqliteLog
from monitor.core import codec
from monitor.learners.curriculum import ELECTRICIAN_HOUR
from monitor.learners.learner import Learner
from monitor.learners.stage import ENROLLED, furnished, prepare

pytestmark = [pytest.mark.alone, pytest.mark.browser, pytest.mark.timeout(400)]

DOWN_SECONDS = 3
KILLED_AT = (9.0, 20.0)  # seconds into the first lesson


class Server:
    """`monitor serve` in a process of its own, over one folder and one port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: asyncio.subprocess.Process

    async def start(self) -> None:
        arguments = ["serve", "--data", self.folder, "--port", str(self.port), "--rules", "demo"]
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor", *arguments, env={**os.environ, "MONITOR_FACE_WORKERS": "1"},
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        async with asyncio.timeout(60), httpx.AsyncClient() as http:
            while not await self._answers(http):
                assert self._process.returncode is None, "the collector ended by itself"
                await asyncio.sleep(0.1)

    async def _answers(self, http: httpx.AsyncClient) -> bool:
        try:
            return (await http.get(f"{self.address}/healthz")).is_success
        except httpx.TransportError:
            return False

    async def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


class Acknowledged:
    """What the browser saw acknowledged, session by session: the number of the last batch."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}

    def listen_to(self, socket: WebSocket) -> None:
        session = ""

        def hear(frame: str | bytes) -> None:
            nonlocal session
            said = json.loads(frame)
            if said["type"] == "welcome":
                session = said["session"]
            elif said["type"] == "ack":
                self.last[session] = max(said["seq"], self.last.get(session, -1))

        socket.on("framereceived", hear)


@asynccontextmanager
async def registry_of(folder: Path):
    registry = SqlRegistry(open_engine(folder / "registry.db"), MasterKey.in_folder(folder / "keys").derive("identity"))
    try:
        yield registry
    finally:
        registry.close()


async def stored_batches(folder: Path) -> dict[str, list[int]]:
    """The numbers of all batches in the log, by session."""
    log = SqliteLog(folder / "events.db", read_only=True)
    try:
        streams = {stream: await log.read(stream) for stream in await log.streams()}
    finally:
        await log.close()
    return {
        stream: [codec.decode_batch(entry.payload).seq for entry in entries if entry.source == "client"]
        for stream, entries in streams.items()
    }


async def killed_while_learning(server: Server, learner: Learner) -> None:
    first, second = ELECTRICIAN_HOUR.lessons
    await learner.log_in()
    await learner.open_lesson(first)
    await learner.play()
    for position in KILLED_AT:
        await learner.watch(position)
        await server.kill()
        await asyncio.sleep(DOWN_SECONDS)
        await server.start()
    await learner.watch_to_end()
    await learner.learn(second)
    await learner.finish()
    await learner.claim_credit(ELECTRICIAN_HOUR)


async def test_an_honest_learner_is_certified_although_the_collector_is_killed_twice(tmp_path, keep_videos):
    videos = await prepare(keep_videos(tmp_path), [ENROLLED])
    server, acknowledged = Server(tmp_path), Acknowledged()
    await server.start()
    try:
        async with (
            registry_of(tmp_path) as registry,
            furnished(server.address, registry, rulepacks.load("demo"), videos, ["王芳"]) as stage,
            stage.browser("王芳", ENROLLED) as learner,
        ):
            learner.page.on("websocket", acknowledged.listen_to)
            await killed_while_learning(server, learner)
    finally:
        await server.kill()

    assert learner.verdict.outcome == "certified", learner.verdict
    stored = await stored_batches(tmp_path)
    assert acknowledged.last
    for session, last in acknowledged.last.items():
        assert stored[session] == list(range(len(stored[session]))), "every batch once, in order"
        assert len(stored[session]) > last, "an acknowledged batch is missing"
