"""Reviews as both APIs say them: what was told, what was answered, what was decided."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from monitor.core.verdict import HistoryStep, Result, Verdict, result_words
from monitor.flows.review_words import Reason, notice_of, step_words
from monitor.web.times import moment, moment_or_none


class ReasonTold(BaseModel):
    """A finding behind a notice: what was found, when, and which entries of the log show it."""

    code: str
    clause: str
    message: dict[str, str]
    advice: dict[str, str]
    start: datetime | None
    end: datetime | None
    evidence: list[str]


class NoticeTold(BaseModel):
    """What trainee, institution and platform can read about a hold or a proposed void."""

    text: dict[str, str] = Field(description="All of it in plain sentences.")
    reasons: list[ReasonTold]
    given_at: datetime
    appeal_until: datetime = Field(description="An appeal is filed before this moment.")


class StepTold(BaseModel):
    """One entry: a notice, an appeal, a decision with old and new value, or the end of a term."""

    kind: str
    at: datetime
    entry: str = Field(description="Its log position.")
    text: dict[str, str]
    by: str
    party: str
    old: str
    new: str


class ReviewSaid(BaseModel):
    """How the matter of one attempt stands."""

    attempt: str
    trainee: str
    training_class: str
    unit: str
    platform: str
    outcome: Result
    outcome_text: dict[str, str]
    stage: str
    fault: str
    notice: NoticeTold | None
    history: list[StepTold]


def said(verdict: Verdict) -> ReviewSaid:
    """The review of an attempt by its last verdict."""
    return ReviewSaid(
        attempt=verdict.attempt,
        trainee=verdict.trainee,
        training_class=verdict.training_class,
        unit=verdict.unit,
        platform=verdict.platform,
        outcome=verdict.result,
        outcome_text=result_words(verdict.result, verdict.stage),
        stage=verdict.stage,
        fault=verdict.fault,
        notice=_notice(verdict),
        history=[step_told(step) for step in verdict.history],
    )


def _notice(verdict: Verdict) -> NoticeTold | None:
    notice = notice_of(verdict)
    if notice is None:
        return None
    return NoticeTold(
        text=notice.text,
        reasons=[_reason(reason) for reason in notice.reasons],
        given_at=moment(notice.given_at),
        appeal_until=moment(notice.appeal_until),
    )


def _reason(reason: Reason) -> ReasonTold:
    return ReasonTold(
        code=reason.code,
        clause=reason.clause,
        message=reason.message,
        advice=reason.advice,
        start=moment_or_none(reason.start or None),
        end=moment_or_none(reason.end or None),
        evidence=list(reason.evidence),
    )


def step_told(step: HistoryStep) -> StepTold:
    """One step with its words."""
    return StepTold(
        kind=step.kind,
        at=moment(step.at),
        entry=step.entry,
        text=step_words(step),
        by=step.by,
        party=step.party,
        old=step.old,
        new=step.new,
    )
