"""One class hour of several learners while things break: what happened, and what became of everybody.

A fault is a function of the scene and of chance (`FAULTS`); more can be added to the list, such as those of a
database of its own.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import sys
import time
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

import httpx
from short_learner import Absent, ShortLearner
from small_world import CLASS, LESSONS, add_trainee, client_of, seed, short_rules

from monitor import assembly
from monitor.core.codec import first_broken
from monitor.core.verdict import from_bytes
from monitor.flows.monitor import Monitor
from monitor.flows.replay import people, read_all, replay
from monitor.learners.local_postgres import LocalPostgres
from monitor.learners.proxy import Proxy
from monitor.settings import Settings
from tests.sdk.short_hour import RULES as SHORT
from tests.sdk.short_hour import plan

HERE = Path(__file__).parent
PATHS = os.pathsep.join(map(str, (HERE.parents[1], HERE.parent, HERE.parent / "web")))
START_S = 180.0  # on a machine that does other things as well
PATIENCE_S = 300.0
# Whoever answers no pop-up is done soon; a collector that starts slowly is nobody's long pause.
RULES = {**SHORT, "popup_answer_ms": 8000, "liveness_after_pause_ms": 600_000, "session_idle_timeout_ms": 600_000}
HONEST = {"li": ShortLearner, "wu": ShortLearner, "he": ShortLearner}
CAST = {**HONEST, "absent": Absent}
UNDISTURBED = {**dict.fromkeys(HONEST, "certified"), "absent": "not_certified"}


class Collector:
    """A collector's process over one folder and one port, beside others where there is a database."""

    def __init__(self, folder: Path, *words: str) -> None:
        self._folder, self._words = folder, words  # rules, and the database
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.process: asyncio.subprocess.Process

    async def start(self) -> None:
        """Start it and wait until it answers."""
        with (self._folder / "collector.log").open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, HERE / "faulty_collector.py", self._folder, str(self.port), *self._words,
                env={**os.environ, "PYTHONPATH": PATHS}, stderr=log,
            )  # fmt: skip
        async with asyncio.timeout(START_S), client_of(f"http://127.0.0.1:{self.port}") as http:
            while not await _answers(http):
                assert self.process.returncode is None, "the collector ended by itself"
                await asyncio.sleep(0.05)

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def end(self, how: signal.Signals) -> int:
        """Tell it to end, and wait until it has; returns its exit code."""
        if self.process.returncode is None:
            self.process.send_signal(how)
        return await self.process.wait()


async def _answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/livez")).is_success
    except httpx.TransportError:
        return False


