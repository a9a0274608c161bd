"""The class hours that go on, judged without what was played in sessions that can change nothing about them.

What comes out is what judging the whole person says of these hours before the cap, to the byte; where only the whole
can tell, nothing comes out.  Three things of the whole are missing, and this is why they are not missed:

1. Play elsewhere at the same time (D2).  The caller leaves out no session that met one of these, and none that worked
   at the same attempts.
2. Whether the lesson before was learned (D5).  Stored verdicts say of most lessons by when it was, at the latest.  Of
   the rest less is known here than there is, so play can look out of order that was not, never the other way round:
   where any does, the whole is asked.
3. What these hours do to others.  A failed face check counts in all of a class (K4), so the whole is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from monitor.core import intervals, reading, shortened
from monitor.core.coverage import missing
from monitor.core.events import Entry, LessonSlice, LivenessResult, PhotoJudged
from monitor.core.judging import heads_of, judge_attempts
from monitor.core.reading import Record, Session
from monitor.core.rulepack import Packs, RulePack
from monitor.core.rules.liveness_unavailable import FAILED
from monitor.core.timeline import Learned
from monitor.core.verdict import CreditSpan, Verdict


def judge_running(
    streams: Mapping[str, Sequence[Entry]], packs: Packs, attempts: Collection[str], stored: Iterable[Verdict]
) -> list[Verdict] | None:
    """The verdicts on these attempts, the cap not applied; None where the whole person has to be judged.

    `streams` are all of the person's; those of sessions that cannot matter have the server's entries alone.  `stored`
    are the last verdicts.  Raises as `judging.judge` does.
    """
    record = reading.read(streams)
    working = [one for one in record.sessions if any(opened.attempt in attempts for opened in one.opened.attempts)]
    rules = {(one.opened.rule_pack, one.opened.rule_pack_hash) for one in working}
    if len(rules) != 1 or _failed(record, attempts):
        return None
    others = [verdict for verdict in stored if verdict.attempt not in attempts]
    pack, heads = packs(*rules.pop()), heads_of(streams)
    learned = _learned(working, others, pack)
    judged = shortened.judged(record, [pack], lambda one: judge_attempts(one, heads, packs, attempts, learned))
    return None if any(map(_out_of_order, judged)) else judged


def _failed(record: Record, attempts: Collection[str]) -> bool:
    checks = [(fact.attempt, fact.decision) for fact, _ in record.known(LivenessResult)]
    photos = [(fact.attempt, fact.decision) for fact, _ in record.known(PhotoJudged)]
    return any(attempt in attempts and decision in FAILED for attempt, decision in [*checks, *photos])


def _out_of_order(verdict: Verdict) -> bool:
    return any(span.reason == "out_of_order" for span in verdict.ledger)


# ---------------------------------------------------------------- what was learned before


def _learned(working: Iterable[Session], others: Sequence[Verdict], pack: RulePack) -> Learned:
    """By when each lesson of these plans was fully covered, of those of which other hours' verdicts prove it.

    What was committed was played as covering asks; under other rules it might not have been.
    """
    earned = _earned(verdict for verdict in others if verdict.rule_pack_hash == pack.hash)
    asked = {(lesson.lesson, lesson.duration) for session in working for lesson in session.opened.plan.lessons}
    return {
        (lesson, duration): max(span.end for span in earned[lesson])
        for lesson, duration in asked
        if lesson in earned and _whole(lesson, duration, earned[lesson], pack)
    }


def _earned(verdicts: Iterable[Verdict]) -> dict[str, list[CreditSpan]]:
    earned: dict[str, list[CreditSpan]] = {}
    for span in (span for verdict in verdicts for span in verdict.ledger if not span.reason):
        earned.setdefault(span.lesson, []).append(span)
    return earned


def _whole(lesson: str, duration: int, earned: Iterable[CreditSpan], pack: RulePack) -> bool:
    played = intervals.union(((span.media_from, span.media_to) for span in earned), pack["hole_tolerance_ms"])
    return not missing([LessonSlice(lesson=lesson, start=0, end=duration)], {lesson: played}, pack)
