"""What a person reads about a hold or a proposed void, and about what was decided, in Chinese and English."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

import msgspec

from monitor.core.bilingual import Bilingual, bilingual
from monitor.core.verdict import Finding, HistoryStep, Result, Verdict, result_words

_SHANGHAI = timezone(timedelta(hours=8))

_PARTIES = {
    "trainee": bilingual("学员", "the trainee"),
    "institution": bilingual("培训机构", "the institution"),
    "platform": bilingual("平台", "the platform"),
}
_GROUNDS = {
    "tampering": bilingual("篡改", "tampering"),
    "identity_fraud": bilingual("冒名顶替", "identity fraud"),
    "deliberate_concurrency": bilingual("故意多窗口学习", "deliberate play in several windows"),
    "repeated_after_block": bilingual("被阻止后多次重复", "repeated after being blocked"),
}
_TERM_END = bilingual(
    "申诉期已满,无人申诉,结果生效。", "The term for an appeal is over and nobody appealed; the result is final."
)


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One finding behind a notice: what, when (UTC ms, 0 where it has no moment), and where the log shows it."""

    code: str
    clause: str
    message: Bilingual
    advice: Bilingual
    start: int
    end: int
    evidence: tuple[str, ...]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What is told about an attempt; `text` says all of it in plain sentences."""

    attempt: str
    result: Result
    result_text: Bilingual
    reasons: tuple[Reason, ...]
    given_at: int
    appeal_until: int
    text: Bilingual


def notice_of(verdict: Verdict) -> Notice | None:
    """The last notice about an attempt in words, or None where none was given."""
    given = next((step for step in reversed(verdict.history) if step.kind == "notice"), None)
    if given is None:
        return None
    reasons = tuple(_reason(finding) for finding in verdict.reasons)
    return Notice(
        attempt=verdict.attempt,
        result=verdict.result,
        result_text=result_words(verdict.result, verdict.stage),
        reasons=reasons,
        given_at=given.at,
        appeal_until=given.until,
        text=bilingual(_text(verdict, reasons, given, "zh-CN"), _text(verdict, reasons, given, "en")),
    )


def _reason(finding: Finding) -> Reason:
    return Reason(
        code=finding.rule,
        clause=finding.code,
        message=finding.message,
        advice=finding.advice,
        start=finding.start,
        end=finding.end,
        evidence=finding.evidence,
    )


Spoken = Literal["zh-CN", "en"]


def _text(verdict: Verdict, reasons: tuple[Reason, ...], given: HistoryStep, language: Spoken) -> str:
    result = result_words(verdict.result, verdict.stage)[language]
    decided = [step for step in verdict.history if step.kind == "decision"][-1:]
    why = " ".join([*(_why(reason, language) for reason in reasons), *(_decision(step, language) for step in decided)])
    advice = dict.fromkeys(reason.advice[language] for reason in reasons)
    last_day = day_words(given.until - 1, language)
    if language == "zh-CN":
        ask = f"如有异议,可在{last_day}(含当日)前由学员本人、培训机构或平台提出申诉。"
        return f"班级“{verdict.training_class}”课时“{verdict.unit}”目前结果:{result}。{why}{''.join(advice)}{ask}"
    ask = f"The trainee, the institution or the platform may appeal up to and including {last_day}."
    head = f"Class hour {verdict.unit} of class {verdict.training_class} stands as: {result}."
    return " ".join([head, why, *advice, ask])


def _why(reason: Reason, language: Spoken) -> str:
    """The finding, its time, and how much of the record shows it."""
    shown, when = len(reason.evidence), _span(reason, language)
    if language == "zh-CN":
        return f"{reason.message[language]}({when}依据{shown}条记录,见{reason.code})"
    return f"{reason.message[language]} ({when}{shown} entries of the record, {reason.code})"


def _span(reason: Reason, language: Spoken) -> str:
    if not reason.start:
        return ""
    start, end = time_words(reason.start, language), time_words(reason.end, language)
    return f"{start}至{end},北京时间;" if language == "zh-CN" else f"{start} to {end} Beijing time; "


# ---------------------------------------------------------------- what people did


def step_words(step: HistoryStep) -> Bilingual:
    """One step of a history as a sentence, without its time."""
    return bilingual(_step(step, "zh-CN"), _step(step, "en"))


def _step(step: HistoryStep, language: Spoken) -> str:
    if step.kind == "term_end":
        return _TERM_END[language]
    if step.kind == "appeal":
        return _appeal(step, language)
    return _notice(step, language) if step.kind == "notice" else _decision(step, language)


def _notice(step: HistoryStep, language: Spoken) -> str:
    proposed, last_day = _result(step.new, "proposed", language), day_words(step.until - 1, language)
    if language == "zh-CN":
        return f"告知拟定结果:{proposed};可在{last_day}(含当日)前申诉。"
    return f"Notice of the result: {proposed}. An appeal may be filed up to and including {last_day}."


def _appeal(step: HistoryStep, language: Spoken) -> str:
    party = _PARTIES[step.party][language]
    if language == "zh-CN":
        return f"{party}提出申诉(申诉人:{step.by}):{step.text}"
    return f"Appeal of {party} (filed by {step.by}): {step.text}"


def _decision(step: HistoryStep, language: Spoken) -> str:
    old, new = _result(step.old, "proposed", language), _result(step.new, "final", language)
    ground = f"{_GROUNDS[step.ground][language]}: " if step.ground else ""
    if language == "zh-CN":
        change = f"维持“{new}”" if step.old == step.new else f"由“{old}”改为“{new}”"
        return f"{step.by}作出决定:{change}。理由:{ground}{step.text}"
    change = f"{new} stands" if step.old == step.new else f"{old} becomes {new}"
    return f"{step.by} decided: {change}. Reason: {ground}{step.text}"


def _result(result: Result | Literal[""], stage: Literal["proposed", "final"], language: Spoken) -> str:
    return result_words(result, stage)[language] if result else ""


def day_words(moment: int, language: Spoken) -> str:
    """The calendar day of a moment (UTC ms) in China."""
    day = _in_china(moment)
    if language == "zh-CN":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"


def time_words(moment: int, language: Spoken) -> str:
    """Day and time of a moment (UTC ms) in China."""
    return f"{day_words(moment, language)} {_in_china(moment):%H:%M:%S}"


def _in_china(moment: int) -> datetime:
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(_SHANGHAI)
