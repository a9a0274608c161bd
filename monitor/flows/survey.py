"""What can be said about every attempt just now, judged from the log, for those who look on.

A person is judged again only when the log has something new from them.  Looking costs one short read per stream, at
most once a second however many people look; for a province's worth of streams, stored verdicts are the way.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from monitor.core.errors import CoreError
from monitor.core.events import Entry, SessionOpened
from monitor.core.rulepack import Packs, RulePack
from monitor.core.verdict import Verdict
from monitor.flows.replay import opening
from monitor.flows.streams import INCIDENTS, claims_stream, platform_stream
from monitor.ports import Clock, EventLog

_log = logging.getLogger("monitor.survey")

FRESH_MS = 1000

Judge = Callable[[Mapping[str, Sequence[Entry]], Packs], list[Verdict]]


class UnknownAttempt(LookupError):
    """The log has no attempt of this name."""


@dataclass(slots=True)
class _Known:
    """One person: by which streams they are judged, with what outcome."""

    streams: dict[str, None] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)


class Survey:
    """Keeps the current verdicts of everybody in the log."""

    def __init__(self, log: EventLog, judge: Judge, packs: Packs, clock: Clock) -> None:
        self._log = log
        self._judge = judge
        self._packs = packs
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._judged_by: dict[str, set[str]] = {}  # stream -> the people whom it judges
        self._lengths: dict[str, int] = {}
        self._looked_at: int | None = None
        self._looking = asyncio.Lock()

    async def verdicts(self) -> list[Verdict]:
        """Every attempt as it stands, in the order in which people came; raises `EventLogError`."""
        await self._refresh()
        return [verdict for known in self._known.values() for verdict in known.verdicts]

    async def attempt(self, name: str) -> tuple[Verdict, dict[str, list[Entry]], RulePack]:
        """One attempt's verdict, the streams behind it and their rules; raises `UnknownAttempt`, `EventLogError`."""
        await self._refresh()
        for known in self._known.values():
            for verdict in known.verdicts:
                if verdict.attempt == name:
                    return verdict, await self._read(known), self._rules_of(verdict)
        raise UnknownAttempt(name)

    async def _refresh(self) -> None:
        async with self._looking:
            now = self._clock.now()
            if self._looked_at is not None and 0 <= now - self._looked_at < FRESH_MS:
                return
            for trainee in await self._changed():
                await self._judge_again(self._known[trainee])
            self._looked_at = now

    async def _changed(self) -> list[str]:
        """Whose streams have grown since they were judged; that of a platform concerns all who learned there."""
        changed: dict[str, None] = {}
        for stream in await self._log.streams():
            people = await self._people_of(stream)
            if not people:
                continue
            before = self._lengths.get(stream, 0)
            fresh = await self._log.read(stream, after=before - 1)
            self._lengths[stream] = before + len(fresh)
            if fresh:
                changed.update(dict.fromkeys(sorted(people)))
        return list(changed)

    async def _people_of(self, stream: str) -> set[str]:
        """Whom a stream judges; one of another kind is met with nobody, until a session names it."""
        if stream not in self._judged_by:
            self._judged_by[stream] = set()
            if opened := opening(await self._log.read(stream)):
                self._meet(opened, stream)
        return self._judged_by[stream]

    def _meet(self, opened: SessionOpened, stream: str) -> None:
        trainee = opened.trainee.trainee
        known = self._known.setdefault(trainee, _Known())
        claims = claims_stream(trainee, opened.plan.training_class)
        for name in (stream, claims, platform_stream(opened.platform.platform), INCIDENTS):
            known.streams[name] = None
            self._judged_by.setdefault(name, set()).add(trainee)

    def _rules_of(self, verdict: Verdict) -> RulePack:
        return self._packs(verdict.rule_pack, verdict.rule_pack_hash)

    async def _read(self, known: _Known) -> dict[str, list[Entry]]:
        read = {stream: await self._log.read(stream) for stream in known.streams}
        return {stream: entries for stream, entries in read.items() if entries}

    async def _judge_again(self, known: _Known) -> None:
        streams = await self._read(known)
        try:
            known.verdicts = await asyncio.to_thread(self._judge, streams, self._packs)
        except (CoreError, msgspec.DecodeError):
            # One damaged stream must not hide everybody else; `monitor replay` names the entry.
            _log.exception("the sessions %s cannot be judged", ", ".join(streams))
