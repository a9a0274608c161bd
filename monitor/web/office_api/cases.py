"""Cases against platforms: probes, procedure, what a decision would do, and the decisions themselves."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, Field

from monitor.core.effect import Change
from monitor.core.platform_facts import (
    CaseDecision,
    Discovery,
    Disqualifier,
    Outcome,
    ProbeReported,
    Recount,
    Repetition,
    Scope,
)
from monitor.flows.dossiers import dossier
from monitor.flows.orders import Order, order_suspension
from monitor.flows.platform_cases import decide, notify, report_probe, verify
from monitor.flows.preview import Option, preview
from monitor.web.case_words import CaseSaid, said
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router
from monitor.web.times import milliseconds
from monitor.web.vendor_api.common import DocumentNumber, Name, Words
from monitor.web.vendor_api.paging import Page, ThePage

router = office_router("platforms")

Evidence = Annotated[str, Field(max_length=512)]

SHOWN = 500  # changed hours that a preview lists; it counts all of them


class Run(BaseModel):
    """One repetition of a probe."""

    at: AwareDatetime
    allowed: bool = Field(description="Whether the platform let it happen.")
    evidence: Annotated[list[Evidence], Field(max_length=50)] = Field(
        [], description="Log positions, file hashes, or words."
    )


class ProbeReport(BaseModel):
    """A test account tried one disqualifier; a probe is proven when it comes out the same in all repetitions."""

    disqualifier: Disqualifier
    authority: DocumentNumber = Field(description="The document that allowed the probe.")
    procedure: Words = Field(description="What was done, so that it can be done again.")
    repetitions: Annotated[list[Run], Field(min_length=1, max_length=20)]


class ProbeTaken(BaseModel):
    """What became of a probe report."""

    proven: bool
    case: CaseSaid | None = Field(description="The case that it opened or joined, if it is proven.")


class Note(BaseModel):
    """What a person saw."""

    text: Words


class NoticeWanted(BaseModel):
    """What the platform is told: facts, reasons and basis."""

    text: Words
    reply_until: date | None = Field(
        None,
        ge=date(2020, 1, 1),
        le=date(2199, 12, 31),
        description="Its last day (in China) to answer; three whole working days at least, which is the default.",
    )


class DecisionWanted(BaseModel):
    """One person's decision; the same by a second person puts it into force."""

    outcome: Outcome
    document: DocumentNumber = Field(description="The number of the office's document.")
    reason: Words
    discovery: Discovery = Field("confirmed", description="Of a confirmation: which date is the day of discovery.")
    scope: Scope = Field("affected_hours", description="Of a confirmation: which earlier hours are not recognised.")
    recount: Recount = Field("all", description="Of a reinstatement: which hours count again.")


class SuspensionWanted(BaseModel):
    """A document that puts the platform out of subsidised training; the same by a second person puts it into force."""

    document: DocumentNumber = Field(description="The document's number.")
    suspended_on: date = Field(description="The first day (in China) whose hours do not count: today or earlier.")
    disqualifier: Disqualifier = Field(description="What the document holds against the platform.")
    reason: Words
    scope: Scope = Field("affected_hours", description="Which earlier hours are not recognised either.")


class Changed(BaseModel):
    """An hour whose result would be another one."""

    attempt: str
    trainee: str
    training_class: str
    unit: str
    before: str
    after: str


class OptionSaid(BaseModel):
    """What one way to decide would do to all hours of the platform, if two people decided so now."""

    outcome: Outcome
    discovery: Discovery
    scope: Scope
    recount: Recount
    lost: int = Field(description="Hours that are certified and would not count any more.")
    gained: int = Field(description="Hours that would be certified, for instance under the cap.")
    changed: int
    trainees: int
    classes: list[str]
    hours: list[Changed] = Field(description=f"The first {SHOWN} hours whose result would change.")


class Preview(BaseModel):
    """All ways to decide about a case at its stage."""

    options: list[OptionSaid]


