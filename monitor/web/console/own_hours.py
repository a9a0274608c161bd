"""Class hours as the person reads them who learned them: no scores, and nobody else."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from monitor.core.class_lists import LearnerLine
from monitor.core.hour_ledger import allowed_hours
from monitor.core.rulepack import RulePack
from monitor.core.verdict import Finding, HistoryStep, Verdict, result_words
from monitor.flows.own_appeals import may_appeal
from monitor.flows.own_words import lost, told_of
from monitor.flows.review_words import day_words
from monitor.flows.words import next_step
from monitor.web.times import moment, moment_or_none


class OwnStanding(BaseModel):
    """Where one stands in a class."""

    training_class: str
    class_title: str
    eligible: bool = Field(description="Whether the hours can be subsidised.")
    online_allowed: int = Field(description="Whole class hours that may be learned online (ONL-01).")
    counted: int
    left: int
    left_at: datetime | None = Field(description="When one left the class.")

    @classmethod
    def of(cls, line: LearnerLine, pack: RulePack) -> OwnStanding:
        allowed, counted = allowed_hours(line.total_class_hours, pack), line.results.get("certified", 0)
        return cls(
            training_class=line.training_class,
            class_title=line.class_title,
            eligible=line.eligible,
            online_allowed=allowed,
            counted=counted,
            left=max(0, allowed - counted),
            left_at=moment_or_none(line.left_at),
        )


class OwnReason(BaseModel):
    """Why it is so, and what to do about it."""

    message: dict[str, str]
    advice: dict[str, str]
    start: datetime | None
    end: datetime | None

    @classmethod
    def of(cls, finding: Finding) -> OwnReason:
        return cls(
            message=finding.message,
            advice=finding.advice,
            start=moment_or_none(finding.start or None),
            end=moment_or_none(finding.end or None),
        )


class OwnLoss(BaseModel):
    """Content that was played and did not count."""

    ms: int
    why: dict[str, str]


class OwnStep(BaseModel):
    """What people did about the result."""

    at: datetime
    text: dict[str, str]

    @classmethod
    def of(cls, step: HistoryStep) -> OwnStep:
        return cls(at=moment(step.at), text=told_of(step))


class OwnHour(BaseModel):
    """One try at a class hour."""

    attempt: str
    unit: str
    platform: str
    result: str
    result_text: dict[str, str]
    credited_ms: int
    required_ms: int
    completed_at: datetime | None
    reasons: list[OwnReason]
    lost: list[OwnLoss]
    next: dict[str, str] = Field(description="What to do now.")
    history: list[OwnStep]
    appeal_until: datetime | None = Field(description="An appeal may be filed before this moment; null: none may.")
    appeal_day: dict[str, str] = Field(description="The last day on which it may be filed, in words.")
    certificate: bool

    @classmethod
    def of(cls, verdict: Verdict, certificate: str | None, now: int) -> OwnHour:
        until = verdict.history[-1].until if may_appeal(verdict, now) else None
        return cls(
            attempt=verdict.attempt,
            unit=verdict.unit,
            platform=verdict.platform,
            result=verdict.result,
            result_text=result_words(verdict.result, verdict.stage),
            credited_ms=verdict.credited_ms,
            required_ms=verdict.required_ms,
            completed_at=moment_or_none(verdict.completed_at),
            reasons=[OwnReason.of(finding) for finding in verdict.reasons],
            lost=[OwnLoss(ms=ms, why=why) for ms, why in lost(verdict)],
            next=next_step(verdict, verdict.missing),
            history=[OwnStep.of(step) for step in verdict.history],
            appeal_until=moment_or_none(until),
            appeal_day=_last_day(until),
            certificate=certificate is not None and verdict.result == "certified",
        )


def _last_day(until: int | None) -> dict[str, str]:
    if until is None:
        return {}
    return {"zh-CN": day_words(until - 1, "zh-CN"), "en": day_words(until - 1, "en")}
