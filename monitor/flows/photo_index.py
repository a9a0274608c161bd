"""Which pictures were handed in before, by anybody: a camera never delivers the same bytes twice (D6).

What a file says besides its pixels makes no other picture of it.  A changed copy has other bytes, so fingerprints are
compared too, within one class on one platform.

The index is folded from the log once, and kept up as photos arrive; the log stays the only truth.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from monitor.core import codec
from monitor.core.events import Entry, PhotoJudged, PhotoStored, SessionOpened
from monitor.flows.looks import Look, looks, nearest
from monitor.flows.replay import opening
from monitor.ports import EventLog

_MARKS = (b'"photo_stored"', b'"photo_judged"')


class Place(NamedTuple):
    """Within what photos are compared by their looks."""

    platform: str
    training_class: str

    @classmethod
    def of(cls, opened: SessionOpened) -> Place:
        return cls(opened.platform.platform, opened.plan.training_class)


class Origin(NamedTuple):
    """In which session, and for which question, a picture was handed in."""

    session: str
    nonce: str


class PhotoIndex:
    """SHA-256 digests of all stored photos, as sent and as sealed, and fingerprints of the judged ones."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._seen: dict[bytes, Origin] = {}
        self._alike: dict[Place, list[Look]] = {}
        self._loading = asyncio.Lock()
        self._loaded = False

    async def load(self) -> None:
        """Read the log, unless that is done.  Raises `EventLogError`: a log that was not read knows no copy."""
        async with self._loading:
            if self._loaded:
                return
            self._seen, self._alike = {}, {}  # what an attempt that failed had read
            for stream in await self._log.streams():
                self._read(await self._log.read(stream))
            self._loaded = True

    async def origin_of(self, origin: Origin, *digests: str) -> Origin:
        """Note a picture by its digests (hex); returns where it was handed in first, which is `origin` for a new one.

        What is sent again as the same answer is no copy: storing it may have failed.  Raises `EventLogError`.
        """
        await self.load()
        keys = [bytes.fromhex(digest) for digest in digests]
        earlier = [self._seen[key] for key in keys if key in self._seen]
        if earlier:
            return earlier[0]
        self._seen |= dict.fromkeys(keys, origin)
        return origin

    async def nearest(self, place: Place, likenesses: Sequence[str], views: Sequence[bytes]) -> float | None:
        """Note a photo; returns how far the most similar earlier one of the class and platform is, None without any.

        Raises `EventLogError`.
        """
        await self.load()
        earlier = tuple(self._alike.get(place, ()))
        self.remember(place, likenesses)  # before anybody else's turn, so that of two copies at once one is found
        return await asyncio.to_thread(nearest, earlier, views)

    def remember(self, place: Place, likenesses: Sequence[str]) -> None:
        """Note the fingerprints of judged photos."""
        self._alike.setdefault(place, []).extend(looks(likenesses))

    def _read(self, entries: list[Entry]) -> None:
        opened = opening(entries)
        for fact in _photos(entries):
            if isinstance(fact, PhotoStored):
                origin = Origin(entries[0].stream, fact.nonce)
                for digest in filter(None, (fact.sha256, fact.sealed_sha256)):
                    self._seen.setdefault(bytes.fromhex(digest), origin)
            elif opened is not None:
                self.remember(Place.of(opened), [fact.likeness])


def _photos(entries: list[Entry]) -> list[PhotoStored | PhotoJudged]:
    marked = (e.payload for e in entries if e.source == "server" and any(mark in e.payload[:40] for mark in _MARKS))
    return [fact for fact in map(codec.decode_fact, marked) if isinstance(fact, PhotoStored | PhotoJudged)]
