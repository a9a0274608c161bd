"""Cases against platforms as both APIs say them, to the office and to the platform itself."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from monitor.core.non_recognition import discovered_on
from monitor.core.platform_facts import (
    GRADES,
    CaseDecision,
    Discovery,
    Disqualifier,
    Grade,
    Outcome,
    PlatformSignal,
    Recount,
    Scope,
    Source,
)
from monitor.core.platform_findings import Case, Stage, Step, allowed, name_of
from monitor.web.times import moment, moment_or_none


class Signal(BaseModel):
    """Evidence that the platform allows a disqualifier."""

    source: Source
    grade: Grade = Field(description="A: shown by a probe; B: seen in real sessions; C: told by a document.")
    at: datetime
    first_evidence_at: datetime
    trainees: int = Field(description="How many different people the evidence comes from.")
    hours: int = Field(description="How many claimed hours were looked at.")
    prevented: int = Field(description="How often the platform stopped something in them, which speaks for it.")
    attempts: list[str] = Field(description="Attempts for which credit was claimed in spite of it.")
    evidence: list[str] = Field(description="Log positions; of an order the number of its document.")


class DecisionSaid(BaseModel):
    """What somebody decided; it is in force once two people have said the same."""

    outcome: Outcome
    by: str
    at: datetime
    document: str
    reason: str
    entry: str = Field(description="Its log position.")
    discovery: Discovery | None = Field(None, description="Which of the three dates is the day of discovery.")
    scope: Scope | None = Field(None, description="Which earlier hours are not recognised either.")
    classes: list[str] = Field([], description="The classes in which the disqualifier was found.")
    recount: Recount | None = Field(None, description="Which hours count again after a reinstatement.")


class StepSaid(BaseModel):
    """One entry of the case, in the order of the log."""

    step: str
    at: datetime
    entry: str
    by: str = ""
    text: str = ""


class CaseSaid(BaseModel):
    """One disqualifier at one platform, and how far the matter has come."""

    platform: str
    case: str
    disqualifier: Disqualifier
    stage: Stage
    first_evidence_at: datetime
    flagged_at: datetime
    confirmed_at: datetime | None
    discovered_on: date | None = Field(description="The first day (in China) whose hours do not count.")
    reply_by: datetime | None = Field(description="Until when the platform may answer.")
    signals: list[Signal]
    proposal: DecisionSaid | None = Field(description="A decision that waits for the second person.")
    decisions: list[DecisionSaid] = Field(description="Decisions in force.")
    steps: list[StepSaid]
    allowed: list[str] = Field(description="What may come next.")


def said(case: Case, now: int) -> CaseSaid:
    """A case as it stands at a moment (UTC ms)."""
    return CaseSaid(
        platform=case.platform,
        case=case.case,
        disqualifier=case.disqualifier,
        stage=case.stage,
        first_evidence_at=moment(case.first_evidence_at),
        flagged_at=moment(case.flagged_at),
        confirmed_at=moment_or_none(case.confirmed_at),
        discovered_on=discovered_on(case) if case.terms else None,
        reply_by=moment_or_none(case.reply_by),
        signals=[_signal(step, step.fact) for step in case.steps if isinstance(step.fact, PlatformSignal)],
        proposal=_decision(case.proposal) if case.proposal else None,
        decisions=[_decision(step) for step in case.decided.values()],
        steps=[_step(step) for step in case.steps],
        allowed=list(allowed(case, now)),
    )


def _signal(step: Step, signal: PlatformSignal) -> Signal:
    return Signal(
        source=signal.source,
        grade=GRADES[signal.source],
        at=moment(step.at),
        first_evidence_at=moment(signal.first_evidence_at),
        trainees=signal.trainees,
        hours=signal.hours,
        prevented=signal.prevented,
        attempts=list(signal.attempts),
        evidence=list(signal.evidence),
    )


def _decision(step: Step) -> DecisionSaid:
    decision = step.fact
    assert isinstance(decision, CaseDecision)
    confirmed, reinstated = decision.outcome == "confirmed", decision.outcome == "reinstated"
    return DecisionSaid(
        outcome=decision.outcome,
        by=decision.by,
        at=moment(step.at),
        document=decision.document,
        reason=decision.reason,
        entry=step.where,
        discovery=decision.discovery if confirmed else None,
        scope=decision.scope if confirmed else None,
        classes=list(decision.classes) if confirmed else [],
        recount=decision.recount if reinstated else None,
    )


def _step(step: Step) -> StepSaid:
    fact = step.fact
    told = StepSaid(step=name_of(fact), at=moment(step.at), entry=step.where)
    if isinstance(fact, PlatformSignal):
        return told
    text = fact.reason if isinstance(fact, CaseDecision) else fact.text
    return told.model_copy(update={"by": fact.by, "text": text})
