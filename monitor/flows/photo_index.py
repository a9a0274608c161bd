"""Which pictures were handed in before, by anybody: a camera never delivers the same bytes twice (D6).

The index is folded from the log once, and kept up as photos arrive; the log stays the only truth.
"""

from __future__ import annotations

import asyncio

from monitor.core import codec
from monitor.core.events import Entry, PhotoStored
from monitor.ports import EventLog

_MARK = b'"photo_stored"'


class PhotoIndex:
    """SHA-256 digests of all stored photos."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._seen: set[bytes] = set()
        self._ready = asyncio.Event()

    async def load(self) -> None:
        """Read the log once; until then `first_seen` waits."""
        try:
            for stream in await self._log.streams():
                self._seen.update(_photos(await self._log.read(stream)))
        finally:
            self._ready.set()

    async def first_seen(self, sha256: str) -> bool:
        """Note a picture; False when it was there before."""
        await self._ready.wait()
        digest = bytes.fromhex(sha256)
        if digest in self._seen:
            return False
        self._seen.add(digest)
        return True


def _photos(entries: list[Entry]) -> set[bytes]:
    stored = (codec.decode_fact(e.payload) for e in entries if e.source == "server" and _MARK in e.payload[:40])
    return {bytes.fromhex(fact.sha256) for fact in stored if isinstance(fact, PhotoStored)}
