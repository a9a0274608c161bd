"""The cases against all platforms, kept in mind: lists and counts ask for them far more often than they change.

This process alone writes the streams of platforms, and says so after every entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from monitor.core import codec, platform_findings
from monitor.core.platform_findings import Case
from monitor.flows.streams import platform_stream
from monitor.ports import EventLog

Stored = tuple[object, int, str]  # a fact, its receive stamp (UTC ms), and its log position


async def stored(log: EventLog, platform: str) -> list[Stored]:
    """What the platform's stream holds now; raises `EventLogError`."""
    entries = await log.read(platform_stream(platform))
    return [(codec.decode_fact(entry.payload), entry.received, f"{entry.stream}:{entry.n}") for entry in entries]


class CaseBook:
    """Cases by platform, each platform's in the order of opening."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._known: dict[str, Sequence[Case]] = {}
        self._changes: Counter[str] = Counter()

    async def of(self, platforms: Iterable[str]) -> Mapping[str, Sequence[Case]]:
        """The cases of these platforms, also where there are none; raises `EventLogError`."""
        return {platform: await self._of(platform) for platform in platforms}

    def changed(self, platform: str) -> None:
        """The platform's stream has another entry."""
        self._changes[platform] += 1
        self._known.pop(platform, None)

    async def _of(self, platform: str) -> Sequence[Case]:
        if platform in self._known:
            return self._known[platform]
        seen = self._changes[platform]
        found = platform_findings.cases(await stored(self._log, platform))
        if self._changes[platform] == seen:
            self._known[platform] = found
        return found
