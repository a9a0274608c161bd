"""What each possible decision about a case would do to hours, by the judge that will do it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from msgspec.structs import replace

from monitor.core.effect import Change, Effect, Possible, changes, summed
from monitor.core.errors import NotAllowed
from monitor.core.platform_facts import CaseDecision, Discovery, Outcome, Recount, Scope, SignalVerified
from monitor.core.platform_findings import Case
from monitor.flows.adjudicate import streams_of
from monitor.flows.collector import Collector
from monitor.flows.dossiers import dossier
from monitor.flows.platform_cases import classes_of

NOBODY = "preview"


@dataclass(frozen=True, slots=True)
class Option:
    """One way to decide, and what would become of the hours if two people did so now."""

    decision: CaseDecision
    effect: Effect


async def preview(collector: Collector, platform: str, case: str, discovery: Discovery = "confirmed") -> list[Option]:
    """Try every scope of a confirmation, or every kind of reinstatement of a confirmed case.

    Judges everybody on the platform for each, so it takes seconds for hundreds of people and minutes for tens of
    thousands.  Raises `UnknownCase`, `NotAllowed` for a closed case, the registry's error, `EventLogError`.
    """
    known = await _open(collector, platform, case)
    return await preview_decision(
        collector, platform, case, "confirmed" if known.terms is None else "reinstated", discovery
    )


async def preview_decision(
    collector: Collector, platform: str, case: str, outcome: Outcome, discovery: Discovery = "confirmed"
) -> list[Option]:
    """Try every way of one decision, where the case is far enough for it or not; costs and raises as `preview`."""
    known = await _open(collector, platform, case)
    decisions = list(_decisions(known, outcome, discovery, await classes_of(collector, platform, case)))
    effects = await _effects(collector, known, decisions)
    return [Option(decision, effect) for decision, effect in zip(decisions, effects, strict=True)]


async def preview_verification(collector: Collector, platform: str, case: str) -> Effect:
    """Which hours would be held if a person verified the signal now; costs and raises as `preview`."""
    known = await _open(collector, platform, case)
    verified = SignalVerified(platform=platform, case=case, by=NOBODY, text="")
    (effect,) = await _effects(collector, known, [verified])
    return effect


async def _open(collector: Collector, platform: str, case: str) -> Case:
    known = (await dossier(collector, platform)).case(case)
    if known.closed:
        raise NotAllowed(case, "preview", known.stage, ())
    return known


def _decisions(case: Case, outcome: Outcome, discovery: Discovery, classes: tuple[str, ...]) -> Iterator[CaseDecision]:
    unsigned = CaseDecision(
        platform=case.platform,
        case=case.case,
        by=NOBODY,
        outcome=outcome,
        document=NOBODY,
        reason="",
        discovery=discovery,
        classes=classes,
    )
    if outcome == "confirmed":
        yield from (replace(unsigned, scope=scope) for scope in get_args(Scope))
    elif outcome == "reinstated":
        yield from (replace(unsigned, recount=recount) for recount in get_args(Recount))
    else:
        yield unsigned


async def _effects(collector: Collector, case: Case, facts: Sequence[Possible]) -> list[Effect]:
    people = await asyncio.to_thread(collector.monitor.registry.trainees_on, case.platform)
    found: list[list[Change]] = [[] for _ in facts]
    for trainee in people:
        for place, one in enumerate(await _of_person(collector, trainee, case, facts)):
            found[place] += one
    return [summed(each) for each in found]


async def _of_person(collector: Collector, trainee: str, case: Case, facts: Sequence[Possible]) -> list[list[Change]]:
    streams, now = await streams_of(collector, trainee), collector.monitor.clock.now()
    packs = collector.monitor.packs
    return await asyncio.to_thread(lambda: [changes(streams, packs, case, fact, now) for fact in facts])
