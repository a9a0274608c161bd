"""An attempt in a list, as the console's API says it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from monitor.core.summary import AttemptLine
from monitor.core.verdict import result_words
from monitor.web.times import moment


class LineSaid(BaseModel):
    """One attempt at one class-hour unit."""

    attempt: str
    trainee: str = Field(description="The person's pseudonym.")
    training_class: str
    institution: str
    platform: str
    unit: str
    result: str
    result_text: dict[str, str]
    stage: str = Field(description="proposed or final.")
    rules: list[str] = Field(description="The rules behind the result.")
    reason: dict[str, str] = Field(description="The gravest finding in words; empty when there is none.")
    credited_ms: int
    required_ms: int
    claimed: bool
    day: date
    changed_at: datetime

    @classmethod
    def of(cls, line: AttemptLine) -> LineSaid:
        return cls(
            attempt=line.attempt,
            trainee=line.trainee,
            training_class=line.training_class,
            institution=line.institution,
            platform=line.platform,
            unit=line.unit,
            result=line.result,
            result_text=result_words(line.result, line.stage),
            stage=line.stage,
            rules=list(line.rules),
            reason=line.reason,
            credited_ms=line.credited_ms,
            required_ms=line.required_ms,
            claimed=line.claimed,
            day=line.day,
            changed_at=moment(line.changed_at),
        )
