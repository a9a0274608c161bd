"""Goal 4: what an entry costs in the event log, full or empty, safe or not, and what it takes on the disk."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean, median

import asyncpg
from figures import Figure, not_run
from hours import batch
from measuring import Extent, medians_of, processor_seconds, written_bytes

from monitor.adapters import sqlite_log
from monitor.adapters.postgres_log import PostgresLog
from monitor.adapters.sqlite_log import SqliteLog
from monitor.learners.local_postgres import LocalPostgres, local_postgres
from monitor.ports import EventLog

GROUP = 100  # that wait for one commit
GROUPS = 150  # in a round, so that the file is written back several times in each
_FILLED_BY = 1000
_STREAMS = 1000  # sessions; each was opened before it is measured
_PAYLOADS = [batch(number) for number in range(_STREAMS)]
_LASTING = {"autovacuum": "off"}  # its processes come and go, and only those that stay are counted
_SIZE = "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'event_log.entries'::regclass"


def run(extent: Extent) -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_Logs(Path(folder), extent).figures())
    yield from _in_postgresql(extent)


class _Logs:
    """A log that fills up, and new ones beside it."""

    def __init__(self, folder: Path, extent: Extent) -> None:
        self._folder, self._extent = folder, extent
        self._full = SqliteLog(folder / "full.db", window=0.0)
        self._stored = 0

    async def figures(self) -> list[Figure]:
        growth = [await self._against_empty(self._extent.entries // less) for less in (100, 10, 1)]
        safety = await medians_of(self._extent.rounds, safe=self._new, unsafe=self._careless)
        written = await self._written()
        await self._full.close()
        return [
            *growth,
            Figure(4, "append: synchronous FULL / NORMAL", safety["safe"] / safety["unsafe"], wanted=1.10),
            Figure(4, "… processor time of one, in groups of 100", safety["safe"] / GROUP / GROUPS * 1e6, "µs"),
            Figure(4, "bytes written to the disk / bytes of payload", written, wanted=2.3),
        ]

    async def _against_empty(self, entries: int) -> Figure:
        await self._fill(entries)
        taken = await medians_of(self._extent.rounds, full=lambda _: _append(self._full), empty=self._new)
        return Figure(4, f"append: log of {entries:,} entries / empty", taken["full"] / taken["empty"], wanted=1.10)

    async def _fill(self, entries: int) -> None:
        while self._stored < entries:
            await _together(self._full, min(_FILLED_BY, entries - self._stored), self._stored)
            self._stored += _FILLED_BY

    async def _new(self, number: int) -> float:
        log = SqliteLog(self._folder / f"new-{number}-{time.monotonic_ns()}.db", window=0.0)
        await _together(log, _STREAMS, 0)
        seconds = await _append(log)
        await log.close()
        return seconds

    async def _careless(self, number: int) -> float:
        """The same without waiting for the disk at each commit."""
        safely = sqlite_log._open_writer  # noqa: SLF001  nothing else shows where it says FULL
        sqlite_log._open_writer = _carelessly  # noqa: SLF001
        try:
            return await self._new(number)
        finally:
            sqlite_log._open_writer = safely  # noqa: SLF001

    async def _written(self) -> float:
        before = written_bytes()
        await self._new(0)
        return (written_bytes() - before) / (_STREAMS + GROUP * GROUPS) / fmean(map(len, _PAYLOADS))


_safely = sqlite_log._open_writer  # noqa: SLF001


def _carelessly(path: Path) -> sqlite3.Connection:
    writer = _safely(path)
    writer.execute("PRAGMA synchronous=NORMAL")
    return writer


# ---------------------------------------------------------------- in PostgreSQL


def _in_postgresql(extent: Extent) -> Iterable[Figure]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(local_postgres(_LASTING))
        except FileNotFoundError as missing:
            yield not_run(4, "in PostgreSQL", str(missing))
            return
        yield from asyncio.run(_over_there(server, extent))


async def _over_there(server: LocalPostgres, extent: Extent) -> list[Figure]:
    """What an entry costs its collector, and its database, which waits for its disk as it ships."""
    url = server.create("log")
    log = PostgresLog(url, window=0.0)
    await _together(log, _STREAMS, 0)
    rounds = [await _here_and_there(server, log) for _ in range(extent.rounds)]
    here, there = (median(seconds) / GROUP / GROUPS * 1e6 for seconds in zip(*rounds, strict=True))
    await log.close()
    each = await _bytes(url) / (_STREAMS + extent.rounds * GROUP * GROUPS)
    return [
        Figure(4, f"… in PostgreSQL, in groups of {GROUP}: processor time of one, here", here, "µs"),
        Figure(4, "… in PostgreSQL: … in the database", there, "µs"),
        Figure(4, "… in PostgreSQL: on its disk, with its index", each, "bytes"),
    ]


async def _here_and_there(server: LocalPostgres, log: PostgresLog) -> tuple[float, float]:
    """Processor seconds for the same entries, of this process and of all that the server has."""
    before = sum(map(processor_seconds, server.processes()))
    here = await _append(log)
    return here, sum(map(processor_seconds, server.processes())) - before


async def _bytes(url: str) -> int:
    asked = await asyncpg.connect(url)
    try:
        return int(await asked.fetchval(_SIZE))
    finally:
        await asked.close()


async def _append(log: EventLog) -> float:
    """Processor seconds for groups of appends that wait together, the writer's thread included."""
    began = time.process_time()
    for group in range(GROUPS):
        await _together(log, GROUP, group * GROUP)
    return time.process_time() - began


async def _together(log: EventLog, entries: int, first: int) -> None:
    places = ((first + n) % _STREAMS for n in range(entries))
    await asyncio.gather(*(log.append(f"s-{place}", 1, "client", _PAYLOADS[place]) for place in places))
