"""A verdict is a pure function of the log and the rule packs that it names (K15).

Gates, evidence, coverage, rules, people, cap.  An hour is judged by the pack in force when it was learned, whatever has
come into force since, so that a decision of today finds yesterday's hours under yesterday's rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from monitor.core import duration, intervals, left_out, non_recognition, reading, reviews, rules, shortened, timeline
from monitor.core.attempt import Attempt, attempts
from monitor.core.coverage import PENDING, Piece
from monitor.core.events import Entry
from monitor.core.gates import hour
from monitor.core.hour_ledger import allot
from monitor.core.intervals import Interval
from monitor.core.non_recognition import Cases
from monitor.core.reading import Record, Session
from monitor.core.review_facts import ReviewFact
from monitor.core.reviews import Review
from monitor.core.rulepack import Packs, RulePack
from monitor.core.timeline import Learned, Timeline
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
    record, heads = reading.read(streams), heads_of(streams)
    if trial is not None:
        _put_on_trial(record, trial)
    named = dict.fromkeys(_rules_of(record).values())
    return shortened.judged(
        record, [packs(*pack) for pack in named], lambda shorter: judge_record(shorter, heads, packs, suppose)
    )


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


def judge_attempts(
    record: Record, heads: dict[str, str], packs: Packs, names: Collection[str], learned: Learned
) -> list[Verdict]:
    """These attempts alone, as `judge_record` has them before the cap; `learned` as in `Timeline`."""
    cases = non_recognition.cases_of(record)
    matters = reviews.reviews(record.stored(ReviewFact))
    tried = _tried(record, packs, names, learned)
    return [_verdict(attempt, heads, cases, matters.get(attempt.name)) for attempt in tried]


def _put_on_trial(record: Record, trial: Callable[[Session], RulePack | None]) -> None:
    for session in record.sessions:
        if (pack := trial(session)) is not None:
            session.opened = replace(session.opened, rule_pack=pack.name, rule_pack_hash=pack.hash)


def _tried(
    record: Record, packs: Packs, names: Collection[str] | None = None, learned: Learned | None = None
) -> list[Attempt]:
    """Every attempt, or those of these names."""
    rules_of = _rules_of(record, names)
    read_by: dict[tuple[str, str], dict[str, Attempt]] = {}
    for named in dict.fromkeys(rules_of.values()):
        whole = timeline.build(record, packs(*named))
        whole.learned = learned or {}
        read_by[named] = {attempt.name: attempt for attempt in _attempts(whole, names)}
    return [read_by[named][attempt] for attempt, named in rules_of.items()]


def _rules_of(record: Record, names: Collection[str] | None = None) -> dict[str, tuple[str, str]]:
    """By attempt the rules (name, hash) of the last session that worked on it, by which it is judged."""
    return {
        opened.attempt: (session.opened.rule_pack, session.opened.rule_pack_hash)
        for session in record.sessions
        for opened in session.opened.attempts
        if names is None or opened.attempt in names
    }


def _attempts(whole: Timeline, names: Collection[str] | None) -> list[Attempt]:
    tried = attempts(whole, names)
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
    return "not_certified" if attempt.claim is not None or attempt.over else "in_progress"


def _recognised(result: Result, stage: Stage, about_platform: list[Finding]) -> tuple[Result, Stage]:
    """What is decided about the platform stands above what is decided about the hour."""
    severities = {finding.severity for finding in about_platform}
    if "gate" in severities:
        return "not_counted_platform", "final"
    if "hold" in severities and result == "certified":
        return "held", "proposed"
    return result, stage


def _ledger(pieces: Iterable[Piece]) -> tuple[CreditSpan, ...]:
    """Neighbouring pieces with the same fate become one span."""
    rows: list[tuple[Piece, Piece]] = []
    for piece in pieces:
        if rows and _same_fate(rows[-1][1], piece):
            rows[-1] = (rows[-1][0], piece)
        else:
            rows.append((piece, piece))
    return tuple(_credit_span(first, last) for first, last in rows)


def _same_fate(before: Piece, after: Piece) -> bool:
    return (
        before.media[1] == after.media[0]
        and before.reason == after.reason
        and before.checkpoint == after.checkpoint
        and before.lesson == after.lesson
        and before.span.session.name == after.span.session.name
    )


def _credit_span(first: Piece, last: Piece) -> CreditSpan:
    return CreditSpan(
        lesson=first.lesson,
        media_from=first.media[0],
        media_to=last.media[1],
        start=first.start,
        end=last.end,
        session=first.span.session.name,
        checkpoint=first.checkpoint,
        reason=first.reason,
    )


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
