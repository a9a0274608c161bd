"""A whole event log into another one: every entry under its number, with the digest that it had.

What is there already stays, so that a move that was killed goes on where it stood.  In the end each stream is read back
and compared.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from monitor.core.codec import first_broken
from monitor.core.errors import CoreError
from monitor.core.events import Entry
from monitor.ports import EventLog

_AT_ONCE = 1000  # entries on their way


class NotTheSame(CoreError):
    """The other log has something that this one has not, or a stream does not fit its own chain."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How much was compared, and the SHA-256 (hex) over name, length and last digest of every stream, in order."""

    streams: int
    entries: int
    sha256: str


async def move_log(source: EventLog, target: EventLog, tell: Callable[[int], None] = lambda _: None) -> Moved:
    """Copy all streams in the order of their first entries, and compare them; `tell` hears how many entries were new.

    Raises `NotTheSame`, `EventLogError`.
    """
    streams = await source.streams()
    there = set(await target.streams())
    if strange := sorted(there - set(streams)):
        raise NotTheSame(f"the other log belongs to somebody else: it has the stream {strange[0]}")
    copied = 0
    async for entries in _in_portions(_missing(source, target, streams, there)):
        await _store(target, entries)
        copied += len(entries)
        tell(copied)
    return await _compared(source, target, streams)


async def _missing(
    source: EventLog, target: EventLog, streams: Sequence[str], there: set[str]
) -> AsyncIterator[Sequence[Entry]]:
    """By stream, what the target has not yet."""
    for stream in streams:
        last = await target.read(stream) if stream in there else []
        yield await source.read(stream, len(last) - 1)


async def _in_portions(streams: AsyncIterator[Sequence[Entry]]) -> AsyncIterator[Sequence[Entry]]:
    """As many entries as are stored at once, in their order."""
    waiting: list[Entry] = []
    async for entries in streams:
        waiting += entries
        while len(waiting) >= _AT_ONCE:
            yield waiting[:_AT_ONCE]
            del waiting[:_AT_ONCE]
    if waiting:
        yield waiting


async def _store(target: EventLog, entries: Sequence[Entry]) -> None:
    appends = (target.append(entry.stream, entry.received, entry.source, entry.payload, entry.n) for entry in entries)
    await asyncio.gather(*appends)


async def _compared(source: EventLog, target: EventLog, streams: Sequence[str]) -> Moved:
    """Read all of it back, from both; raises `NotTheSame`."""
    count, whole = 0, hashlib.sha256()
    for stream in streams:
        entries = await source.read(stream)
        if broken := first_broken(entries):
            raise NotTheSame(f"{stream}:{broken.n} does not fit its chain")
        if entries != await target.read(stream):
            raise NotTheSame(f"the stream {stream} is not the same in the other log")
        count += len(entries)
        whole.update(f"{stream}\n{len(entries)}\n".encode() + entries[-1].digest)
    return Moved(len(streams), count, whole.hexdigest())
