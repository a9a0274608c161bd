"""What claimed hours say about their platform, kept in mind for as long as a signal can come of it.

Folded from the audit stream of each platform: what is known of it is kept, and what others wrote is read when the
ledger is asked for.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from monitor.core import codec
from monitor.core.events import Entry
from monitor.core.platform_facts import ClaimAudited, PhotoLost
from monitor.core.rulepack import RulePack
from monitor.flows.streams import audits_stream
from monitor.ports import EventLog

Found = tuple[PhotoLost, int]  # with when it was found missing (UTC ms)


@dataclass(slots=True)
class Ledger:
    """One platform: the audits of the last day by attempt, and the latest hours with a photo, of `photos` in all."""

    timed: deque[ClaimAudited]
    day: dict[str, ClaimAudited] = field(default_factory=dict)
    photos: int = 0
    latest: int = 0  # the latest claim, UTC ms
    n: int = -1  # the last entry that was read


class Audits:
    """The ledgers of all platforms whose hours are claimed here."""

    def __init__(self, log: EventLog, pack: RulePack) -> None:
        self._log = log
        self._pack = pack
        self._ledgers: dict[str, Ledger] = {}

    async def of(self, platform: str) -> Ledger:
        """The platform's ledger; hold the audit stream's lock while using it.  Raises `EventLogError`."""
        ledger = self._ledgers.setdefault(platform, Ledger(deque(maxlen=self._pack["photo_times_max"])))
        entries = await self._log.read(audits_stream(platform), ledger.n)
        for audit in audited(entries):
            self._take(ledger, audit)
        ledger.n += len(entries)
        return ledger

    async def add(self, audit: ClaimAudited, now: int) -> None:
        """Store an audit (`now` in UTC ms) and take it into the ledger; raises `EventLogError`."""
        await self._log.append(audits_stream(audit.platform), now, "server", codec.encode_fact(audit))
        await self.of(audit.platform)

    def is_past(self, ledger: Ledger, claimed_at: int) -> bool:
        """No production signal can rest on a claim of this moment (UTC ms) any more."""
        return ledger.latest - claimed_at >= self._pack["production_window_ms"]

    def _take(self, ledger: Ledger, audit: ClaimAudited) -> None:
        ledger.latest = max(ledger.latest, audit.claimed_at)
        if audit.photo_moment is not None and audit.attempt not in ledger.day:
            ledger.timed.append(audit)
            ledger.photos += 1
        ledger.day.pop(audit.attempt, None)
        ledger.day[audit.attempt] = audit
        while self.is_past(ledger, next(iter(ledger.day.values())).claimed_at):
            del ledger.day[next(iter(ledger.day))]


def audited(entries: list[Entry]) -> list[ClaimAudited]:
    """The audits among the entries of an audit stream, in order."""
    facts = (codec.decode_fact(entry.payload) for entry in entries)
    return [fact for fact in facts if isinstance(fact, ClaimAudited)]


def losses(entries: list[Entry]) -> list[Found]:
    """The photos that were found missing, in order."""
    facts = ((codec.decode_fact(entry.payload), entry.received) for entry in entries)
    return [(fact, at) for fact, at in facts if isinstance(fact, PhotoLost)]
