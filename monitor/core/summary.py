"""One line about an attempt, for lists and counts: what its last verdict says, without the evidence."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import msgspec

from monitor.core.bilingual import Bilingual
from monitor.core.days import shanghai_day
from monitor.core.verdict import Result, Stage, Verdict


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a list says of a verdict; `day` is that of completion, or else of the verdict, in Asia/Shanghai."""

    result: Result
    stage: Stage
    rules: tuple[str, ...]  # of all findings that stand behind the result, gravest first
    code: str  # of the gravest of them, and its words
    reason: Bilingual
    credited_ms: int
    required_ms: int
    claimed: bool
    day: date
    decided_at: int


class AttemptSearch(msgspec.Struct, frozen=True, kw_only=True):
    """Which attempts are asked for; what is empty does not narrow.  Days are those of Asia/Shanghai, both included."""

    attempt: str = ""
    trainee: str = ""
    training_class: str = ""
    institution: str = ""
    platform: str = ""
    results: tuple[str, ...] = ()
    stage: str = ""
    rule: str = ""
    first_day: date | None = None
    last_day: date | None = None


class AttemptLine(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt in a list; `changed_at` (UTC ms) is when it was opened or last judged."""

    attempt: str
    trainee: str
    training_class: str
    institution: str
    platform: str
    unit: str
    result: Result
    stage: Stage
    rules: tuple[str, ...]
    code: str
    reason: Bilingual
    credited_ms: int
    required_ms: int
    claimed: bool
    day: date
    changed_at: int


class Tally(NamedTuple):
    """How many attempts of a day have this result."""

    day: date
    result: Result
    stage: Stage
    attempts: int


def summary(verdict: Verdict, decided_at: int) -> Summary:
    """A verdict in one line; `decided_at` in UTC ms."""
    reasons = verdict.reasons
    return Summary(
        result=verdict.result,
        stage=verdict.stage,
        rules=tuple(dict.fromkeys(finding.rule for finding in reasons)),
        code=reasons[0].code if reasons else "",
        reason=reasons[0].message if reasons else {},
        credited_ms=verdict.credited_ms,
        required_ms=verdict.required_ms,
        claimed=verdict.claimed,
        day=shanghai_day(decided_at if verdict.completed_at is None else verdict.completed_at),
        decided_at=decided_at,
    )
