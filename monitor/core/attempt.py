"""One attempt as the rules see it: its spans, checkpoints and coverage, and who is who."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from monitor.core import consent, intervals
from monitor.core.checkpoints import Checkpoints, checkpoints
from monitor.core.coverage import Coverage, Piece, commit, cut, missing, settle
from monitor.core.events import ClassPlan, CreditClaimed, LessonPlan, LessonSlice, Prevented, SessionClosed, UnitPlan
from monitor.core.intervals import Interval
from monitor.core.reading import Record, Seen, Session, stream_of
from monitor.core.rulepack import RulePack
from monitor.core.timeline import EngagedClock, Overlap, Span, Timeline, in_order


@dataclass(slots=True)
class Attempt:
    """A trainee's try at one unit, with everything that a rule may ask about it."""

    name: str
    unit: UnitPlan
    plan: ClassPlan
    sessions: list[Session]
    spans: list[Span]  # of its lessons
    checks: Checkpoints
    coverage: Coverage
    timeline: Timeline
    claim: CreditClaimed | None

    @property
    def record(self) -> Record:
        return self.timeline.record

    @property
    def pack(self) -> RulePack:
        return self.timeline.pack

    @property
    def trainee(self) -> str:
        return self.sessions[0].opened.trainee.trainee

    @property
    def platform(self) -> str:
        return self.sessions[0].opened.platform.platform

    @property
    def opened_at(self) -> int:
        return self.sessions[0].opened_at

    @property
    def over(self) -> bool:
        """Nobody learns at it just now; somebody may go on with it later."""
        return all(session.known(SessionClosed) for session in self.sessions)

    @property
    def lessons(self) -> set[str]:
        return {part.lesson for part in self.unit.slices}

    def overlaps(self) -> list[Overlap]:
        """Concurrent play in which this attempt took part while its own content was played."""
        mine = intervals.union((piece.start, piece.end) for piece in self.coverage.pieces)
        return [
            overlap
            for overlap in self.timeline.overlaps
            if (overlap.earlier in self.sessions or overlap.later in self.sessions)
            and intervals.intersect([(overlap.start, overlap.end)], mine)
        ]

    def prevented(self, what: str) -> list[Seen]:
        """What the SDK stopped, of one kind, in this attempt's lessons."""
        return [
            seen
            for session in self.sessions
            for prevented, seen in session.said(Prevented)
            if prevented.what == what and prevented.lesson in self.lessons
        ]


def attempts(timeline: Timeline, only: Collection[str] | None = None) -> list[Attempt]:
    """All attempts of the record, or those of these names, in the order in which they were opened."""
    names: dict[str, list[Session]] = {}
    for session in timeline.record.sessions:
        for opened in session.opened.attempts:
            if only is None or opened.attempt in only:
                names.setdefault(opened.attempt, []).append(session)
    return [_attempt(name, sessions, timeline) for name, sessions in names.items()]


def _attempt(name: str, sessions: list[Session], timeline: Timeline) -> Attempt:
    plan = sessions[0].opened.plan
    unit_name = next(opened.unit for opened in sessions[0].opened.attempts if opened.attempt == name)
    unit = next(unit for unit in plan.units if unit.unit == unit_name)
    spans = _spans(unit, sessions, timeline)
    checks = checkpoints(timeline.record, name, timeline.pack)
    coverage = _coverage(unit, sessions, spans, checks, timeline)
    claims = [fact for fact, _ in timeline.record.known(CreditClaimed) if fact.attempt == name]
    return Attempt(name, unit, plan, sessions, spans, checks, coverage, timeline, claims[-1] if claims else None)


def _spans(unit: UnitPlan, sessions: list[Session], timeline: Timeline) -> list[Span]:
    mine, lessons = {id(session) for session in sessions}, {part.lesson for part in unit.slices}
    found = [span for name in lessons for span in timeline.by_lesson.get(name, ()) if id(span.session) in mine]
    return found if len(lessons) == 1 else in_order(found)


def _coverage(
    unit: UnitPlan, sessions: list[Session], spans: list[Span], checks: Checkpoints, timeline: Timeline
) -> Coverage:
    pack = timeline.pack
    coverage = Coverage(unit, cut(spans, unit, pack))
    behind = {piece for piece in coverage.pieces if _behind(piece, checks.shown)}
    coverage.clock = EngagedClock(
        [(piece.start, piece.end) for piece in coverage.pieces if piece.span.engaged and piece not in behind]
    )
    coverage.gaps = gaps_over(controls(checks, coverage.clock), coverage.clock.total, pack)
    order, unproven = _order(timeline, sessions[0].opened.plan), _without_proof(timeline, sessions)
    withheld = {session.name: consent.withheld(session) for session in sessions}
    for piece in coverage.pieces:
        piece.reason = (
            _play_fault(piece.span)
            or ("behind_popup" if piece in behind else "")
            or _consent_fault(piece, withheld)
            or _window_fault(piece, unproven)
            or _order_fault(piece, order)
            or _gap_fault(piece, coverage)
        )
    commit(coverage.pieces, checks, coverage.clock, pack)
    settle(coverage, pack)
    return coverage


def _behind(piece: Piece, shown: Mapping[str, list[Interval]]) -> bool:
    return intervals.within(piece.span.start, shown.get(stream_of(piece.span.session.where), []))


def _play_fault(span: Span) -> str:
    """Why this play does not cover content, whatever is answered later."""
    if span.engaged and span.countable and not span.fast:
        return ""
    faults = (
        (not span.countable, "observe_mode"),
        (not span.observed, "unobserved"),
        (span.jumped, "skipped"),
        (span.hidden, "hidden"),
        (span.state.stalled, "stalled"),
        (span.fast, "fast_forward"),
        (span.concurrent, "concurrent"),
    )
    return next((reason for wrong, reason in faults if wrong), "")


