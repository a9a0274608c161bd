"""One class hour of several learners while things break: what happened, and what became of everybody.

What can happen is in `strikes.py`, what became of it in `aftermath.py`.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import sys
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

import httpx
import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis_server import LocalRedis
from short_learner import Absent, ShortLearner
from small_world import CLASS, LESSONS, add_trainee, client_of, seed, short_rules

from monitor import assembly
from monitor.adapters.redis_faces.messages import STREAM
from monitor.adapters.redis_judges import line as judgements
from monitor.learners.local_postgres import LocalPostgres
from monitor.learners.proxy import Proxy
from monitor.settings import Settings
from tests.sdk.short_hour import RULES as SHORT
from tests.sdk.short_hour import plan

HERE = Path(__file__).parent
PATHS = os.pathsep.join(map(str, (HERE.parents[1], HERE.parent, HERE.parent / "web")))
START_S = 180.0  # on a machine that does other things as well
PATIENCE_S = 300.0
NO_PICTURE_S = 5.0
BELOW_LENT = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0]) - 1
FACE_WORKERS = 2
# Whoever answers no pop-up is done soon; a collector that starts slowly is nobody's long pause.
RULES = {**SHORT, "popup_answer_ms": 8000, "liveness_after_pause_ms": 600_000, "session_idle_timeout_ms": 600_000}
HONEST = {"li": ShortLearner, "wu": ShortLearner, "he": ShortLearner}
CAST = {**HONEST, "absent": Absent}
UNDISTURBED = {**dict.fromkeys(HONEST, "certified"), "absent": "not_certified"}


def lasting_port() -> int:
    """Free, and none that the system lends to outgoing connections: it is free as well when its process is gone."""
    while True:
        port = BELOW_LENT - secrets.randbelow(10_000)
        with suppress(OSError), socket.socket() as listener:
            listener.bind(("127.0.0.1", port))
            return port


class Process:
    """One of the scene's, which says into a log what goes wrong."""

    def __init__(self, log: Path, *words: object, **settings: str) -> None:
        self._log, self._words, self._settings = log, words, settings
        self.process: asyncio.subprocess.Process

    async def begin(self) -> None:
        with self._log.open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *map(str, self._words),
                env={**os.environ, "PYTHONPATH": PATHS, **self._settings},
                stdout=log,
                stderr=log,
            )

    async def ready(self) -> None:
        """Wait until it is of use; whoever needs a face worker waits for it anyway."""

    async def start(self) -> None:
        """Begin, and be ready."""
        await self.begin()
        await self.ready()

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def end(self, how: signal.Signals) -> int:
        """Tell it to end, and wait until it has; returns its exit code."""
        if self.process.returncode is None:
            self.process.send_signal(how)
        return await self.process.wait()


