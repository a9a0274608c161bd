"""Goal 6: what judging everything again costs, against merely reading and decoding it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

from figures import Figure, not_run
from hours import HENAN, decoded, entries_of, events_in, honest_hour
from measuring import Extent, clocked, medians

from monitor.adapters.sqlite_log import SqliteLog
from monitor.core import judging
from monitor.core.events import Entry
from monitor.core.rulepack import always
from monitor.core.verdict import Verdict

People = list[list[str]]  # the streams of each


def run(extent: Extent) -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.db"
        people, events = asyncio.run(_learned(path, extent.hours))
        few, each = people[: extent.hours // 10], events / len(people)
        taken = medians(extent.rounds, judged=lambda: _judged(path, few), read=lambda: _read(path, few))
        short = taken["judged"]
        yield Figure(6, "replay from the log / reading and decoding the same rows", short / taken["read"], wanted=1.7)
        yield Figure(6, "… events a processor second", each * len(few) / short, "events/s")
        yield _of_columns(Path(folder) / "columns", path, few, extent)
        long = clocked(lambda: _judged(path, people))
    yield Figure(6, f"replay of {len(people):,} hours / ten times {len(few):,} hours", long / short / 10, wanted=1.10)


def _of_columns(folder: Path, path: Path, people: People, extent: Extent) -> Figure:
    name = "replay from the log / from columns, with equal verdicts"
    if find_spec("polars") is None:
        return not_run(6, name, "polars is not installed")
    from monitor.columns.judging import judge
    from monitor.columns.writing import write

    read: list[dict[str, list[Entry]]] = []
    asyncio.run(_each(path, people, read.append))
    write(folder, [(f"trainee-{number:04}", streams) for number, streams in enumerate(read)])
    if [verdicts for _, verdicts in judge(folder, always(HENAN))] != [_judge(streams) for streams in read]:
        raise AssertionError("columns gave other verdicts than the log")
    taken = medians(
        extent.rounds, log=lambda: _judged(path, people), columns=lambda: list(judge(folder, always(HENAN)))
    )
    return Figure(6, name, taken["log"] / taken["columns"], wanted=8, at_least=True)


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
    asyncio.run(_each(path, people, _judge))


def _judge(streams: dict[str, list[Entry]]) -> list[Verdict]:
    return judging.judge(streams, always(HENAN))


def _read(path: Path, people: People) -> None:
    asyncio.run(_each(path, people, lambda streams: [decoded(one) for entries in streams.values() for one in entries]))


async def _each(path: Path, people: People, work: Callable[[dict[str, list[Entry]]], object]) -> None:
    log = SqliteLog(path, read_only=True)
    for streams in people:
        work({stream: await log.read(stream) for stream in streams})
    await log.close()
