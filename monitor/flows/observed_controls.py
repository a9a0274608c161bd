"""The six controls as the hours of a platform show them: tried, stopped, let through, and claimed all the same.

Counted from the audits of claimed hours over the last thirty days, and of retained photos that were looked for.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import get_args

import msgspec

from monitor.core import codec
from monitor.core.events import Entry
from monitor.core.platform_facts import ClaimAudited, Disqualifier, PhotoLost
from monitor.flows.streams import audits_stream
from monitor.ports import Clock, EventLog

DAYS = 30
_DAY_MS = 86_400_000


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """One control: how often it was tried, and what the platform did; `claimed` are hours for which it asked credit."""

    disqualifier: Disqualifier
    stopped: int
    let_through: int
    claimed: int

    @property
    def tried(self) -> int:
        return self.stopped + self.let_through


class Controls(msgspec.Struct, frozen=True, kw_only=True):
    """What the claimed hours since a moment (UTC ms) show; `lost` are photos with the moment of their being missed."""

    since: int
    hours: int
    controls: tuple[Control, ...]
    photos: int
    lost: tuple[tuple[PhotoLost, int], ...]


class _Seen:
    """What was read of one platform's audits."""

    def __init__(self) -> None:
        self.read_to = -1
        self.hours: dict[str, ClaimAudited] = {}  # by attempt; the last audit of each counts
        self.lost: list[tuple[PhotoLost, int]] = []

    def take(self, entries: Iterable[Entry], since: int) -> None:
        for entry in entries:
            self.read_to = entry.n
            fact = codec.decode_fact(entry.payload)
            if isinstance(fact, ClaimAudited) and fact.claimed_at >= since:
                self.hours[fact.attempt] = fact
            elif isinstance(fact, PhotoLost):
                self.lost.append((fact, entry.received))
        self.hours = {attempt: audit for attempt, audit in self.hours.items() if audit.claimed_at >= since}


class ObservedControls:
    """Counts as the log grows; looking again reads what is new."""

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self._log, self._clock = log, clock
        self._seen: dict[str, _Seen] = {}
        self._looking = asyncio.Lock()

    async def of(self, platform: str) -> Controls:
        """One platform's controls until now; raises `EventLogError`."""
        since = self._clock.now() - DAYS * _DAY_MS
        async with self._looking:
            seen = self._seen.setdefault(platform, _Seen())
            entries = await self._log.read(audits_stream(platform), after=seen.read_to)
            await asyncio.to_thread(seen.take, entries, since)
            return _counted(seen, since)


def _counted(seen: _Seen, since: int) -> Controls:
    stopped: Counter[Disqualifier] = Counter()
    let_through: Counter[Disqualifier] = Counter()
    claimed: Counter[Disqualifier] = Counter()
    for audit in seen.hours.values():
        for one in audit.observed:
            stopped[one.disqualifier] += one.stopped
            let_through[one.disqualifier] += one.let_through
        claimed.update(lapse.disqualifier for lapse in audit.lapses)
    controls = (
        Control(disqualifier=name, stopped=stopped[name], let_through=let_through[name], claimed=claimed[name])
        for name in get_args(Disqualifier)
    )
    return Controls(
        since=since,
        hours=len(seen.hours),
        controls=tuple(controls),
        photos=sum(audit.photo_moment is not None for audit in seen.hours.values()),
        lost=tuple(seen.lost),
    )
