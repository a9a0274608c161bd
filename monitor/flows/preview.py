"""What each possible decision about a case would do to hours, by the judge that will do it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from msgspec.structs import replace

from monitor.core.effect import Change, Effect, changes, summed
from monitor.core.errors import NotAllowed
from monitor.core.platform_facts import CaseDecision, Discovery, Recount, Scope
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
    known = (await dossier(collector, platform)).case(case)
    if known.closed:
        raise NotAllowed(case, "preview", known.stage, ())
    classes = await classes_of(collector, platform, case)
    decisions = list(_decisions(known, discovery, classes))
    people = await asyncio.to_thread(collector.monitor.registry.trainees_on, platform)
    found: list[list[Change]] = [[] for _ in decisions]
    for trainee in people:
        for place, one in enumerate(await _of_person(collector, trainee, known, decisions)):
            found[place] += one
    return [Option(decision, summed(each)) for decision, each in zip(decisions, found, strict=True)]


def _decisions(case: Case, discovery: Discovery, classes: tuple[str, ...]) -> Iterator[CaseDecision]:
    unsigned = CaseDecision(
        platform=case.platform,
        case=case.case,
        by=NOBODY,
        outcome="confirmed" if case.terms is None else "reinstated",
        document=NOBODY,
        reason="",
        discovery=discovery,
        classes=classes,
    )
    if case.terms is None:
        yield from (replace(unsigned, scope=scope) for scope in get_args(Scope))
    else:
        yield from (replace(unsigned, recount=recount) for recount in get_args(Recount))


async def _of_person(
    collector: Collector, trainee: str, case: Case, decisions: list[CaseDecision]
) -> list[list[Change]]:
    streams, now = await streams_of(collector, trainee), collector.monitor.clock.now()
    packs = collector.monitor.packs
    return await asyncio.to_thread(lambda: [changes(streams, packs, case, decision, now) for decision in decisions])