def _consent_fault(piece: Piece, withheld: dict[str, list[Interval]]) -> str:
    """Nothing can be asked without consent, so what is played meanwhile does not count (PRV-02)."""
    times = withheld[piece.span.session.name]
    return "without_consent" if times and any(start <= piece.span.start < end for start, end in times) else ""


# ---------------------------------------------------------------- windows


def _without_proof(timeline: Timeline, sessions: list[Session]) -> list[Interval]:
    """Concurrent stretches that cost this attempt credit.

    Only a live face match inside makes it concurrency; a stream without one loses alone, so that a ghost session
    cannot hurt a learner (K7).
    """
    mine = {id(session) for session in sessions}
    lost: list[Interval] = []
    for overlap in timeline.overlaps:
        if not mine & {id(overlap.earlier), id(overlap.later)}:
            continue
        own = [session for session in (overlap.earlier, overlap.later) if id(session) in mine]
        if not all(proven(timeline, session, overlap) for session in own) or both_proven(timeline, overlap):
            lost.append((overlap.start, overlap.end))
    return intervals.union(lost)


def proven(timeline: Timeline, session: Session, overlap: Overlap) -> bool:
    """A face was matched live in this session inside the overlap, or at the pop-up that stopped it."""
    slack = timeline.pack["concurrent_clock_tolerance_ms"]
    start, end = overlap.start - slack, overlap.end + slack
    found = (checkpoints(timeline.record, opened.attempt, timeline.pack) for opened in session.opened.attempts)
    return any(
        mark.good and mark.live and start <= mark.at <= end and mark.where.startswith(f"{session.name}:")
        for checks in found
        for mark in checks.identity
    )


def both_proven(timeline: Timeline, overlap: Overlap) -> bool:
    """Both streams show a live face match inside the overlap (K7)."""
    return all(proven(timeline, session, overlap) for session in (overlap.earlier, overlap.later))


def _window_fault(piece: Piece, unproven: list[Interval]) -> str:
    return "concurrent" if unproven and intervals.intersect([(piece.start, piece.end)], unproven) else ""


# ---------------------------------------------------------------- order of specialty lessons


def _order(timeline: Timeline, plan: ClassPlan) -> dict[str, int | None]:
    """For each specialty lesson with a predecessor: when that was fully covered (server ms), or None."""
    ready: dict[str, int | None] = {}
    for lesson in plan.lessons:
        before = _predecessor(lesson, plan)
        if before is not None:
            ready[lesson.lesson] = covered_at(timeline, before)
    return ready


def _predecessor(lesson: LessonPlan, plan: ClassPlan) -> LessonPlan | None:
    if lesson.course_type != "specialty":
        return None
    earlier = [other for other in plan.lessons if other.course == lesson.course and other.ordinal < lesson.ordinal]
    return max(earlier, key=lambda other: other.ordinal, default=None)


def covered_at(timeline: Timeline, lesson: LessonPlan) -> int | None:
    """When a lesson was fully covered for the first time, its checkpoint still open or not (D5).

    However many small holes a player made: they may cost the learner the hour, and are no word about the platform.
    """
    asked = (lesson.lesson, lesson.duration)  # which two versions of a plan may tell apart
    if asked in timeline.learned:
        return timeline.learned[asked]
    if asked not in timeline.covered:
        timeline.covered[asked] = _first_covered(timeline, lesson)
    first = timeline.covered[asked]
    return first.end if first else None


def _first_covered(timeline: Timeline, lesson: LessonPlan) -> Span | None:
    pack, whole = timeline.pack, LessonSlice(lesson=lesson.lesson, start=0, end=lesson.duration)
    good = [span for span in timeline.by_lesson.get(lesson.lesson, ()) if span.engaged and not span.fast]

    def complete(count: int) -> bool:
        played = intervals.union(((span.media_from, span.media_to) for span in good[:count]), pack["hole_tolerance_ms"])
        return not missing([whole], {lesson.lesson: played}, pack)

    if not good or not complete(len(good)):
        return None
    return good[bisect_left(range(1, len(good)), True, key=complete)]


def _order_fault(piece: Piece, ready: dict[str, int | None]) -> str:
    if piece.lesson not in ready:
        return ""
    since = ready[piece.lesson]
    return "" if since is not None and since <= piece.start else "out_of_order"


# ---------------------------------------------------------------- gaps between pop-ups


def controls(checks: Checkpoints, clock: EngagedClock) -> list[int]:
    """Readings of the engaged clock at which something gated progress: pop-ups and face checks (D3)."""
    shown = [clock.at(popup.presented.at) for popup in checks.popups if popup.presented and popup.controlled]
    checked = [clock.at(known.received) for _, known in checks.prompts]
    return sorted([0, *shown, *checked])


def gaps_over(readings: list[int], end: int, pack: RulePack) -> list[Interval]:
    """Stretches of the engaged clock longer than the gap and its tolerance without any control."""
    limit = pack["popup_max_gap_ms"] + pack["popup_gap_tolerance_ms"]
    return [(a, b) for a, b in zip(readings, [*readings[1:], end], strict=True) if b - a > limit]


def _gap_fault(piece: Piece, coverage: Coverage) -> str:
    if not coverage.gaps:
        return ""
    middle = coverage.clock.at((piece.start + piece.end) // 2)
    return "no_popup" if intervals.within(middle, coverage.gaps) else ""