@dataclass
class Scene:
    """Where it plays, who is in it, and what has been done to them."""

    settings: Settings
    collectors: list[Collector]
    proxy: Proxy
    postgres: LocalPostgres | None = None
    learners: list[ShortLearner] = field(default_factory=list)
    results: dict[str, str] = field(default_factory=dict)  # learner -> where the attempt stood at the end
    told: list[str] = field(default_factory=list)

    async def until_all_have_come(self) -> None:
        """Everybody was welcome once; nobody comes back who never was there."""
        while not all(learner.session for learner in self.learners):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def until_all_are_heard(self) -> None:
        """Everybody who is still learning gets acknowledgements again."""
        wanted = {learner.name: len(learner.sent) for learner in self._at_it()}
        while any(learner.acknowledged + 1 < wanted[learner.name] for learner in self._at_it()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    def _at_it(self) -> list[ShortLearner]:
        return [learner for learner in self.learners if learner.name not in self.results]


# ---------------------------------------------------------------- what can happen


async def killed(scene: Scene, chance: Random) -> None:
    """A collector is killed, and started again by whoever watches it."""
    victim = chance.choice(scene.collectors)
    await victim.end(signal.SIGKILL)
    await asyncio.sleep(chance.uniform(0, 1.5))
    await victim.start()


async def drained(scene: Scene, chance: Random) -> None:
    """A collector is told to end, and started again."""
    victim = chance.choice(scene.collectors)
    assert await victim.end(signal.SIGTERM) == 0
    await victim.start()


async def frozen(scene: Scene, chance: Random) -> None:
    """The machine stands still for a while."""
    victim = chance.choice(scene.collectors)
    victim.send(signal.SIGSTOP)
    await asyncio.sleep(chance.uniform(0.5, 3))
    victim.send(signal.SIGCONT)


async def disk_full(scene: Scene, chance: Random) -> None:
    """No file can grow."""
    victim = chance.choice(scene.collectors).process.pid
    _, most = resource.prlimit(victim, resource.RLIMIT_FSIZE)
    resource.prlimit(victim, resource.RLIMIT_FSIZE, (4096, most))
    await asyncio.sleep(chance.uniform(0.5, 2.5))
    resource.prlimit(victim, resource.RLIMIT_FSIZE, (most, most))


async def disk_slow(scene: Scene, _: Random) -> None:
    """Every commit takes long."""
    for collector in scene.collectors:
        collector.send(signal.SIGUSR1)


async def clock_set(scene: Scene, chance: Random) -> None:
    """Somebody sets the machine's clock by up to a second and a half, forward or back."""
    (scene.settings.data / "clock").write_text(str(chance.randint(-1500, 1500)))
    chance.choice(scene.collectors).send(signal.SIGUSR2)


async def network(scene: Scene, chance: Random) -> None:
    """The network is cut, swallows what is said, or is slow."""
    await scene.proxy.drop(chance.uniform(0.3, 2.5), chance.choice(("cut", "swallow", "slow")))


async def repeated(scene: Scene, chance: Random) -> None:
    """What was delivered is delivered once more."""
    await asyncio.gather(*(learner.say_again(chance.randint(1, 12)) for learner in scene.learners))


async def database_killed(scene: Scene, chance: Random) -> None:
    """PostgreSQL loses its power, and is there again a while later."""
    assert scene.postgres is not None
    await asyncio.to_thread(scene.postgres.kill)
    await asyncio.sleep(chance.uniform(0, 2))
    await asyncio.to_thread(scene.postgres.start)


Fault = Callable[[Scene, Random], Awaitable[None]]
FAULTS: tuple[Fault, ...] = (killed, drained, frozen, disk_full, disk_slow, clock_set, network, repeated)
GROWN_FAULTS: tuple[Fault, ...] = (killed, drained, frozen, database_killed, network, repeated)


# ---------------------------------------------------------------- the hour


@asynccontextmanager
async def a_scene(
    folder: Path, cast: Mapping[str, type[ShortLearner]] = CAST, postgres: LocalPostgres | None = None
) -> AsyncIterator[Scene]:
    """A collector behind a network, or two over one PostgreSQL, and learners with fresh tickets."""
    folder.mkdir(exist_ok=True)
    rules = short_rules(folder, **RULES)
    database = postgres.create(f"faults_{zlib.crc32(str(folder).encode())}") if postgres else ""
    settings = Settings(data=folder, rule_pack=rules, database=database)
    async with assembly.build(settings) as monitor:
        seeded = partial(seed, approved=plan(), unit_content_min=RULES["unit_content_min_ms"])
        key = seeded(monitor.registry)
        trainees = {name: add_trainee(monitor.registry, name) for name in cast}
    collectors = [Collector(folder, rules, *([database] * bool(database))) for _ in range(2 if postgres else 1)]
    await asyncio.gather(*(collector.start() for collector in collectors))
    try:
        async with Proxy("127.0.0.1", *(collector.port for collector in collectors)) as proxy:
            scene = Scene(settings, collectors, proxy, postgres)
            async with client_of(f"http://127.0.0.1:{proxy.port}") as http:
                scene.learners = [await _learner(http, proxy, key, name, trainees[name]) for name in cast]
            yield scene
    finally:
        await asyncio.gather(*(collector.end(signal.SIGKILL) for collector in collectors))


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
    began = time.monotonic()
    await fault(scene, chance)
    await scene.until_all_are_heard()
    scene.told.append(f"{fault.__name__}: all are heard again after {time.monotonic() - began:.1f} s")


async def _learn(scene: Scene, learner: ShortLearner) -> None:
    began = time.monotonic()
    scene.results[learner.name] = await learner.learn()
    scene.told.append(f"{learner.name} {scene.results[learner.name]} after {time.monotonic() - began:.0f} s")


# ---------------------------------------------------------------- what became of it


@dataclass
class Outcome:
    """What the log and the registry say afterwards; the lists name learners, attempts and places."""

    results: dict[str, str] = field(default_factory=dict)  # learner -> stored result code
    lost: list[str] = field(default_factory=list)  # batches that were acknowledged and are not in the log as sent
    twice: list[str] = field(default_factory=list)  # batches that the log has more than once
    changed: list[str] = field(default_factory=list)  # results unlike an undisturbed hour's, and what is not reproduced

    @property
    def ok(self) -> bool:
        return not (self.lost or self.twice or self.changed)


async def look_through(scene: Scene) -> Outcome:
    """End the collectors, and see what there is."""
    assert {await collector.end(signal.SIGTERM) for collector in scene.collectors} == {0}
    outcome = Outcome()
    async with assembly.build(scene.settings) as monitor:
        for learner in scene.learners:
            await _compare_batches(monitor, learner, outcome)
        await _compare_verdicts(monitor, scene, outcome)
    return outcome


async def _compare_batches(monitor: Monitor, learner: ShortLearner, outcome: Outcome) -> None:
    entries = await monitor.log.read(learner.session)
    stored = Counter(entry.payload.decode() for entry in entries if entry.source == "client")
    acknowledged = learner.sent[: learner.acknowledged + 1]
    outcome.lost += [f"{learner.name} {seq}" for seq, text in enumerate(acknowledged) if text not in stored]
    outcome.twice += [f"{learner.name} {text[:40]}" for text, times in stored.items() if times > 1]
    if first_broken(entries):
        outcome.changed.append(f"{learner.name}: the chain is broken")


async def _compare_verdicts(monitor: Monitor, scene: Scene, outcome: Outcome) -> None:
    registry = monitor.registry
    streams = await read_all(monitor.log)
    whose = {stream: trainee for trainee, names in people(streams).items() for stream in names}
    records = {learner.name: registry.verdicts(whose[learner.session]) for learner in scene.learners}
    stored = [(record.attempt, record.verdict) for found in records.values() for record in found]
    report = replay(streams, stored, monitor.packs)
    outcome.results = {name: from_bytes(found[-1].verdict).result if found else "" for name, found in records.items()}
    outcome.changed += [f"{name}: {said}" for name, said in outcome.results.items() if said != UNDISTURBED[name]]
    outcome.changed += [*report.broken, *(f"{one.attempt}: {one.why}" for one in report.differences)]
