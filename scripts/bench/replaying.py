"""Goal 6: what judging everything again costs, against merely reading and decoding it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from figures import Figure, not_run
from hours import HENAN, decoded, entries_of, events_in, honest_hour
from measuring import Extent, clocked, medians

from monitor.adapters.sqlite_log import SqliteLog
from monitor.core import judging
from monitor.core.events import Entry
from monitor.core.rulepack import always

People = list[list[str]]  # the streams of each


def run(extent: Extent) -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.db"
        people, events = asyncio.run(_learned(path, extent.hours))
        few, each = people[: extent.hours // 10], events / len(people)
        taken = medians(extent.rounds, judged=lambda: _judged(path, few), read=lambda: _read(path, few))
        long = clocked(lambda: _judged(path, people))
    short = taken["judged"]
    return [
        Figure(6, "replay from the log / reading and decoding the same rows", short / taken["read"], wanted=1.7),
        Figure(6, "… events a processor second", each * len(few) / short, "events/s"),
        Figure(6, f"… {len(people):,} hours / ten times {len(few):,} hours", long / short / 10, wanted=1.10),
        not_run(6, "replay of columns / from the log, with equal verdicts", "there is no replay of columns yet"),
    ]


async def _learned(path: Path, hours: int) -> tuple[People, int]:
    """A log of so many people with an hour each; their streams, and how many events they sent."""
    log = SqliteLog(path, window=0.0)
    people: People = []
    events = 0
    for number in range(hours):
        learner = honest_hour(f"trainee-{number}")
        entries = entries_of(learner)
        await asyncio.gather(*(log.append(one.stream, one.received, one.source, one.payload) for one in entries))
        people.append(list(learner.streams))
        events += events_in(entries)
    await log.close()
    return people, events


def _judged(path: Path, people: People) -> None:
    asyncio.run(_each(path, people, lambda streams: judging.judge(streams, always(HENAN))))


def _read(path: Path, people: People) -> None:
    asyncio.run(_each(path, people, lambda streams: [decoded(one) for entries in streams.values() for one in entries]))


async def _each(path: Path, people: People, work: Callable[[dict[str, list[Entry]]], object]) -> None:
    log = SqliteLog(path, read_only=True)
    for streams in people:
        work({stream: await log.read(stream) for stream in streams})
    await log.close()