@router.post("/platforms/{platform}/probe-reports", status_code=201)
async def post_probe_report(
    platform: Name, report: ProbeReport, collector: TheCollector, person: ThePerson
) -> ProbeTaken:
    """Report a probe; three repetitions that all show the disqualifier are a signal of grade A."""
    runs = (
        Repetition(at=milliseconds(run.at), allowed=run.allowed, evidence=tuple(run.evidence))
        for run in report.repetitions
    )
    probe = ProbeReported(
        platform=platform,
        disqualifier=report.disqualifier,
        by=person,
        authority=report.authority,
        procedure=report.procedure,
        repetitions=tuple(runs),
    )
    case = await report_probe(collector, probe)
    return ProbeTaken(proven=case is not None, case=said(case, collector.monitor.clock.now()) if case else None)


@router.post("/platforms/{platform}/suspensions", status_code=201)
async def post_suspension(
    platform: Name, wanted: SuspensionWanted, collector: TheCollector, person: ThePerson
) -> CaseSaid:
    """Enter a suspension as one of two people, without a case of evidence before it (ONL-13).

    It is a case from then on, with `discovered_on` as the first day, and ends by a decision `reinstated`.
    """
    order = Order(platform=platform, by=person, **wanted.model_dump())
    return said(await order_suspension(collector, order), collector.monitor.clock.now())


@router.get("/platforms/{platform}/cases")
async def get_cases(platform: Name, collector: TheCollector, page: ThePage, _: ThePerson) -> Page[CaseSaid]:
    """The cases against a platform, closed ones too."""
    known, now = (await dossier(collector, platform)).cases, collector.monitor.clock.now()
    following = [case for case in sorted(known, key=lambda case: case.case) if case.case > page.after]
    return page.page(following[: page.one_more], lambda case: case.case, lambda case: said(case, now))


@router.get("/platforms/{platform}/cases/{case}")
async def get_case(platform: Name, case: Name, collector: TheCollector, _: ThePerson) -> CaseSaid:
    """One case with its evidence and all its steps."""
    return said((await dossier(collector, platform)).case(case), collector.monitor.clock.now())


@router.post("/platforms/{platform}/cases/{case}/verification", status_code=201)
async def post_verification(
    platform: Name, case: Name, note: Note, collector: TheCollector, person: ThePerson
) -> CaseSaid:
    """Say that the signal was seen again; hours completed since it was flagged are held from now on."""
    done = await verify(collector, platform, case, person, note.text)
    return said(done, collector.monitor.clock.now())


@router.post("/platforms/{platform}/cases/{case}/notice", status_code=201)
async def post_notice(
    platform: Name, case: Name, notice: NoticeWanted, collector: TheCollector, person: ThePerson
) -> CaseSaid:
    """Tell the platform, which may answer with its own key until its term is over."""
    done = await notify(collector, platform, case, person, notice.text, notice.reply_until)
    return said(done, collector.monitor.clock.now())


@router.get("/platforms/{platform}/cases/{case}/preview")
async def get_preview(
    platform: Name,
    case: Name,
    collector: TheCollector,
    _: ThePerson,
    discovery: Annotated[Discovery, Query(description="Which date would be the day of discovery.")] = "confirmed",
) -> Preview:
    """What each way to decide would do to hours, trainees and classes; nothing is stored.

    Everybody who learned on the platform is judged for it, which takes seconds for hundreds of people.
    """
    return Preview(options=[_option(option) for option in await preview(collector, platform, case, discovery)])


@router.post("/platforms/{platform}/cases/{case}/decisions", status_code=201)
async def post_decision(
    platform: Name, case: Name, wanted: DecisionWanted, collector: TheCollector, person: ThePerson
) -> CaseSaid:
    """Decide as one of two people; the hours are judged again once the second one says the same."""
    decision = CaseDecision(platform=platform, case=case, by=person, **wanted.model_dump())
    return said(await decide(collector, decision), collector.monitor.clock.now())


def _option(option: Option) -> OptionSaid:
    decision, effect = option.decision, option.effect
    return OptionSaid(
        outcome=decision.outcome,
        discovery=decision.discovery,
        scope=decision.scope,
        recount=decision.recount,
        lost=effect.lost,
        gained=effect.gained,
        changed=len(effect.changes),
        trainees=effect.trainees,
        classes=list(effect.classes),
        hours=[_changed(change) for change in effect.changes[:SHOWN]],
    )


def _changed(change: Change) -> Changed:
    return Changed(
        attempt=change.attempt,
        trainee=change.trainee,
        training_class=change.training_class,
        unit=change.unit,
        before=change.before,
        after=change.after,
    )
