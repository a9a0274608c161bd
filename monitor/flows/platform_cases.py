"""Cases against platforms: who may add which step, and what follows from it for the hours learned there.

Every step is checked by the same fold that judgements read, under the lock of the platform's stream, and is an entry
of it afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date

from msgspec.structs import replace

from monitor.core import codec
from monitor.core.accounts import DECIDERS
from monitor.core.days import WorkingDays, shanghai_day
from monitor.core.errors import CoreError
from monitor.core.events import ServerFact
from monitor.core.platform_facts import (
    CaseDecision,
    Disqualifier,
    PlatformAnswered,
    PlatformNotified,
    PlatformSignal,
    ProbeReported,
    SignalVerified,
    Source,
)
from monitor.core.platform_findings import (
    Case,
    CaseFact,
    Step,
    case_name,
    entered,
    open_case,
    refuse_other_than_ordered,
)
from monitor.core.reading import stream_of
from monitor.core.terms import end_of_term, first_moment
from monitor.flows.audits import audited, losses
from monitor.flows.collector import Collector
from monitor.flows.dossiers import dossier
from monitor.flows.recount import request_recount
from monitor.flows.streams import audits_stream, platform_stream
from monitor.flows.webhooks import announce_platform

Build = Callable[[str, int], PlatformSignal | None]

COPIES_MAX = 20  # every judgement reads them, and platforms can hand in more
EARLIEST = first_moment(date(2020, 1, 1))


class TermTooShort(CoreError):
    """The platform would have less time to answer than it must be given; `until` is the least moment (UTC ms)."""

    def __init__(self, until: int) -> None:
        super().__init__("a notice gives the platform at least the whole term to answer")
        self.until = until


class ImpossibleMoment(CoreError):
    """A probe is said to have happened in the future, or before there was anything to probe."""


# ---------------------------------------------------------------- evidence


async def report_probe(collector: Collector, probe: ProbeReported) -> Case | None:
    """Store a probe; one that showed the disqualifier every time is a signal, and its case is returned.

    That the platform stood the test, or not each time, is kept too, and is no signal.  Raises the registry's error for
    a platform that it does not know, `ImpossibleMoment`, and `EventLogError`.
    """
    now = collector.monitor.clock.now()
    await asyncio.to_thread(collector.monitor.registry.platform_state, probe.platform, shanghai_day(now))
    if not all(EARLIEST <= run.at <= now for run in probe.repetitions):
        raise ImpossibleMoment("a repetition lies in the future or before 2020")
    where = await _store(collector, probe)
    runs = probe.repetitions
    proven = len(runs) >= collector.monitor.pack["probe_repetitions"] and all(run.allowed for run in runs)
    if not proven:
        return None

    def build(case: str, _since: int) -> PlatformSignal:
        return PlatformSignal(
            platform=probe.platform,
            case=case,
            disqualifier=probe.disqualifier,
            source="probe",
            first_evidence_at=min(run.at for run in runs),
            evidence=(where,),
        )

    return await add_signal(collector, probe.platform, probe.disqualifier, "probe", build)


async def add_signal(
    collector: Collector, platform: str, disqualifier: Disqualifier, source: Source, build: Build
) -> Case | None:
    """Open a case by a signal, or add it to the open one; returns the case, or None where nothing was added.

    `build` is given the name of the case and the moment (UTC ms) since which evidence counts, and may find nothing.
    An open case takes one signal of each production source; every probe is one of its own, and every copied photo up to
    `COPIES_MAX`.
    """
    if build("", 0) is None:
        return None
    async with collector.locks(platform_stream(platform)):
        known = (await dossier(collector, platform)).cases
        case = open_case(known, disqualifier)
        if case and _has_enough(case, source):
            return None
        signal = build(case.case if case else case_name(known, disqualifier), _closed_at(known, disqualifier))
        return await add_step(collector, case, signal) if signal else None


def _has_enough(case: Case, source: Source) -> bool:
    of_it = sum(signal.source == source for signal in case.signals)
    return source != "probe" and of_it >= (COPIES_MAX if source == "photo_copies" else 1)


def _closed_at(known: Sequence[Case], disqualifier: Disqualifier) -> int:
    closed = [case.steps[-1].at for case in known if case.disqualifier == disqualifier and case.closed]
    return max(closed, default=0)


# ---------------------------------------------------------------- procedure


async def verify(collector: Collector, platform: str, case: str, by: str, text: str) -> Case:
    """A person has seen it again; hours since the flag are held from now on.  Raises as `_step` does."""
    return await _step(
        collector, platform, case, lambda _: SignalVerified(platform=platform, case=case, by=by, text=text)
    )


async def notify(
    collector: Collector, platform: str, case: str, by: str, text: str, reply_until: date | None = None
) -> Case:
    """Tell the platform; it may answer to the end of `reply_until`, or of the least term where none is given.

    Public holidays are unknown here, so a notice before them names a later day.  Raises `TermTooShort`, and as `_step`
    does.
    """

    def notice(now: int) -> PlatformNotified:
        least = end_of_term(now, collector.monitor.pack["vendor_reply_working_days"], WorkingDays())
        reply_by = least if reply_until is None else end_of_term(first_moment(reply_until), 0)
        if reply_by < least:
            raise TermTooShort(least)
        return PlatformNotified(platform=platform, case=case, by=by, text=text, reply_by=reply_by)

    return await _step(collector, platform, case, notice)


async def answer(collector: Collector, platform: str, case: str, by: str, text: str) -> Case:
    """The platform's defence; raises as `_step` does."""
    return await _step(
        collector, platform, case, lambda _: PlatformAnswered(platform=platform, case=case, by=by, text=text)
    )


