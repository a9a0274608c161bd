"""One row for each attempt, so that a million of them can be searched and counted; made from stored verdicts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from monitor.adapters.registry.rows import Row


class AttemptSummary(Row, table=True):
    """What a list says of an attempt; `changed_at` (UTC ms) is when it was opened or last judged."""

    __tablename__ = "attempt_summaries"
    __table_args__ = (
        Index(None, "changed_at", "attempt"),
        Index(None, "result", "changed_at", "attempt"),
        Index(None, "platform", "changed_at", "attempt"),
        Index(None, "training_class", "changed_at", "attempt"),
        Index(None, "institution", "changed_at", "attempt"),
        Index(None, "trainee", "changed_at", "attempt"),
        Index(None, "day", "result", "stage", "institution"),
    )

    attempt: str = Field(primary_key=True, foreign_key="attempts.attempt")
    trainee: str
    training_class: str
    institution: str
    platform: str
    unit: str
    result: str = "in_progress"
    stage: str = "final"
    code: str = ""
    reason: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    credited_ms: int = Field(default=0, sa_type=BigInteger)
    required_ms: int = Field(default=0, sa_type=BigInteger)
    claimed: bool = False
    day: date
    changed_at: int = Field(sa_type=BigInteger)


class AttemptRule(Row, table=True):
    """A rule that stands behind an attempt's result."""

    __tablename__ = "attempt_rules"
    __table_args__ = (Index(None, "rule", "attempt"),)

    attempt: str = Field(primary_key=True, foreign_key="attempts.attempt")
    rule: str = Field(primary_key=True)
