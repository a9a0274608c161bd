"""Judge all that the log has about one person, over all classes and platforms, and keep what changed.

Only so does it show that somebody learned in two places at once.  While an hour goes on, it is judged alone as long as
nothing else can have changed (`core.running`).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from monitor.core import verdict as verdicts
from monitor.core.errors import CoreError, RulePackError
from monitor.core.events import Entry
from monitor.core.judging import still_to_learn
from monitor.core.reviews import notice_due
from monitor.core.rulepack import RulePack
from monitor.core.running import judge_running
from monitor.core.summary import summary
from monitor.core.uncounted import uncounted
from monitor.core.verdict import Missing, Verdict
from monitor.flows import wire, words
from monitor.flows.certify import certify, withdraw
from monitor.flows.collector import Collector
from monitor.flows.log_context import bound
from monitor.flows.monitor import Registry
from monitor.flows.notices import give_notices, index_review
from monitor.flows.reach import within_reach
from monitor.flows.spans import span
from monitor.flows.streams import INCIDENTS, claims_stream, platform_stream
from monitor.flows.vendor_ports import SessionRecord
from monitor.ports import EventLog

# After these the attempt has said what it can; learning the unit again is a new attempt.
_DONE = frozenset({"certified", "not_counted_cap", "void_trainee"})
_WORTH_TELLING_MS = 1000


async def adjudicate(collector: Collector, trainee: str) -> list[Verdict]:
    """Judge now, in all classes, store what changed, and tell who has to be told.

    Raises `EventLogError` and the registry's error; `CoreError` and `msgspec.DecodeError` where a stream is damaged.
    """
    async with collector.locks(f"judge/{trainee}"):  # or what was judged earlier might be stored later
        records = await asyncio.to_thread(collector.monitor.registry.sessions_of, trainee)
        return await _adjudicate(collector, trainee, records)


async def adjudicate_running(collector: Collector, trainee: str, *, for_others: bool = False) -> list[Verdict]:
    """The same after a checkpoint: hours that go on are judged alone where the whole would say the same of them.

    Only the verdicts that were judged are returned.  Raises what `adjudicate` does.  `for_others`, who may have rules
    that are not kept here: then the person stays to be judged by them.
    """
    async with collector.locks(f"judge/{trainee}"):
        records = await asyncio.to_thread(collector.monitor.registry.sessions_of, trainee)
        judged = await _judge_running(collector, trainee, records)
        return await _adjudicate(collector, trainee, records, for_others) if judged is None else judged


async def _adjudicate(
    collector: Collector, trainee: str, records: Sequence[SessionRecord], for_others: bool = False
) -> list[Verdict]:
    marks = {one.session: one.unjudged_since for one in records if one.unjudged_since is not None}
    try:
        judged = await _judge_and_notify(collector, trainee, records)
    except (CoreError, msgspec.DecodeError) as error:
        if not (for_others and isinstance(error, RulePackError)):
            await _take_back(collector, marks)  # it would fail again, until the log goes on
        raise
    await _take_back(collector, marks)
    return judged


async def _take_back(collector: Collector, marks: Mapping[str, int]) -> None:
    if marks:
        await asyncio.to_thread(collector.monitor.registry.note_judged, marks)


async def _judge_and_notify(collector: Collector, trainee: str, records: Sequence[SessionRecord]) -> list[Verdict]:
    with span(collector.monitor, "judge a person"):
        judged = await _judge(collector, trainee, records)
    if await give_notices(collector, judged):
        judged = await _judge(collector, trainee, records)  # a verdict shows the notice that was given of it
    return judged


async def _judge(collector: Collector, trainee: str, records: Sequence[SessionRecord]) -> list[Verdict]:
    monitor = collector.monitor
    streams = await _read(monitor.log, trainee, records)
    judged = await asyncio.to_thread(monitor.judge, streams, monitor.packs)
    await _keep_news(collector, judged, await _before(collector, trainee), _head(streams))
    return judged


async def _judge_running(collector: Collector, trainee: str, records: Sequence[SessionRecord]) -> list[Verdict] | None:
    """Judge and keep what goes on; None, and nothing is kept, where the whole person has to be judged."""
    reach = within_reach(records)
    if reach is None:
        return None
    streams = await _read(collector.monitor.log, trainee, records, reach.streams)
    before = await _before(collector, trainee)
    with span(collector.monitor, "judge a running hour"):
        asked = (streams, collector.monitor.packs, reach.attempts, [*before.values()])
        judged = await asyncio.to_thread(judge_running, *asked)
    if judged is None or any(_decides(verdict, before.get(verdict.attempt)) for verdict in judged):
        return None
    await _keep_news(collector, judged, before, _head(streams))
    return judged


def _decides(verdict: Verdict, stored: Verdict | None) -> bool:
    """Whether it is more than how far a learner has come: that is for the whole alone, with cap, notice and all."""
    going_on = verdict.result == "in_progress" and (stored is None or stored.result == "in_progress")
    return not going_on and (notice_due(verdict) or says_otherwise(verdict, stored))


async def _before(collector: Collector, trainee: str) -> dict[str, Verdict]:
    """The last stored verdicts by attempt."""
    stored = await asyncio.to_thread(collector.monitor.registry.last_verdicts, trainee)
    return {record.attempt: verdicts.from_bytes(record.verdict) for record in stored}


async def _keep_news(collector: Collector, judged: Sequence[Verdict], before: Mapping[str, Verdict], head: str) -> None:
    for verdict in judged:
        if says_otherwise(verdict, before.get(verdict.attempt)):
            with bound(attempt=verdict.attempt):
                await asyncio.to_thread(_keep, collector, verdict, head)
                collector.monitor.metrics.verdicts[verdict.result] += 1
                await index_review(collector, verdict)


async def streams_of(collector: Collector, trainee: str) -> dict[str, list[Entry]]:
    """All streams that judge one person; raises `EventLogError`."""
    return await streams_about(collector.monitor.registry, collector.monitor.log, trainee)


async def streams_about(registry: Registry, log: EventLog, trainee: str) -> dict[str, list[Entry]]:
    """All streams that judge one person, over all classes and platforms: sessions, claims, cases, incidents.

    Raises `EventLogError`.
    """
    return await _read(log, trainee, await asyncio.to_thread(registry.sessions_of, trainee))


async def _read(
    log: EventLog, trainee: str, records: Sequence[SessionRecord], whole: Collection[str] | None = None
) -> dict[str, list[Entry]]:
    """All streams about a person; of session streams other than the `whole` ones the server's entries alone."""
    classes = dict.fromkeys(record.training_class for record in records)
    platforms = dict.fromkeys(record.platform for record in records)
    sessions = [record.stream for record in records]
    names = [claims_stream(trainee, name) for name in classes] + [platform_stream(name) for name in platforms]
    far = set() if whole is None else set(sessions) - set(whole)
    read = {name: await log.read(name, source="server" if name in far else None) for name in sessions}
    read |= {name: await log.read(name) for name in [*names, INCIDENTS]}
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
