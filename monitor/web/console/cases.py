"""Cases against platforms: what speaks for and against the platform, what a step would do, and the steps."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from fastapi import Query, Response
from pydantic import BaseModel, Field

from monitor.core.effect import Effect
from monitor.core.events import Entry
from monitor.core.platform_facts import CaseDecision, Discovery, Outcome, Recount, Scope
from monitor.flows.dossiers import dossier
from monitor.flows.evidence_bundle import evidence_bundle
from monitor.flows.platform_cases import decide, notify, verify
from monitor.flows.preview import preview_decision, preview_verification
from monitor.web.case_words import CaseSaid, said
from monitor.web.console.access import Decider, Office
from monitor.web.console.route import console_router
from monitor.web.needs import TheCollector
from monitor.web.office_api.cases import DecisionWanted, Note, NoticeWanted
from monitor.web.times import moment
from monitor.web.vendor_api.common import Name

router = console_router("cases")

MOST_CLASSES = 50  # of those concerned that a page lists


class ChoiceSaid(BaseModel):
    """What one way to go on would do to all hours of the platform, if it were in force now."""

    scope: Scope | None = Field(description="Of a confirmation: which earlier hours are not recognised.")
    recount: Recount | None = Field(description="Of a reinstatement: which hours count again.")
    lost: int = Field(description="Hours that are certified and would not count any more.")
    gained: int = Field(description="Hours that would be certified.")
    held: int = Field(description="Hours that would wait for the decision.")
    changed: int = Field(description="Hours whose result would be another one.")
    trainees: int
    number_of_classes: int
    classes: list[str] = Field(description=f"The first {MOST_CLASSES} of them.")


class ChoicesSaid(BaseModel):
    """All ways of one step."""

    choices: list[ChoiceSaid]


class EvidenceEntry(BaseModel):
    """An entry of the log as it was stored; its digest covers it and everything before it in its stream."""

    position: str
    received_at: datetime
    source: str
    digest: str = Field(description="Hex.")
    content: Any


class EvidenceSaid(BaseModel):
    """The case with the entries on which it rests."""

    case: CaseSaid
    entries: list[EvidenceEntry]
    missing: list[str] = Field(description="Positions at which the log has nothing.")


@router.get("/platforms/{platform}/cases/{case}")
async def get_case(platform: Name, case: Name, collector: TheCollector, _: Office) -> CaseSaid:
    """One case with its evidence, its steps, and what may come next."""
    return said((await dossier(collector, platform)).case(case), collector.monitor.clock.now())


@router.get("/platforms/{platform}/cases/{case}/evidence")
async def get_evidence(
    platform: Name, case: Name, collector: TheCollector, response: Response, _: Office
) -> EvidenceSaid:
    """The bundle that goes with a notice: the case and the log's entries behind it, as a file."""
    bundle = await evidence_bundle(collector, platform, case)
    response.headers["Content-Disposition"] = f"attachment; filename=evidence-{bundle.case.case}.json"
    return EvidenceSaid(
        case=said(bundle.case, collector.monitor.clock.now()),
        entries=[_entry(entry) for entry in bundle.entries],
        missing=list(bundle.missing),
    )


@router.get("/platforms/{platform}/cases/{case}/preview")
async def get_preview(
    platform: Name,
    case: Name,
    collector: TheCollector,
    _: Office,
    *,
    step: Annotated[Literal["verified"] | Outcome, Query(description="Which step.")],
    discovery: Annotated[Discovery, Query(description="Of a confirmation: the day of discovery.")] = "confirmed",
) -> ChoicesSaid:
    """What each way of a step would do to hours, trainees and classes; nothing is stored."""
    if step == "verified":
        return ChoicesSaid(choices=[_choice(await preview_verification(collector, platform, case))])
    options = await preview_decision(collector, platform, case, step, discovery)
    return ChoicesSaid(choices=[_choice(option.effect, option.decision) for option in options])


@router.post("/platforms/{platform}/cases/{case}/verification", status_code=201)
async def post_verification(
    platform: Name, case: Name, note: Note, collector: TheCollector, viewer: Decider
) -> CaseSaid:
    """Say that the signal was seen again: a provisional hold on hours since it was flagged."""
    return said(await verify(collector, platform, case, viewer.account, note.text), collector.monitor.clock.now())


@router.post("/platforms/{platform}/cases/{case}/notice", status_code=201)
async def post_notice(
    platform: Name, case: Name, notice: NoticeWanted, collector: TheCollector, viewer: Decider
) -> CaseSaid:
    """Tell the platform, which may answer until its term is over."""
    done = await notify(collector, platform, case, viewer.account, notice.text, notice.reply_until)
    return said(done, collector.monitor.clock.now())


@router.post("/platforms/{platform}/cases/{case}/decisions", status_code=201)
async def post_decision(
    platform: Name, case: Name, wanted: DecisionWanted, collector: TheCollector, viewer: Decider
) -> CaseSaid:
    """Decide as one of two people; it is in force once the second one says the same."""
    decision = CaseDecision(platform=platform, case=case, by=viewer.account, **wanted.model_dump())
    return said(await decide(collector, decision), collector.monitor.clock.now())


def _choice(effect: Effect, decision: CaseDecision | None = None) -> ChoiceSaid:
    outcome = decision.outcome if decision else None
    return ChoiceSaid(
        scope=decision.scope if decision and outcome == "confirmed" else None,
        recount=decision.recount if decision and outcome == "reinstated" else None,
        lost=effect.lost,
        gained=effect.gained,
        held=effect.held,
        changed=len(effect.changes),
        trainees=effect.trainees,
        number_of_classes=len(effect.classes),
        classes=list(effect.classes[:MOST_CLASSES]),
    )


def _entry(entry: Entry) -> EvidenceEntry:
    return EvidenceEntry(
        position=f"{entry.stream}:{entry.n}",
        received_at=moment(entry.received),
        source=entry.source,
        digest=entry.digest.hex(),
        content=msgspec.json.decode(entry.payload),
    )