class Collector(Process):
    """A collector over one folder and one port, beside others where there is a database."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.port = lasting_port()
        super().__init__(folder / "collector.log", HERE / "faulty_collector.py", folder, self.port, *words)

    async def ready(self) -> None:
        async with asyncio.timeout(START_S), client_of(f"http://127.0.0.1:{self.port}") as http:
            while not await _answers(http):
                assert self.process.returncode is None, "the collector ended by itself"
                await asyncio.sleep(0.05)


async def _answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/livez")).is_success
    except httpx.TransportError:
        return False


class Judge(Process):
    """A process that judges beside the collectors."""

    def __init__(self, settings: Settings, redis_address: str) -> None:
        words = ("-m", "monitor", "work", "judgements", "--data", settings.data, "--redis", redis_address)
        there = {"MONITOR_DATABASE": settings.database, "MONITOR_RULE_PACK": settings.rule_pack}
        super().__init__(settings.data / "judge.log", *words, **there)
        self._begun = 0

    async def begin(self) -> None:
        self._begun += 1
        await super().begin()

    async def ready(self) -> None:
        async with asyncio.timeout(START_S):
            while self._log.read_text().count("judging hours") < self._begun:
                assert self.process.returncode is None, "the judge ended by itself"
                await asyncio.sleep(0.05)


@dataclass(frozen=True)
class Recovery:
    """After how long all were heard again who were there when something began to happen."""

    fault: str
    seconds: float
    honest: bool  # whether honest learners were among them


@dataclass
class Scene:
    """Where it plays, who is in it, and what has been done to them."""

    settings: Settings
    collectors: list[Collector] = field(default_factory=list)
    proxy: Proxy = field(init=False, repr=False)
    postgres: LocalPostgres = field(init=False, repr=False)  # as the next three, only where there are two collectors
    redis: LocalRedis = field(init=False, repr=False)
    jobs: redis.Redis = field(init=False, repr=False)  # asks the same server
    face_workers: list[Process] = field(default_factory=list)
    judges: list[Judge] = field(default_factory=list)
    learners: list[ShortLearner] = field(default_factory=list)
    results: dict[str, str] = field(default_factory=dict)  # learner -> where the attempt stood at the end
    told: list[str] = field(default_factory=list)
    recoveries: list[Recovery] = field(default_factory=list)

    async def until_all_have_come(self) -> None:
        """Everybody was welcome once; nobody comes back who never was there."""
        while not all(learner.session for learner in self.learners):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def until_all_are_heard(self) -> None:
        """Everybody who is still learning gets acknowledgements again."""
        wanted = {learner.name: len(learner.sent) for learner in self._at_it()}
        while any(learner.acknowledged + 1 < wanted[learner.name] for learner in self._at_it()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def until_a_face_is_judged(self) -> None:
        """A worker has a picture in its hands, or for a while none comes."""
        with suppress(TimeoutError):
            async with asyncio.timeout(NO_PICTURE_S):
                while not await self._pictures():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)

    async def until_faces_are_judged(self) -> None:
        """No picture waits any more."""
        while await self._pictures():  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def people_in_line(self) -> int:
        """How often judges were asked for somebody since Redis began."""
        return int((await self.jobs.xinfo_stream(judgements.STREAM))["entries-added"])

    async def until_somebody_is_judged(self) -> None:
        """A judge has a person in hand, or for a while nobody is in line."""
        with suppress(TimeoutError):
            async with asyncio.timeout(NO_PICTURE_S):
                while not await self.jobs.xlen(judgements.STREAM):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)

    async def _pictures(self) -> int:
        return int(await self.jobs.xlen(STREAM))

    def honest_at_it(self) -> bool:
        return any(learner.name in HONEST for learner in self._at_it())

    def _at_it(self) -> list[ShortLearner]:
        return [learner for learner in self.learners if learner.name not in self.results]


Fault = Callable[[Scene, Random], Awaitable[None]]


# ---------------------------------------------------------------- the hour


@asynccontextmanager
async def a_scene(
    folder: Path, cast: Mapping[str, type[ShortLearner]] = CAST, postgres: LocalPostgres | None = None
) -> AsyncIterator[Scene]:
    """A collector behind a network, or two over PostgreSQL and Redis, and learners with fresh tickets."""
    folder.mkdir(exist_ok=True)
    database = postgres.create(f"faults_{zlib.crc32(str(folder).encode())}") if postgres else ""
    settings = Settings(data=folder, rule_pack=short_rules(folder, **RULES), database=database)
    async with assembly.build(settings) as monitor:
        seeded = partial(seed, approved=plan(), unit_content_min=RULES["unit_content_min_ms"])
        key = seeded(monitor.registry)
        trainees = {name: add_trainee(monitor.registry, name) for name in cast}
    async with AsyncExitStack() as stack:
        scene = await _furnished(settings, stack)
        if postgres:
            scene.postgres = postgres
        async with client_of(f"http://127.0.0.1:{scene.proxy.port}") as http:
            scene.learners = [await _learner(http, scene.proxy, key, name, trainees[name]) for name in cast]
        yield scene


async def _furnished(settings: Settings, stack: AsyncExitStack) -> Scene:
    """Whatever runs, until the stack ends it."""
    scene = Scene(settings)
    words = [settings.rule_pack]
    if settings.database:
        await _add_redis(scene, stack)
        words += [settings.database, scene.redis.address]
    scene.collectors = [Collector(settings.data, *words) for _ in range(2 if settings.database else 1)]
    for process in (*scene.collectors, *scene.face_workers, *scene.judges):
        await process.begin()
        stack.push_async_callback(process.end, signal.SIGKILL)
    await asyncio.gather(*(process.ready() for process in (*scene.collectors, *scene.judges)))
    ports = [collector.port for collector in scene.collectors]
    scene.proxy = await stack.enter_async_context(Proxy("127.0.0.1", *ports))
    return scene


async def _add_redis(scene: Scene, stack: AsyncExitStack) -> None:
    """With the workers that get their jobs over it."""
    folder = scene.settings.data
    scene.redis = LocalRedis(folder, lasting_port())
    scene.redis.start()
    stack.callback(scene.redis.kill)
    scene.jobs = redis.Redis.from_url(scene.redis.address, retry=Retry(ConstantBackoff(0.1), 50))
    stack.push_async_callback(scene.jobs.aclose)
    scene.face_workers = [_face_worker(folder, scene.redis.address) for _ in range(FACE_WORKERS)]
    scene.judges = [Judge(scene.settings, scene.redis.address)]


def _face_worker(folder: Path, address: str) -> Process:
    return Process(folder / "face worker.log", HERE / "faulty_face_worker.py", address)


async def _learner(http: httpx.AsyncClient, proxy: Proxy, key: str, name: str, trainee: str) -> ShortLearner:
    wanted = {"trainee": trainee, "training_class": CLASS, "lesson": LESSONS[0]}
    opened = await http.post("/v1/sessions", json=wanted, headers={"Authorization": f"Bearer {key}"})
    assert opened.status_code == 201, opened.text
    return CAST[name](name, f"ws://127.0.0.1:{proxy.port}/v1/stream", opened.json()["ticket"])


async def play(scene: Scene, faults: Sequence[Fault], chance: Random, every: tuple[float, float] = (1.0, 3.0)) -> None:
    """Let everybody learn while the faults strike one after the other; fills `told` and `results`."""
    try:
        async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as together:
            for learner in scene.learners:
                together.create_task(_learn(scene, learner))
            await scene.until_all_have_come()
            for fault in faults:
                await asyncio.sleep(chance.uniform(*every))
                await _strike(scene, fault, chance)
    except TimeoutError as error:
        late = [learner.name for learner in scene.learners if learner.name not in scene.results]
        raise TimeoutError(f"{', '.join(late)} came to no end; {'; '.join(scene.told)}") from error


async def _strike(scene: Scene, fault: Fault, chance: Random) -> None:
    began, honest = time.monotonic(), scene.honest_at_it()
    await fault(scene, chance)
    await scene.until_all_are_heard()
    recovery = Recovery(fault.__name__, time.monotonic() - began, honest)
    scene.recoveries.append(recovery)
    scene.told.append(f"{recovery.fault}: all are heard again after {recovery.seconds:.1f} s")


async def _learn(scene: Scene, learner: ShortLearner) -> None:
    began, became = time.monotonic(), "gave up"
    try:
        became = scene.results[learner.name] = await learner.learn()
    finally:
        scene.told.append(f"{learner.name} {became} after {time.monotonic() - began:.0f} s")
