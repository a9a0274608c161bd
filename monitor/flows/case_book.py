"""The cases against all platforms, kept in mind: lists and counts ask for them far more often than they change.

What this collector writes it says, and is seen at once; what others write is found within seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from monitor.core import codec, platform_findings
from monitor.core.platform_findings import Case
from monitor.flows.streams import platform_stream
from monitor.ports import Clock, EventLog

FRESH_MS = 2_000

Stored = tuple[object, int, str]  # a fact, its receive stamp (UTC ms), and its log position


async def stored(log: EventLog, platform: str) -> list[Stored]:
    """What the platform's stream holds now; raises `EventLogError`."""
    entries = await log.read(platform_stream(platform))
    return [(codec.decode_fact(entry.payload), entry.received, f"{entry.stream}:{entry.n}") for entry in entries]


class _Known(NamedTuple):
    """The cases as they were by the entries of their stream up to `n`, and when that was looked at (UTC ms)."""

    cases: Sequence[Case]
    n: int
    at: int


class CaseBook:
    """Cases by platform, each platform's in the order of opening."""

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._changes: Counter[str] = Counter()

    async def of(self, platforms: Iterable[str]) -> Mapping[str, Sequence[Case]]:
        """The cases of these platforms, also where there are none; raises `EventLogError`."""
        return {platform: await self._of(platform) for platform in platforms}

    def changed(self, platform: str) -> None:
        """The platform's stream has another entry."""
        self._changes[platform] += 1
        self._known.pop(platform, None)

    async def _of(self, platform: str) -> Sequence[Case]:
        known, now, seen = self._known.get(platform), self._clock.now(), self._changes[platform]
        if known is not None and 0 <= now - known.at < FRESH_MS:
            return known.cases
        found = await self._look(platform, known, now)
        if self._changes[platform] == seen:
            self._known[platform] = found
        return found.cases

    async def _look(self, platform: str, known: _Known | None, now: int) -> _Known:
        """As a rule nobody has written anything, and nothing is counted anew."""
        if known is not None and not await self._log.read(platform_stream(platform), known.n):
            return known._replace(at=now)
        facts = await stored(self._log, platform)
        return _Known(platform_findings.cases(facts), len(facts) - 1, now)
