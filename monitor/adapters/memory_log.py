"""The event log in memory: for tests, and the plainest statement of what every other log must do."""

from __future__ import annotations

import asyncio

from monitor.adapters.telling import awaited, tell
from monitor.core.codec import GENESIS, chain
from monitor.core.events import Entry
from monitor.ports import EventLogError, Overtaken, Source, Told


class MemoryLog:
    """Keeps every stream as a list; durable as long as the process lives, and no longer."""

    def __init__(self) -> None:
        self._streams: dict[str, list[Entry]] = {}  # a dict keeps the order of first entries
        self._closed = False

    async def append(self, stream: str, received: int, source: Source, payload: bytes, n: int | None = None) -> Entry:
        """Store one entry (`received` in UTC ms), with `n` under this number only.

        Raises `Overtaken`, and `EventLogError` when closed or when it cannot be chained.
        """
        return await awaited(lambda told: self.hand_in(stream, received, source, payload, n, told))

    def hand_in(self, stream: str, received: int, source: Source, payload: bytes, n: int | None, told: Told) -> None:
        """The same for who cannot wait: `told` is called by the event loop."""
        self._refuse_when_closed()
        outcome: Entry | Exception
        try:
            outcome = self._store(stream, received, source, payload, n)
        except EventLogError as error:
            outcome = error
        asyncio.get_running_loop().call_soon(tell, told, outcome)

    def _store(self, stream: str, received: int, source: Source, payload: bytes, n: int | None) -> Entry:
        entries = self._streams.get(stream, [])
        if n is not None and n != len(entries):
            raise Overtaken(f"stream {stream!r} stands before entry {len(entries)}, and not before {n}")
        prev = entries[-1].digest if entries else GENESIS
        try:
            entry = chain(stream, len(entries), received, source, payload, prev)
        except (TypeError, ValueError) as error:
            raise EventLogError(f"entry of stream {stream!r} cannot be stored") from error
        self._streams.setdefault(stream, entries).append(entry)
        return entry

    async def read(self, stream: str, after: int = -1, source: Source | None = None) -> list[Entry]:
        """The entries of `stream` with `n` > `after`, all or of one source; raises `EventLogError` when closed."""
        self._refuse_when_closed()
        entries = self._streams.get(stream, [])[max(after + 1, 0) :]
        return entries if source is None else [entry for entry in entries if entry.source == source]

    async def streams(self) -> list[str]:
        """All names in the order of their first entries; raises `EventLogError` when closed."""
        self._refuse_when_closed()
        return list(self._streams)

    async def close(self) -> None:
        """Refuse everything from now on; closing twice is allowed."""
        self._closed = True

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise EventLogError("the event log is closed")
