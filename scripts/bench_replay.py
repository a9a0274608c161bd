"""What judging closed sessions again costs, from the log and from columns: `make bench-replay`.

Made-up people learn two class hours each, on networks that delay what they send; one in ten does not learn one of the
hours as it should be.
Their log lies in SQLite; every figure is the CPU time of this process.  The three ways take turns: reading and decoding
alone, reading and judging, and judging from columns, whose verdicts have to be those of the log byte for byte.  A
missed goal does not fail the run.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from monitor import rulepacks
from monitor.adapters.sqlite_log import SqliteLog
from monitor.columns import judging as columns
from monitor.columns.layout import partition_folder
from monitor.columns.writing import write
from monitor.core import codec, judging
from monitor.core.events import Entry
from monitor.core.rulepack import always
from monitor.learners.simulated import Habits, Simulated, plan_of
from monitor.ports import Source

HENAN = rulepacks.load("henan-2023")
HOURS = 2
KINDS = 10  # different people; all others are like one of them, under another name
DELAYS_MS = (0, 0, 0, 10, 30, 80, 200, 600)
NAME = "person-0000000"
Streams = dict[str, list[Entry]]
Came = tuple[int, Source, bytes]  # receive stamp, source and payload


# ---------------------------------------------------------------- people


def person(kind: int) -> Streams:
    """One of the different people; the last one does not learn the first hour as it should be."""
    lessons = {f"lesson-{number}": HENAN["unit_content_min_ms"] for number in range(HOURS)}
    plan = plan_of(lessons, pack=HENAN, units=HOURS)
    learner = Simulated(HENAN, name=NAME, plan=plan, seed=str(kind), habits=Habits(latency=1000 + 150 * kind))
    for number, lesson in enumerate(lessons):
        if number:
            learner.close()
            learner.now += 86_400_000
            learner.open()
        learner.lesson, learner.position = lesson, 0
        if kind == KINDS - 1 and number == 0:
            learner.watch(600_000).play_unasked(120_000, visible=False)
        learner.watch()
        learner.claim(f"unit-{number + 1}")
    chance = random.Random(kind)  # noqa: S311  # made-up networks need no secrets
    return {name: delayed(stream, chance) for name, stream in learner.streams.items()}


def delayed(stream: list[Entry], chance: random.Random) -> list[Entry]:
    """What the browser sent, some of it later."""
    came = [
        (entry.received + (chance.choice(DELAYS_MS) if entry.source == "client" else 0), entry.source, entry.payload)
        for entry in stream
    ]
    return chained(stream[0].stream, sorted(came, key=lambda entry: entry[0]))


def chained(stream: str, came: list[Came]) -> list[Entry]:
    """A stream of these receive stamps, sources and payloads."""
    entries: list[Entry] = []
    for n, (received, source, payload) in enumerate(came):
        prev = entries[-1].digest if entries else codec.GENESIS
        entries.append(codec.chain(stream, n, received, source, payload, prev))
    return entries


def renamed(streams: Streams, name: str) -> Iterator[tuple[str, list[Came]]]:
    """The same streams of somebody else."""
    old, new = NAME.encode(), name.encode()
    for stream, entries in streams.items():
        came = [(entry.received, entry.source, entry.payload.replace(old, new)) for entry in entries]
        yield stream.replace(NAME, name), came


# ---------------------------------------------------------------- the three ways


@dataclass
class World:
    """So many people in a log and in columns."""

    folder: Path
    log: SqliteLog
    people: dict[str, list[str]] = field(default_factory=dict)  # the streams of each
    events: int = 0
    built: float = 0.0  # CPU seconds that the columns took

    @property
    def columns(self) -> Path:
        return partition_folder(self.folder / "columns", 0, 1)

    async def read(self, name: str) -> Streams:
        """Everything that the log has about one person."""
        return {stream: await self.log.read(stream) for stream in self.people[name]}


def made(folder: Path, kinds: list[Streams], count: int, runner: asyncio.Runner) -> World:
    """Put so many people into a log, and build their columns."""
    folder.mkdir()
    world = World(folder, SqliteLog(folder / "events.db", window=0.0))
    for number in range(count):
        runner.run(_stored(world, kinds[number % len(kinds)], f"person-{number:07}"))
    began = time.process_time()
    write(world.columns, ((name, runner.run(world.read(name))) for name in world.people))
    world.built = time.process_time() - began
    return world


async def _stored(world: World, streams: Streams, name: str) -> None:
    for stream, came in renamed(streams, name):
        world.people.setdefault(name, []).append(stream)
        world.events += sum(len(codec.decode_batch(said).events) for _, source, said in came if source == "client")
        stored = (world.log.append(stream, received, source, said) for received, source, said in came)
        await asyncio.gather(*stored)


async def decoded(world: World) -> list[bytes]:
    """Read and decode everything, and no more."""
    for name in world.people:
        for entries in (await world.read(name)).values():
            for entry in entries:
                codec.decode_batch(entry.payload) if entry.source == "client" else codec.decode_fact(entry.payload)
    return []


async def from_log(world: World) -> list[bytes]:
    """Judge everybody from the log."""
    packs = always(HENAN)
    return [verdict.to_bytes() for name in world.people for verdict in judging.judge(await world.read(name), packs)]


async def from_columns(world: World) -> list[bytes]:
    """Judge everybody from columns."""
    judged = columns.judge(world.columns, always(HENAN))
    return [verdict.to_bytes() for _, verdicts in judged for verdict in verdicts]


WAYS = {"read and decode": decoded, "log": from_log, "columns": from_columns}


def costs(world: World, rounds: int, runner: asyncio.Runner) -> dict[str, float]:
    """Median CPU microseconds an event of every way; raises `SystemExit` where verdicts differ."""
    taken: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(rounds):
        verdicts = {}
        for name, way in WAYS.items():
            gc.collect()
            began = time.process_time()
            verdicts[name] = runner.run(way(world))
            taken[name].append((time.process_time() - began) / world.events * 1e6)
        if verdicts["log"] != verdicts["columns"]:
            raise SystemExit("columns give other verdicts than the log")
    return {name: statistics.median(figures) for name, figures in taken.items()}


# ---------------------------------------------------------------- what is told


@dataclass(frozen=True)
class Goal:
    """A figure with what it should be."""

    name: str
    figure: float
    goal: float
    at_least: bool = False

    @property
    def reached(self) -> bool:
        return self.figure >= self.goal if self.at_least else self.figure <= self.goal

    def line(self) -> str:
        """One line for the terminal."""
        sign, word = "≥" if self.at_least else "≤", "reached" if self.reached else "MISSED"
        return f"{self.name:<58} {self.figure:8.2f}   goal {sign} {self.goal:g}   {word}"


def goals(small: dict[str, float], large: dict[str, float]) -> list[Goal]:
    """The goals of replay."""
    return [
        Goal("judge from the log / read and decode only", large["log"] / large["read and decode"], 1.7),
        Goal("judge from the log / judge from columns", large["log"] / large["columns"], 8, at_least=True),
        *(Goal(f"{name}: ten times the events, each / once", large[name] / small[name], 1.1) for name in WAYS),
    ]


def main(
    short: Annotated[bool, typer.Option(help="A tenth of the people, in half a minute.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON.")] = False,
) -> None:
    """Measure; some minutes, or half a one with `--short`."""
    gc.set_threshold(50_000, 50, 100)  # as the collector does
    people, rounds = (KINDS if short else 10 * KINDS), 3
    kinds = [person(kind) for kind in range(KINDS)]
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        worlds = [made(Path(folder) / str(size), kinds, size, runner) for size in (people, 10 * people)]
        small, large = (costs(world, rounds, runner) for world in worlds)
        for world in worlds:
            runner.run(world.log.close())
        bytes_each = sum(file.stat().st_size for file in worlds[1].columns.iterdir()) / worlds[1].events
        log_bytes = sum(file.stat().st_size for file in worlds[1].folder.glob("events.db*")) / worlds[1].events
    found = {
        "events": [world.events for world in worlds],
        "events_per_cpu_second": {name: round(1e6 / figure) for name, figure in large.items()},
        "build_events_per_cpu_second": round(worlds[1].events / worlds[1].built),
        "bytes_per_event": {"log": round(log_bytes, 1), "columns": round(bytes_each, 1)},
        "goals": [
            {"name": goal.name, "figure": round(goal.figure, 2), "goal": goal.goal, "reached": goal.reached}
            for goal in goals(small, large)
        ],
    }
    print(json.dumps(found) if as_json else in_words(found, goals(small, large)))


def in_words(found: dict[str, object], reached: list[Goal]) -> str:
    """For the terminal."""
    said = [f"{name}: {value}" for name, value in found.items() if name != "goals"]
    return "\n".join([*said, *(goal.line() for goal in reached)])


if __name__ == "__main__":
    typer.run(main)
