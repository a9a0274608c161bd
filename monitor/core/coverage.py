"""Which content of a class-hour unit was covered, what committed it, and why the rest was not (rules: coverage).

Pieces are spans cut to the slices of the unit.  Each says what it earned or the first reason why it earned nothing, so
that every second of content can be accounted for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import msgspec

from monitor.core import intervals
from monitor.core.accommodation import extended
from monitor.core.checkpoints import Checkpoints, Mark
from monitor.core.events import LessonSlice, UnitPlan
from monitor.core.in_person import stands
from monitor.core.intervals import Interval
from monitor.core.rulepack import RulePack
from monitor.core.timeline import EngagedClock, Span

# Reasons that a later checkpoint can still lift.
PENDING = frozenset({"awaiting_popup", "awaiting_face_match"})
REVIEW = "review"  # played again after the hour was complete


class Piece(msgspec.Struct, eq=False):
    """A stretch of a unit's content and when it was played; `reason` is empty when it is committed."""

    span: Span
    lesson: str
    media: Interval
    start: int
    end: int
    late: bool
    reason: str = ""
    checkpoint: str = ""

    @property
    def engaged_ms(self) -> int:
        """Engaged time that this piece earned: its share of the span's time."""
        return self.end - self.start


@dataclass(slots=True)
class Coverage:
    """What one attempt has of its unit; content and times in ms."""

    unit: UnitPlan
    pieces: list[Piece] = field(default_factory=list)
    clock: EngagedClock = field(default_factory=lambda: EngagedClock(()))
    gaps: list[Interval] = field(default_factory=list)  # without any control for too long, as readings of the clock
    reasons: frozenset[str] = frozenset()  # why pieces are not committed
    committed: dict[str, list[Interval]] = field(default_factory=dict)
    engaged_ms: int = 0
    missing: list[LessonSlice] = field(default_factory=list)
    completed_at: int | None = None

    @property
    def provisional(self) -> dict[str, list[Interval]]:
        """What would be committed if every checkpoint were passed that is still to come."""
        return _by_lesson([piece for piece in self.pieces if not piece.reason or piece.reason in PENDING])

    @property
    def content_ms(self) -> int:
        return sum(intervals.total(parts) for parts in self.committed.values())

    @property
    def credited_ms(self) -> int:
        """Never more than the content, never more than the engaged time that earned it."""
        return min(self.content_ms, self.engaged_ms)


def cut(spans: Iterable[Span], unit: UnitPlan, pack: RulePack) -> list[Piece]:
    """Cut spans to the unit's slices, in order of time."""
    late_after = pack["late_after_ms"]
    return [
        _piece(span, part.lesson, media, late_after)
        for span in spans
        if span.playing
        for part in unit.slices
        if part.lesson == span.lesson
        and (media := intervals.clip((span.media_from, span.media_to), (part.start, part.end)))
    ]


def _piece(span: Span, lesson: str, media: Interval, late_after: int) -> Piece:
    """What was played of a slice; late is what arrived so long after it happened that nobody supervised it (K1)."""
    if media == (span.media_from, span.media_to):
        start, end = span.start, span.start + span.wall_ms
    else:
        start, end = span.start + _share(span, media[0]), span.start + _share(span, media[1])
    return Piece(span, lesson, media, start, end, span.received - span.end > late_after)


def _share(span: Span, position: int) -> int:
    """Server ms into the span at which a position was reached, by the time that counts on both clocks."""
    return span.wall_ms * (position - span.media_from) // span.advance_ms


# ---------------------------------------------------------------- what commits a piece


class _Marks:
    """Marks of one kind, for looking before and after a stretch of play."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._at = [mark.at for mark in marks]

    def next(self, start: int, since: int) -> Mark | None:
        """The first mark since a moment; a missed one decides already when it was asked after the play's `start`."""
        for mark in self._marks[bisect_left(self._at, start) :]:
            if mark.at > start if mark.missed else mark.at >= since:
                return mark
        return None

    def last(self, moment: int) -> Mark | None:
        """The last mark up to a moment that speaks for or against whoever played on; a missed one does not."""
        for index in range(bisect_right(self._at, moment) - 1, -1, -1):
            if not self._marks[index].missed:
                return self._marks[index]
        return None

    def between(self, start: int, end: int) -> Iterable[Mark]:
        return self._marks[bisect_left(self._at, start) : bisect_right(self._at, end)]


def commit(pieces: list[Piece], checks: Checkpoints, clock: EngagedClock, pack: RulePack) -> None:
    """Give every piece that is not yet refused the reason why it is not committed, or its checkpoint."""
    presence, identity, vouched = _Marks(checks.presence), _Marks(checks.identity), checks.vouched
    allowance = pack["late_max_per_unit_ms"]
    for piece in pieces:
        if piece.reason:
            continue
        if vouched and stands(vouched, piece.span.session.name, piece.start, piece.end):
            identity_fault = _other_face(piece, identity)
        else:
            identity_fault = _identity_fault(piece, identity, clock, pack)
        piece.reason = _presence_fault(piece, presence) or identity_fault
        if piece.late and not piece.reason:
            piece.reason = _late_fault(piece, presence, identity, allowance, pack)
            allowance -= 0 if piece.reason else piece.engaged_ms


def _presence_fault(piece: Piece, presence: _Marks) -> str:
    mark = presence.next(piece.start, since=piece.end)
    if mark is None:
        return "awaiting_popup"
    piece.checkpoint = mark.where
    return "" if mark.good else mark.reason


