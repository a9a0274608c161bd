"""Which pictures were handed in before, by anybody: a camera never delivers the same bytes twice (D6).

What a file says besides its pixels makes no other picture of it.  A changed copy has other bytes, so fingerprints are
compared too, within one class on one platform.

The registry decides who was first, among all collectors.  The log stays the only truth: it is read once, at the first
start or after a back-up was restored.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from monitor.core import codec
from monitor.core.events import Entry, PhotoJudged, PhotoStored
from monitor.core.photos import Origin, Place, Seen
from monitor.flows.looks import Look, looks, nearest
from monitor.flows.monitor import Monitor
from monitor.flows.replay import opening

_MARKS = (b'"photo_stored"', b'"photo_judged"')
_READING = "photos of the log"


@dataclass(slots=True)
class _Known:
    """The looks of one place's photos, as far as they were asked for."""

    looks: dict[Origin, Look] = field(default_factory=dict)
    number: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def learn(self, seen: Sequence[Seen]) -> None:
        for one in seen:
            self.looks.update((one.origin, look) for look in looks([one.likeness]))
            self.number = one.number


class PhotoIndex:
    """SHA-256 digests of all stored photos, as sent and as sealed, and fingerprints of the judged ones."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self._known: dict[Place, _Known] = defaultdict(_Known)
        self._loading = asyncio.Lock()
        self._loaded = False

    async def load(self) -> None:
        """Let the registry know what the log tells, unless it does; of several collectors one reads.

        Raises `EventLogError` and the registry's error: a log that was not read knows no copy.
        """
        async with self._loading:
            if not self._loaded:
                async with self._monitor.locks(_READING):
                    await self._read()
                self._loaded = True

    async def _read(self) -> None:
        registry, log = self._monitor.registry, self._monitor.log
        if await asyncio.to_thread(registry.has_read_photos):
            return
        for stream in await log.streams():
            digests, seen = _photos(await log.read(stream))
            if digests or seen:
                await asyncio.to_thread(registry.add_photos, digests, seen)
        await asyncio.to_thread(registry.photos_are_read, self._monitor.clock.now())

    async def origin_of(self, origin: Origin, *digests: str) -> Origin:
        """Note a picture by its digests (hex); returns where it was handed in first, which is `origin` for a new one.

        What is sent again as the same answer is no copy: storing it may have failed.  Raises as `load` does.
        """
        await self.load()
        keys = [bytes.fromhex(digest) for digest in digests]
        return await asyncio.to_thread(self._monitor.registry.note_digests, origin, keys)

    async def nearest(self, place: Place, origin: Origin, likeness: str, views: Sequence[bytes]) -> float | None:
        """Note a photo; returns how far the most similar earlier one of the class and platform is, None without any.

        Of two copies at once one is found.  Raises as `load` does.
        """
        await self.load()
        known = self._known[place]
        async with known.turn:
            note = self._monitor.registry.note_look
            known.learn(await asyncio.to_thread(note, place, origin, likeness, known.number))
            others = tuple(look for whose, look in known.looks.items() if whose != origin)
        return await asyncio.to_thread(nearest, others, views)


Digest = tuple[bytes, Origin]
Appearance = tuple[Place, Origin, str]


def _photos(entries: Sequence[Entry]) -> tuple[list[Digest], list[Appearance]]:
    """What one stream tells of photos, in its order."""
    digests: list[Digest] = []
    seen: list[Appearance] = []
    opened = opening(entries)
    for fact in _facts(entries):
        origin = Origin(entries[0].stream, fact.nonce)
        if isinstance(fact, PhotoStored):
            digests += [(bytes.fromhex(digest), origin) for digest in (fact.sha256, fact.sealed_sha256) if digest]
        elif opened is not None and fact.likeness:
            seen.append((Place.of(opened), origin, fact.likeness))
    return digests, seen


def _facts(entries: Sequence[Entry]) -> Iterator[PhotoStored | PhotoJudged]:
    marked = (e.payload for e in entries if e.source == "server" and any(mark in e.payload[:40] for mark in _MARKS))
    return (fact for fact in map(codec.decode_fact, marked) if isinstance(fact, PhotoStored | PhotoJudged))
