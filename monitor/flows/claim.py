"""A platform asks that a finished unit be counted; the answer is the verdict on it as the log stands now."""

from __future__ import annotations

import asyncio

from monitor.core import codec
from monitor.core.events import CreditClaimed
from monitor.core.verdict import Verdict
from monitor.flows.adjudicate import adjudicate
from monitor.flows.audit_platform import audit_platform
from monitor.flows.classroom import compare_trainee
from monitor.flows.collector import Collector
from monitor.flows.streams import claims_stream


class NothingToClaim(Exception):
    """The trainee has not tried this unit on this platform."""


async def claim(collector: Collector, platform: str, trainee: str, training_class: str, unit: str) -> Verdict:
    """Record the claim, judge, audit the platform, and return the verdict; claiming again judges and audits anew.

    A claim can turn an unfinished attempt into a refused one, so only the platform on which it began may make it.

    Raises `NothingToClaim`, the registry's error, `EventLogError`.
    """
    wanted = (training_class, unit, platform)
    await compare_trainee(collector, trainee)
    judged = await adjudicate(collector, trainee)
    tried = [verdict for verdict in judged if (verdict.training_class, verdict.unit, verdict.platform) == wanted]
    if not tried:
        raise NothingToClaim(unit)
    chosen = next((verdict for verdict in tried if verdict.result == "certified"), tried[-1])
    if not chosen.claimed:
        await _record(collector, chosen)
        judged = await adjudicate(collector, trainee)
        chosen = next(verdict for verdict in judged if verdict.attempt == chosen.attempt)
    await audit_platform(collector, chosen)
    return chosen


async def _record(collector: Collector, verdict: Verdict) -> None:
    fact = CreditClaimed(attempt=verdict.attempt, unit=verdict.unit, claimed_seconds=verdict.required_ms // 1000)
    stream = claims_stream(verdict.trainee, verdict.training_class)
    now = collector.monitor.clock.now()
    await collector.monitor.log.append(stream, now, "server", codec.encode_fact(fact))


async def verdicts_of(collector: Collector, trainee: str, training_class: str) -> dict[str, tuple[bytes, str | None]]:
    """The last stored verdict of every attempt as canonical bytes, with its certificate (JWS) if there is one."""
    records = await asyncio.to_thread(collector.monitor.registry.verdicts, trainee, training_class)
    return {record.attempt: (record.verdict, record.certificate) for record in records}
