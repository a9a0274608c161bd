"""A verdict is a pure function of the log and the rule packs that it names (K15).

Gates, evidence, coverage, rules, people, cap.  An hour is judged by the pack in force when it was learned, whatever has
come into force since, so that a decision of today finds yesterday's hours under yesterday's rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from monitor.core import duration, intervals, left_out, non_recognition, reading, reviews, rules, timeline
from monitor.core.attempt import Attempt, attempts
from monitor.core.coverage import PENDING, Piece
from monitor.core.events import Entry, SessionClosed
from monitor.core.gates import hour
from monitor.core.hour_ledger import allot
from monitor.core.intervals import Interval
from monitor.core.non_recognition import Cases
from monitor.core.reading import Record, Session
from monitor.core.review_facts import ReviewFact
from monitor.core.reviews import Review
from monitor.core.rulepack import Packs, RulePack
from monitor.core.timeline import Timeline
from monitor.core.verdict import CreditSpan, Fault, Finding, Missing, Result, Stage, Verdict

_FAULTS: dict[Result, Fault] = {"void_trainee": "trainee", "void_platform": "platform"}


def judge(
    streams: Mapping[str, Sequence[Entry]],
    packs: Packs,
    suppose: Cases | None = None,
    trial: Callable[[Session], RulePack | None] | None = None,
) -> list[Verdict]:
    """All attempts of one person, in the order in which they were opened, with the cap applied class by class.

    With `suppose`, platforms stand as these cases say and not as the log does: what would become of the hours.  With
    `trial`, a session for which it names rules is judged by them; `packs` has to know them.  Raises `RulePackError`
    where the log names rules that `packs` does not know.
    """
    return judge_record(reading.read(streams), heads_of(streams), packs, suppose, trial)


def heads_of(streams: Mapping[str, Sequence[Entry]]) -> dict[str, str]:
    """The digest (hex) of the last entry of every stream."""
    return {stream: entries[-1].digest.hex() for stream, entries in sorted(streams.items()) if entries}


def judge_record(
    record: Record,
    heads: dict[str, str],
    packs: Packs,
    suppose: Cases | None = None,
    trial: Callable[[Session], RulePack | None] | None = None,
) -> list[Verdict]:
    """The same for streams that were read; a trial puts its rules into the record.

    Raises `LeftOutMatters` too, where player states were left out of the record that do change something.
    """
    if trial is not None:
        _put_on_trial(record, trial)
    cases = non_recognition.cases_of(record) if suppose is None else suppose
    tried = _tried(record, packs)
    matters = reviews.reviews(record.stored(ReviewFact))
    verdicts = [_verdict(attempt, heads, cases, matters.get(attempt.name)) for attempt in tried]
    for plan in {attempt.plan.training_class: attempt.plan for attempt in tried}.values():
        mine = [verdict for verdict in verdicts if verdict.training_class == plan.training_class]
        allotted = {verdict.attempt: verdict for verdict in allot(mine, plan.total_class_hours, packs)}
        verdicts = [allotted.get(verdict.attempt, verdict) for verdict in verdicts]
    return verdicts


def _put_on_trial(record: Record, trial: Callable[[Session], RulePack | None]) -> None:
    for session in record.sessions:
        if (pack := trial(session)) is not None:
            session.opened = replace(session.opened, rule_pack=pack.name, rule_pack_hash=pack.hash)


def _tried(record: Record, packs: Packs) -> list[Attempt]:
    """Every attempt under the rules of the last session that worked on it."""
    rules_of: dict[str, tuple[str, str]] = {}
    for session in record.sessions:
        for opened in session.opened.attempts:
            rules_of[opened.attempt] = (session.opened.rule_pack, session.opened.rule_pack_hash)
    read_by = {
        named: {attempt.name: attempt for attempt in _attempts(timeline.build(record, packs(*named)))}
        for named in dict.fromkeys(rules_of.values())
    }
    return [read_by[named][attempt] for attempt, named in rules_of.items()]


def _attempts(whole: Timeline) -> list[Attempt]:
    tried = attempts(whole)
    left_out.refuse_what_matters(whole, tried)
    return tried


def _verdict(attempt: Attempt, heads: dict[str, str], cases: Cases, review: Review | None) -> Verdict:
    found = _cure(attempt, [*hour.findings(attempt), *rules.findings(attempt), *duration.findings(attempt)])
    complete = attempt.coverage.completed_at is not None
    result, stage = reviews.outcome(review, _result(attempt, found), complete=complete)
    standing = [] if reviews.restored(review) else found
    about_platform = non_recognition.findings(non_recognition.hour_of(attempt, standing), cases)
    result, stage = _recognised(result, stage, about_platform)
    pack, coverage = attempt.pack, attempt.coverage
    return Verdict(
        attempt=attempt.name,
        unit=attempt.unit.unit,
        trainee=attempt.trainee,
        training_class=attempt.plan.training_class,
        platform=attempt.platform,
        result=result,
        stage=stage,
        fault=_FAULTS.get(result, "none"),
        findings=(*found, *about_platform),
        credited_ms=coverage.credited_ms,
        required_ms=pack["class_hour_ms"],
        completed_at=coverage.completed_at,
        claimed=attempt.claim is not None,
        missing=tuple(Missing(lesson=m.lesson, media_from=m.start, media_to=m.end) for m in coverage.missing),
        ledger=_ledger(coverage.pieces),
        history=reviews.history(review, complete=complete),
        rule_pack=pack.name,
        rule_pack_version=pack.version,
        rule_pack_hash=pack.hash,
        purpose=pack.purpose,
        heads=heads,
    )


def _cure(attempt: Attempt, found: list[Finding]) -> list[Finding]:
    """What only cost seconds is cured when the whole hour was learned properly in the end (restorative policy)."""
    if attempt.coverage.completed_at is None:
        return found
    return [replace(finding, cured=True) if _curable(finding, attempt) else finding for finding in found]


def _curable(finding: Finding, attempt: Attempt) -> bool:
    strict = attempt.pack.hour_policy == "strict" and finding.fault == "platform"
    if finding.severity == "rewatch":
        return not strict
    return finding.severity == "not_certified" and finding.rule != "photo_missing"


def _result(attempt: Attempt, found: list[Finding]) -> Result:
    """A failed gate outranks a hold, a hold outranks a void: where a person must look, no machine decides."""
    live = [finding for finding in found if not finding.cured]
    severities = {finding.severity for finding in live}
    if "gate" in severities:
        return "not_counted_platform"
    if "hold" in severities:
        return "held"
    if "void" in severities:
        blamed = any(finding.severity == "void" and finding.fault == "trainee" for finding in live)
        return "void_trainee" if blamed else "void_platform"
    if _claimed_uncured(attempt, live):
        return "void_platform"
    return _completeness(attempt, live)


def _claimed_uncured(attempt: Attempt, live: list[Finding]) -> bool:
    """The platform asks for credit although it let a disqualifier happen that was not cured (rules: result codes)."""
    let_through = any(finding.fault == "platform" and finding.severity != "info" for finding in live)
    return let_through and (attempt.claim is not None or attempt.pack.hour_policy == "strict")


def _completeness(attempt: Attempt, live: list[Finding]) -> Result:
    complete = attempt.coverage.completed_at is not None
    photo_missing = any(finding.rule == "photo_missing" for finding in live)
    if complete and not photo_missing:
        return "certified"
    return "not_certified" if attempt.claim is not None or _over(attempt) else "in_progress"


def _over(attempt: Attempt) -> bool:
    return all(session.known(SessionClosed) for session in attempt.sessions)


def _recognised(result: Result, stage: Stage, about_platform: list[Finding]) -> tuple[Result, Stage]:
    """What is decided about the platform stands above what is decided about the hour."""
    severities = {finding.severity for finding in about_platform}
    if "gate" in severities:
        return "not_counted_platform", "final"
    if "hold" in severities and result == "certified":
        return "held", "proposed"
    return result, stage


def _ledger(pieces: list[Piece]) -> tuple[CreditSpan, ...]:
    """Neighbouring pieces with the same fate become one span."""
    spans: list[CreditSpan] = []
    for piece in pieces:
        fresh = CreditSpan(
            lesson=piece.lesson,
            media_from=piece.media[0],
            media_to=piece.media[1],
            start=piece.start,
            end=piece.end,
            session=piece.span.session.name,
            checkpoint=piece.checkpoint,
            reason=piece.reason,
        )
        if spans and _same_fate(spans[-1], fresh):
            spans[-1] = replace(spans[-1], media_to=fresh.media_to, end=fresh.end)
        else:
            spans.append(fresh)
    return tuple(spans)


def _same_fate(before: CreditSpan, after: CreditSpan) -> bool:
    return (before.lesson, before.session, before.checkpoint, before.reason) == (
        after.lesson,
        after.session,
        after.checkpoint,
        after.reason,
    ) and before.media_to == after.media_from


def still_to_learn(verdict: Verdict, pack: RulePack) -> list[Missing]:
    """What is missing from an attempt and not merely waiting for the next checkpoint, in the unit's order."""
    waiting: dict[str, list[Interval]] = {}
    for span in verdict.ledger:
        if span.reason in PENDING:
            waiting.setdefault(span.lesson, []).append((span.media_from, span.media_to))
    return [
        Missing(lesson=gap.lesson, media_from=start, media_to=end)
        for gap in verdict.missing
        for start, end in intervals.subtract(
            [(gap.media_from, gap.media_to)], intervals.union(waiting.get(gap.lesson, []))
        )
        if (start, end) == (gap.media_from, gap.media_to) or end - start > pack["hole_tolerance_ms"]
    ]