def _identity_fault(piece: Piece, identity: _Marks, clock: EngagedClock, pack: RulePack) -> str:
    before, after = identity.last(piece.end), identity.next(piece.start, since=piece.start)
    if before is None:
        return "no_face_match_before"
    if after is None:
        return "awaiting_face_match"
    for mark in (before, after):
        if not mark.good:
            return mark.reason
    if clock.at(after.at) - clock.at(before.at) > pack["identity_gap_ms"]:
        return "face_matches_too_far_apart"
    return ""


def _other_face(piece: Piece, identity: _Marks) -> str:
    """Where people vouch for who learns, no match is missed; another face that was seen all the same still counts."""
    around = identity.last(piece.end), identity.next(piece.start, since=piece.start)
    return next((mark.reason for mark in around if mark and not mark.good and not mark.missed), "")


def _late_fault(piece: Piece, presence: _Marks, identity: _Marks, allowance: int, pack: RulePack) -> str:
    """Unsupervised play counts only by a live answer and a live match soon after reconnecting (K1)."""
    received = piece.span.received
    window = (received, received + extended(pack["late_commit_within_ms"], piece.span.session.opened.trainee))
    answered = any(mark.good and mark.live and mark.kind == "popup" for mark in presence.between(*window))
    matched = any(mark.good and mark.live for mark in identity.between(*window))
    if not (answered and matched):
        return "unsupervised"
    return "unsupervised_too_long" if piece.engaged_ms > allowance else ""


# ---------------------------------------------------------------- what is complete


def settle(coverage: Coverage, pack: RulePack) -> None:
    """Add up what is committed and what is missing."""
    coverage.completed_at = _completed_at(coverage, pack)
    _set_review_apart(coverage, pack)
    good = _good(coverage)
    covered = _by_lesson(good)
    coverage.reasons = frozenset([piece.reason for piece in coverage.pieces if piece.reason])
    coverage.committed = {
        lesson: intervals.union(parts, pack["hole_tolerance_ms"]) for lesson, parts in covered.items()
    }
    coverage.missing = missing(coverage.unit.slices, covered, pack)
    coverage.engaged_ms = _engaged_ms(good)


def _good(coverage: Coverage) -> list[Piece]:
    return [piece for piece in coverage.pieces if not piece.reason]


def _engaged_ms(pieces: Iterable[Piece]) -> int:
    return intervals.total(intervals.union([(piece.start, piece.end) for piece in pieces]))


def _completed_at(coverage: Coverage, pack: RulePack) -> int | None:
    """When the hour was complete for the first time (server ms); what is learned later does not move it."""
    good = sorted(_good(coverage), key=lambda piece: piece.end)
    if not good or not _complete(coverage.unit, good, pack):
        return None
    counts = range(_at_least(good, pack["class_hour_ms"]), len(good))
    further = bisect_left(counts, True, key=lambda count: _complete(coverage.unit, good[:count], pack))
    return good[counts.start + further - 1].end


def _at_least(good: list[Piece], wanted_ms: int) -> int:
    """The fewest pieces, in this order, that can add up to so much engaged time, overlaps or not."""
    sums = accumulate(piece.engaged_ms for piece in good)
    return next(count for count, engaged in enumerate(sums, 1) if engaged >= wanted_ms)


def _complete(unit: UnitPlan, good: list[Piece], pack: RulePack) -> bool:
    return _engaged_ms(good) >= pack["class_hour_ms"] and not missing(unit.slices, _by_lesson(good), pack)


def _set_review_apart(coverage: Coverage, pack: RulePack) -> None:
    """Playing again what a complete hour has already earned is neither credited nor judged."""
    done = coverage.completed_at
    if done is None or not any(piece.start >= done for piece in coverage.pieces):
        return
    first = [piece for piece in _good(coverage) if piece.end <= done]
    earned = _by_lesson(first, join=pack["hole_tolerance_ms"])
    for piece in coverage.pieces:
        if piece.start >= done and not intervals.subtract([piece.media], earned.get(piece.lesson, [])):
            piece.reason = REVIEW


def _by_lesson(pieces: Iterable[Piece], join: int = 0) -> dict[str, list[Interval]]:
    lessons: dict[str, list[Interval]] = {}
    for piece in pieces:
        lessons.setdefault(piece.lesson, []).append(piece.media)
    return {lesson: intervals.union(parts, join) for lesson, parts in sorted(lessons.items())}


def missing(slices: Iterable[LessonSlice], covered: dict[str, list[Interval]], pack: RulePack) -> list[LessonSlice]:
    """What of the slices is not covered, but for what is forgiven: the tail, and small holes while they are few.

    Whatever is covered besides never adds to it: a complete hour stays complete.
    """
    return [
        LessonSlice(lesson=part.lesson, start=start, end=end)
        for part in slices
        for start, end in _unforgiven(part, covered.get(part.lesson, []), pack)
    ]


def _unforgiven(part: LessonSlice, covered: list[Interval], pack: RulePack) -> list[Interval]:
    gaps = intervals.subtract([(part.start, part.end - tail(part, pack))], covered)
    small = [(start, end) for start, end in gaps if end - start <= pack["hole_tolerance_ms"]]
    forgiven = small if intervals.total(small) <= _few(part, pack) else []
    return [gap for gap in gaps if gap not in forgiven]


def _few(part: LessonSlice, pack: RulePack) -> int:
    """What small holes may add up to, in ms; where it is more, somebody skips a little again and again."""
    return max(pack["lesson_tail_ms"], part.length * pack["holes_permille"] // 1000)


def tail(part: LessonSlice, pack: RulePack) -> int:
    """What may be missing at the end of a slice, in ms: 2 s or half a per cent, whichever is more."""
    return max(pack["lesson_tail_ms"], part.length * pack["lesson_tail_permille"] // 1000)
