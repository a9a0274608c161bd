"""The parts that all flows of one collector share."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from monitor.flows.audits import Audits
from monitor.flows.background import Background
from monitor.flows.case_book import CaseBook
from monitor.flows.known_browsers import KnownBrowsers
from monitor.flows.monitor import Monitor
from monitor.flows.peers import Peers
from monitor.flows.photo_index import PhotoIndex
from monitor.flows.rate import Buckets, Places
from monitor.flows.readiness import Readiness
from monitor.flows.sessions import Sessions
from monitor.flows.tokens import Tokens
from monitor.ports import Locks

UPLOADS_AT_ONCE = 6  # an SDK sends one burst and perhaps a photo, and may send each again before it was answered
ENROLMENTS_AT_ONCE = 50  # of up to 3 MB
TRIES_AT_ONCE, TRIES_PER_SECOND = 60, 1  # to sign in from one address: an office in the morning has one address


@dataclass(slots=True)
class Asked:
    """A person who is being judged, or soon will be."""

    again: bool = False  # somebody asked since the last judgement began
    at_once: asyncio.Event = field(default_factory=asyncio.Event)  # nobody waits for more requests
    heard: asyncio.Event = field(default_factory=asyncio.Event)  # a worker told what it found
    refused: bool = False  # or that it cannot judge


@dataclass(slots=True)
class Collector:
    """One running collector: its outside, its live sessions, and work in hand."""

    monitor: Monitor
    tokens: Tokens
    sessions: Sessions
    photos: PhotoIndex
    audits: Audits
    cases: CaseBook
    browsers: KnownBrowsers
    readiness: Readiness
    peers: Peers
    background: Background = field(default_factory=Background)
    uploads: Places = field(default_factory=lambda: Places(UPLOADS_AT_ONCE))  # by session
    enrolments: Places = field(default_factory=lambda: Places(ENROLMENTS_AT_ONCE))  # by who hands them in
    doors: Buckets = field(default_factory=lambda: Buckets(TRIES_PER_SECOND, TRIES_AT_ONCE))  # tries to sign in
    decisions: Counter[tuple[str, str]] = field(default_factory=Counter)  # on pictures: kind, decision
    judging: dict[str, Asked] = field(default_factory=dict)  # by trainee
    judged_at: dict[str, int] = field(default_factory=dict)  # by trainee, UTC ms, the oldest first
    recounting: dict[str, bool] = field(default_factory=dict)  # platform -> recount once more

    @classmethod
    def of(cls, monitor: Monitor) -> Collector:
        return cls(
            monitor,
            Tokens(monitor.keys),
            Sessions(monitor),
            PhotoIndex(monitor),
            Audits(monitor.log, monitor.pack),
            CaseBook(monitor.log, monitor.clock),
            KnownBrowsers(monitor.keys),
            Readiness(monitor),
            Peers(monitor),
        )

    @property
    def locks(self) -> Locks:
        """By stream: who looks and then writes goes alone."""
        return self.monitor.locks

    async def close(self) -> None:
        """Let running work end; nothing that was acknowledged depends on it."""
        self.sessions.stop()
        await self.background.close()
