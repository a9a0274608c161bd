"""One attempt in full, for a page: its verdict, its picture, what became of every stretch of content, and hints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import msgspec

from monitor.core import reading, timeline
from monitor.core.bilingual import Bilingual
from monitor.core.events import Entry
from monitor.core.rulepack import RulePack
from monitor.core.verdict import CreditSpan, Verdict, result_words
from monitor.flows.review_words import step_words
from monitor.web.attempt_view import Band, Picture, joined, picture
from monitor.web.hints import Hint, hints


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why: the finding's code and its words."""

    code: str
    message: Bilingual


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Something that people did about the result, in words, and its log position."""

    at: int
    text: Bilingual
    entry: str


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt in full."""

    verdict: Verdict
    result_text: Bilingual
    reasons: tuple[Reason, ...]
    history: tuple[Told, ...]
    picture: Picture
    credits: tuple[Band, ...]
    hints: tuple[Hint, ...]
    certificate: str


def course(
    verdict: Verdict, streams: Mapping[str, Sequence[Entry]], pack: RulePack, *, certified: bool = False
) -> Course:
    """Everything that the judge saw of the attempt; raises `LookupError` when no session of the streams works on it."""
    record = reading.read(streams)
    return Course(
        verdict=verdict,
        result_text=result_words(verdict.result, verdict.stage),
        reasons=reasons(verdict),
        history=tuple(Told(at=step.at, text=step_words(step), entry=step.entry) for step in verdict.history),
        picture=picture(timeline.build(record, pack), verdict.attempt),
        credits=tuple(joined(_band(span) for span in verdict.ledger)),
        hints=hints(record, verdict.attempt),
        certificate=f"/v1/attempts/{quote(verdict.attempt)}/certificate" if certified else "",
    )


def reasons(verdict: Verdict) -> tuple[Reason, ...]:
    """The findings behind the result in words, gravest first."""
    return tuple(Reason(code=finding.code, message=finding.message) for finding in verdict.reasons)


def _band(span: CreditSpan) -> Band:
    return Band(
        kind="uncredited" if span.reason else "credited",
        start=span.start,
        end=span.end,
        lesson=span.lesson,
        media_from=span.media_from,
        media_to=span.media_to,
        reason=span.reason,
    )
