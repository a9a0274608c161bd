"""Judge all that the log has about one person, over all classes and platforms, keep what changed, tell the learner.

Only so does it show that somebody learned in two places at once.  Runs after every checkpoint; while one judgement
runs, further requests for the same person become one more run.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import msgspec

from monitor.core import verdict as verdicts
from monitor.core.events import Entry
from monitor.core.judging import still_to_learn
from monitor.core.rulepack import RulePack
from monitor.core.summary import summary
from monitor.core.uncounted import uncounted
from monitor.core.verdict import Missing, Verdict
from monitor.flows import wire, words
from monitor.flows.certify import certify, withdraw
from monitor.flows.collector import Collector
from monitor.flows.live import Live
from monitor.flows.log_context import bound
from monitor.flows.monitor import Registry
from monitor.flows.notices import give_notices, index_review
from monitor.flows.patience import patiently
from monitor.flows.spans import span
from monitor.flows.streams import INCIDENTS, claims_stream, platform_stream
from monitor.ports import EventLog

# After these the attempt has said what it can; learning the unit again is a new attempt.
_DONE = frozenset({"certified", "not_counted_cap", "void_trainee"})
_WORTH_TELLING_MS = 1000


def request_judgement(collector: Collector, live: Live) -> None:
    """Judge soon; returns at once."""
    trainee = live.state.trainee
    if trainee in collector.judging:
        collector.judging[trainee] = True
        return
    collector.judging[trainee] = False
    collector.background.start(_judge_until_quiet(collector, trainee), f"judge {trainee}")


async def _judge_until_quiet(collector: Collector, trainee: str) -> None:
    try:
        again = True
        while again:
            collector.judging[trainee] = False
            asked_at = collector.monitor.clock.now()
            _tell(collector, await patiently(collector.monitor, partial(adjudicate, collector, trainee)))
            took = collector.monitor.clock.now() - asked_at
            collector.monitor.metrics.judgement_seconds.observe(took / 1000)
            again = collector.judging[trainee]
    finally:
        del collector.judging[trainee]


async def adjudicate(collector: Collector, trainee: str) -> list[Verdict]:
    """Judge now, in all classes, store what changed, and tell who has to be told.

    Raises `EventLogError` and the registry's error.
    """
    async with collector.locks(f"judge/{trainee}"):  # or what was judged earlier might be stored later
        with span(collector.monitor, "judge a person"):
            judged = await _judge(collector, trainee)
        if await give_notices(collector, judged):
            judged = await _judge(collector, trainee)  # a verdict shows the notice that was given of it
        return judged


async def _judge(collector: Collector, trainee: str) -> list[Verdict]:
    monitor = collector.monitor
    streams = await streams_of(collector, trainee)
    judged = await asyncio.to_thread(monitor.judge, streams, monitor.packs)
    stored = await asyncio.to_thread(monitor.registry.verdicts, trainee)
    before = {record.attempt: verdicts.from_bytes(record.verdict) for record in stored}
    head = _head(streams)
    for verdict in judged:
        if says_otherwise(verdict, before.get(verdict.attempt)):
            with bound(attempt=verdict.attempt):
                await asyncio.to_thread(_keep, collector, verdict, head)
                monitor.metrics.verdicts[verdict.result] += 1
                await index_review(collector, verdict)
    return judged


async def streams_of(collector: Collector, trainee: str) -> dict[str, list[Entry]]:
    """All streams that judge one person; raises `EventLogError`."""
    return await streams_about(collector.monitor.registry, collector.monitor.log, trainee)


async def streams_about(registry: Registry, log: EventLog, trainee: str) -> dict[str, list[Entry]]:
    """All streams that judge one person, over all classes and platforms: sessions, claims, cases, incidents.

    Raises `EventLogError`.
    """
    records = await asyncio.to_thread(registry.sessions_of, trainee)
    classes = dict.fromkeys(record.training_class for record in records)
    platforms = dict.fromkeys(record.platform for record in records)
    names = [record.stream for record in records]
    names += [claims_stream(trainee, name) for name in classes] + [platform_stream(name) for name in platforms]
    names.append(INCIDENTS)
    read = {name: await log.read(name) for name in names}
    return {name: entries for name, entries in read.items() if entries}


def says_otherwise(verdict: Verdict, stored: Verdict | None) -> bool:
    """Whether a verdict says something else than the stored one; that the log went on alone is no news."""
    if stored is None:
        return True
    return msgspec.structs.replace(verdict, heads={}, ledger=()) != msgspec.structs.replace(stored, heads={}, ledger=())


def _head(streams: Mapping[str, Sequence[Entry]]) -> str:
    """One digest (hex) over the last entries of all streams that were read."""
    heads = "".join(f"{name}\n{entries[-1].digest.hex()}\n" for name, entries in sorted(streams.items()))
    return hashlib.sha256(heads.encode()).hexdigest()


def _keep(collector: Collector, verdict: Verdict, head: str) -> None:
    """Store a verdict, with its certificate once the platform has claimed it; in a thread, as both write to a disk."""
    monitor, now = collector.monitor, collector.monitor.clock.now()
    certificate = None
    if verdict.result == "certified" and verdict.claimed:
        place = (monitor.certificates, monitor.issuer, now, monitor.public_url)
        certificate = certify(verdict, monitor.signer, *place).jws
    else:
        withdraw(monitor.certificates, verdict.attempt)
    monitor.registry.save_verdict(
        verdict.attempt,
        verdict.to_bytes(),
        head=head,
        decided_at=now,
        certificate=certificate,
        said=summary(verdict, now),
    )
    if _is_over(verdict, monitor.rules_of(verdict)):
        monitor.registry.close_attempt(verdict.attempt, now)


def _is_over(verdict: Verdict, pack: RulePack) -> bool:
    """Nothing more can come of it: a claim that came too early takes nothing from a learner who goes on to cure it."""
    incurable = any(finding.severity == "void" and not finding.cured for finding in verdict.findings)
    settled = verdict.stage == "final" and bool(verdict.history)
    void = verdict.result == "void_platform" and (incurable or pack.hour_policy == "strict" or settled)
    return verdict.result in _DONE or void or (verdict.result == "not_certified" and settled)


def _tell(collector: Collector, judged: Sequence[Verdict]) -> None:
    """Send every live session of the trainee where its own attempts stand."""
    if not judged:
        return
    by_attempt = {verdict.attempt: verdict for verdict in judged}
    for live in collector.sessions.of(judged[0].trainee):
        for opened in live.state.opened.attempts:
            if verdict := by_attempt.get(opened.attempt):
                live.say(status(verdict, collector.monitor.rules_of(verdict)))


def status(verdict: Verdict, pack: RulePack) -> wire.Status:
    """Where an attempt stands, as it goes over the wire."""
    missing = still_to_learn(verdict, pack)
    return wire.Status(
        unit=verdict.unit,
        state=verdict.result,
        credited_ms=verdict.credited_ms,
        required_ms=verdict.required_ms,
        missing=tuple(wire.Stretch(gap.lesson, gap.media_from, gap.media_to) for gap in missing),
        uncounted=tuple(_uncounted(verdict, missing)),
        next=words.next_step(verdict, missing),
    )


def _uncounted(verdict: Verdict, missing: Sequence[Missing]) -> Iterator[wire.Uncounted]:
    for reason, lost in uncounted(verdict.ledger, missing).items():
        if lost >= _WORTH_TELLING_MS:
            yield wire.Uncounted(reason, lost, words.not_counted(reason))