async def decide(collector: Collector, decision: CaseDecision) -> Case:
    """One person's decision, in force with the same one of a second person while the first may still decide.

    The classes in which the disqualifier was found are added here, so that the entry says them.  Raises
    `OtherThanOrdered`, and as `_step` does.
    """
    classes = await classes_of(collector, decision.platform, decision.case)

    complete = replace(decision, classes=classes)
    return await _step(collector, decision.platform, decision.case, lambda _: complete)


async def classes_of(collector: Collector, platform: str, case: str) -> tuple[str, ...]:
    """The classes in which claimed hours show the case's disqualifier, or lost their photos (D6).

    Raises `UnknownCase`, the registry's error, `EventLogError`.
    """
    known = await dossier(collector, platform)
    disqualifier = known.case(case).disqualifier
    entries = await collector.monitor.log.read(audits_stream(platform))
    latest = {audit.attempt: audit for audit in audited(entries)}.values()
    showing = {one.training_class for one in latest if disqualifier in {lapse.disqualifier for lapse in one.lapses}}
    if disqualifier == "D6":
        settled_until = _closed_at(known.cases, disqualifier)
        lost_in = {stream_of(lost.stored) for lost, at in losses(entries) if at > settled_until}
        showing |= {await _class_of(collector, session) for session in lost_in}
    return tuple(sorted(showing))


async def _class_of(collector: Collector, session: str) -> str:
    return (await asyncio.to_thread(collector.monitor.registry.session, session)).training_class


async def _step(collector: Collector, platform: str, case: str, make: Callable[[int], CaseFact]) -> Case:
    """Add a step to a case; raises `UnknownCase`, `NotAllowed` (which says what is), `EventLogError`."""
    async with collector.locks(platform_stream(platform)):
        known = (await dossier(collector, platform)).case(case)
        return await add_step(collector, known, make(collector.monitor.clock.now()))


async def add_step(collector: Collector, case: Case | None, fact: CaseFact) -> Case:
    """Check the step, store it, and have the hours judged again where it bears on them.

    For whoever holds the lock of the platform's stream; raises as `_step` does.
    """
    now, where = collector.monitor.clock.now(), ""
    if case is not None and isinstance(fact, CaseDecision):
        refuse_other_than_ordered(case, fact)
        fact = replace(fact, anew=await asyncio.to_thread(_first_word_lapsed, collector, case))
    after = entered(case, Step(fact=fact, at=now, where=where))
    await _store(collector, fact, now)
    collector.background.start(announce_platform(collector, after.platform), f"announce what befell {after.platform}")
    if case is not None and (after.in_doubt, after.decided.keys()) != (case.in_doubt, case.decided.keys()):
        request_recount(collector, platform_stream(after.platform))
    return (await dossier(collector, after.platform)).case(after.case)


def _first_word_lapsed(collector: Collector, case: Case) -> bool:
    """Two people decide who may both do so at the end, so nobody's word outlives the account or role that gave it."""
    first = case.proposal.fact if case.proposal else None
    return isinstance(first, CaseDecision) and not _may_decide(collector, first.by)


def _may_decide(collector: Collector, person: str) -> bool:
    registry = collector.monitor.registry
    account = registry.account(person)
    if account is None:
        return registry.person_key(person) is not None
    return account.ended_at is None and account.viewer.role in DECIDERS


async def _store(collector: Collector, fact: CaseFact | ProbeReported, now: int | None = None) -> str:
    """Append to the platform's stream; returns the log position."""
    at = collector.monitor.clock.now() if now is None else now
    stored: ServerFact = fact
    entry = await collector.monitor.log.append(platform_stream(fact.platform), at, "server", codec.checked_fact(stored))
    collector.cases.changed(fact.platform)
    return f"{entry.stream}:{entry.n}"
