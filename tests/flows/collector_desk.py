"""A collector over real adapters except the log (memory), the faces (fake) and the clock (settable)."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from sdk_double import sha256, signed
from small_world import CLASS, PLATFORM, FakeFaces, add_trainee, seed

from monitor import assembly
from monitor.adapters.clock import ManualClock
from monitor.adapters.memory_log import MemoryLog
from monitor.core import codec
from monitor.flows.collector import Collector
from monitor.flows.connect import connect, disconnect
from monitor.flows.open_session import Opened, open_session
from monitor.flows.receive import follow, receive
from monitor.flows.supervise import _look
from monitor.flows.wire import Hello
from monitor.settings import Settings
from tests.registry.databases import lay_out

START = 1_790_000_000_000


class Ear:
    """A connection that keeps what it is told."""

    language = "en"

    def __init__(self) -> None:
        self.heard: list[dict] = []
        self.handed_over: float | None = None

    def hand_over(self, back_after: float) -> None:
        self.handed_over = back_after

    def send(self, message: bytes) -> None:
        self.heard.append(json.loads(message))

    def of(self, kind: str) -> list[dict]:
        return [message for message in self.heard if message["type"] == kind]

    def directives(self, kind: str) -> list[dict]:
        return [message for message in self.of("directive") if message["kind"] == kind]


class Learner:
    """A session with its connection, driven by hand."""

    def __init__(self, desk: "Desk", opened: Opened) -> None:
        self.desk, self.session, self.ticket = desk, opened.session, opened.ticket
        self.ear = Ear()
        self.live = None
        self.seq, self.prev, self.n = 0, "", 0

    async def come(self, **fields) -> "Learner":
        """Say hello, with the ticket unless a resume token is given."""
        said = {"ticket": self.ticket} if "resume" not in fields else {}
        self.ear = Ear()
        hello = Hello(protocol=1, instance="instance-1", **{**said, **fields})
        self.live = await connect(self.desk.collector, hello, self.ear)
        self.prev = self.prev or self.welcome["chain"]
        return self

    async def go(self) -> None:
        await disconnect(self.desk.collector, self.live, self.ear, "gone")

    @property
    def welcome(self) -> dict:
        return self.ear.of("welcome")[-1]

    async def say(self, kind: str, **fields) -> None:
        """One event in a batch of its own, followed up."""
        at = self.desk.clock.now() - START
        event = {"type": kind, "n": self.n, "t": at, **fields}
        body = {"type": "batch", "seq": self.seq, "prev": self.prev, "instance": "instance-1", "sent": at}
        raw = signed({**body, "events": [event]}, self.live.key)
        batch = await receive(self.desk.collector, self.live, self.ear, raw.encode())
        self.seq, self.n, self.prev = self.seq + 1, self.n + 1, sha256(raw)
        if batch is not None:
            await follow(self.desk.collector, self.live, batch)

    async def facts(self, kind: type) -> list:
        entries = await self.desk.monitor.log.read(self.session)
        decoded = [codec.decode_fact(entry.payload) for entry in entries if entry.source == "server"]
        return [fact for fact in decoded if isinstance(fact, kind)]


class Desk:
    """A collector, and the passing of time."""

    def __init__(self, monitor, clock: ManualClock) -> None:
        self.monitor, self.clock = monitor, clock
        self.collector = Collector.of(monitor)
        self._sessions = 0

    def trainee(self, name: str = "li", **facts) -> str:
        return add_trainee(self.monitor.registry, name, **facts)

    async def learner(self, trainee: str, lesson: str = "lesson-1", platform: str = PLATFORM) -> Learner:
        """A learner whose session is open and who has not said hello yet."""
        self._sessions += 1
        opened = await open_session(self.collector, f"s-{self._sessions}", platform, trainee, CLASS, lesson)
        return Learner(self, opened)

    async def pass_time(self, milliseconds: int) -> None:
        """Let time pass, and let every timer that is due by then fire."""
        self.clock.advance(milliseconds)
        for live in self.collector.sessions:
            await _look(self.collector, live)

    def restart(self) -> None:
        """Another collector over the same log and registry."""
        self.collector.sessions.stop()
        self.collector = Collector.of(self.monitor)


@asynccontextmanager
async def opened_desk(tmp_path) -> AsyncIterator[Desk]:
    clock = ManualClock(START)
    lay_out(tmp_path)
    async with assembly.build(Settings(data=tmp_path, rule_pack="demo"), faces=FakeFaces()) as built:
        seed(built.registry)
        monitor = replace(built, log=MemoryLog(), clock=clock)
        desk = Desk(monitor, clock)
        await desk.collector.photos.load()
        yield desk
        await desk.collector.close()
