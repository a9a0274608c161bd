"""After each claim: what the hour says about its platform is noted, and what follows from many hours is a signal.

Both are done once, however often a claim is repeated, and what a crash left undone is done with the next claim.
"""

from __future__ import annotations

import asyncio
from functools import partial

from monitor.core import production, reading
from monitor.core.events import CreditClaimed
from monitor.core.photo_moments import photo_moment
from monitor.core.platform_facts import ClaimAudited, Disqualifier, PlatformSignal
from monitor.core.rulepack import RulePack
from monitor.core.verdict import Verdict
from monitor.flows.adjudicate import streams_of
from monitor.flows.audits import Ledger
from monitor.flows.collector import Collector
from monitor.flows.platform_cases import add_signal
from monitor.flows.streams import audits_stream


async def audit_platform(collector: Collector, verdict: Verdict) -> None:
    """Audit the platform by the verdict on a claimed hour; raises `EventLogError`."""
    audit = await _audit(collector, verdict)
    if audit is None:
        return
    async with collector.locks(audits_stream(audit.platform)):
        ledger = await collector.audits.of(audit.platform)
        if collector.audits.is_past(ledger, audit.claimed_at):
            return
        if ledger.day.get(audit.attempt) != audit:
            await collector.audits.add(audit, collector.monitor.clock.now())
        await _signal(collector, audit.platform, ledger)


async def _audit(collector: Collector, verdict: Verdict) -> ClaimAudited | None:
    streams = await streams_of(collector, verdict.trainee)
    record = await asyncio.to_thread(reading.read, streams)
    claimed_at = _claimed_at(record, verdict.attempt)
    if claimed_at is None:
        return None
    return ClaimAudited(
        platform=verdict.platform,
        attempt=verdict.attempt,
        trainee=verdict.trainee,
        training_class=verdict.training_class,
        claimed_at=claimed_at,
        lapses=production.lapses(verdict.findings, claimed=verdict.claimed, played=bool(verdict.ledger)),
        observed=production.observed(verdict.findings),
        prevented=production.prevented(verdict),
        photo_moment=photo_moment(record, verdict.attempt, collector.monitor.rules_of(verdict)),
    )


def _claimed_at(record: reading.Record, attempt: str) -> int | None:
    claims = (known.received for fact, known in record.known(CreditClaimed) if fact.attempt == attempt)
    return next(claims, None)


# ---------------------------------------------------------------- signals


async def _signal(collector: Collector, platform: str, ledger: Ledger) -> None:
    """Add every signal that the ledger amounts to."""
    pack = collector.monitor.pack
    shown = {lapse.disqualifier for audit in ledger.day.values() for lapse in audit.lapses}
    for disqualifier in sorted(shown):
        production_signal = partial(_of_production, ledger, disqualifier, pack)
        await add_signal(collector, platform, disqualifier, "production", production_signal)
    await add_signal(collector, platform, "D6", "photo_times", partial(_of_photo_times, ledger, pack))


def _of_production(
    ledger: Ledger, disqualifier: Disqualifier, pack: RulePack, case: str, since: int
) -> PlatformSignal | None:
    """What happened before an earlier case was closed was decided with it."""
    fresh = [audit for audit in ledger.day.values() if audit.claimed_at > since]
    return production.signal(fresh, disqualifier, case, pack)


def _of_photo_times(ledger: Ledger, pack: RulePack, case: str, since: int) -> PlatformSignal | None:
    fresh = [audit for audit in ledger.timed if audit.claimed_at > since]
    taken = ledger.photos if len(fresh) == len(ledger.timed) else len(fresh)
    return production.photo_times_signal(fresh, taken, case, pack)
