"""Which player states a judgement can do without: those inside runs of plain play.

A span between two states is plain where the second is the first one a sample later: playing, seen, heard in time, both
clocks agreeing to the millisecond, and nothing else happening.  A state between two plain spans may be left out, if
the instance passes content over nowhere faster than any rule pack in question tolerates, however windows of play are
cut.  No rule is decided here: what is plain only says where no rule finds anything, and `core.left_out` looks
afterwards whether something was decided inside a run all the same.

`columns.plain_play` finds the same states over the columns of many people at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from monitor.core import intervals
from monitor.core.coverage import tail
from monitor.core.events import ClassPlan, LessonSlice, LivenessResult, PhotoCommit, Seeking, Waiting
from monitor.core.intervals import Interval
from monitor.core.left_out import Run
from monitor.core.reading import Instance, Record, Session, State, player_states, stream_of
from monitor.core.rulepack import RulePack
from monitor.core.timeline import FASTEST_RATE, advance, observed, slack_of_any_window

FACES = frozenset({LivenessResult, PhotoCommit})  # what tells of a face

Zones = Mapping[str, Sequence[Interval]]  # stretches of content (media ms), by lesson
Runs = Mapping[Run, range]  # where in `Instance.seen` the states are that a run can do without

_WITHOUT_PLAY = frozenset({Seeking, Waiting})


class _Played(NamedTuple):
    """The player states of an instance, and from which to which of them there are spans that look plain."""

    session: Session
    instance: Instance
    states: Sequence[State]
    stretches: Sequence[Interval]


def runs_of(record: Record, packs: Sequence[RulePack]) -> dict[Run, range]:
    """All runs of plain play under all of these packs, in order."""
    played = [_played(session, instance, packs) for session in record.sessions for instance in session.instances]
    lessons = {one.states[first][2].lesson for one in played for first, _ in one.stretches}
    zones = decisive({session.opened.plan for session in record.sessions}, packs, lessons)
    return {
        Run(stream_of(one.session.where), one.instance.name, one.instance.seen[inside.start - 1].event.n): inside
        for one in played
        for inside in _inside(one, zones)
    }


def _played(session: Session, instance: Instance, packs: Sequence[RulePack]) -> _Played:
    states = player_states(instance)
    if any(_too_fast(states, pack) for pack in packs):
        return _Played(session, instance, states, [])
    broken = {*_uneven(states, packs), *_disturbed(states, session)}
    return _Played(session, instance, states, list(_stretches(broken, 0, len(states) - 1)))


def _inside(played: _Played, zones: Zones) -> Iterator[range]:
    """The places between plain spans, one after the other."""
    states = played.states
    for stretch in played.stretches:
        for first, last in _stretches(_decisive(states, *stretch, zones), *stretch):
            yield range(states[first + 1][0], states[last - 1][0] + 1)


def _stretches(broken: Iterable[int], first: int, last: int) -> Iterator[Interval]:
    """From which of these states to which one there are plain spans only, and two at least.

    `broken` are the others, each by the number of the state with which it begins.
    """
    for before, behind in pairwise([first - 1, *sorted(broken), last]):
        if behind - before > 2:
            yield before + 1, behind


# ---------------------------------------------------------------- what the states say


def _uneven(states: Sequence[State], packs: Sequence[RulePack]) -> list[int]:
    """Spans whose second state is not the first one a sample later under each of these packs.

    That is: playing, seen, supplied with data, and heard of in time.
    """
    gap = min((pack["sample_gap_ms"] for pack in packs), default=0)
    late_after = min((pack["late_after_ms"] for pack in packs), default=0)
    return [
        span
        for span, ((place, seen, first), (next_place, next_seen, second)) in enumerate(pairwise(states))
        if not (
            next_place - place == 1 == second.n - first.n
            and 0 < (passed := second.t - first.t) == next_seen.at - seen.at
            and passed <= gap
            and next_seen.received - next_seen.at <= late_after
            and 0 < second.position - first.position <= FASTEST_RATE * passed + 1000
            and first.lesson == second.lesson
            and first.visible
            and not first.paused
            and not first.stalled
            and second.frames != 0
            and (first.frames is None) == (second.frames is None)
            and type(first) not in _WITHOUT_PLAY
            and type(second) is not Seeking
        )
    ]


def _too_fast(states: Sequence[State], pack: RulePack) -> bool:
    """Play gains more than the slack of a window in which this pack allows the least (D1)."""
    slack = slack_of_any_window(pack)
    return slack < 0 or any(gained * 1000 > slack for gained in _in_a_row(_gains(states, pack["sample_gap_ms"])))


def _gains(states: Sequence[State], gap: int) -> Iterator[tuple[str, int]]:
    """Lesson by lesson by how much (ms) media went further than the clock, or less far, wherever it did."""
    for before, after in pairwise(states):
        first, second = before[2], after[2]
        if second.position - first.position != second.t - first.t or type(second) is Seeking:
            passed, moved = max(0, second.t - first.t), advance(first, second)
            playing = not first.paused and 0 < moved <= FASTEST_RATE * max(passed, 1) + 1000
            if playing and observed(before, after, gap):
                yield first.lesson, moved - passed


def _in_a_row(gains: Iterable[tuple[str, int]]) -> Iterator[int]:
    """Up to each gain the most that it and those of its lesson before it, one after the other, add up to."""
    rows: dict[str, int] = {}
    for lesson, gain in gains:
        rows[lesson] = gain + max(0, rows.get(lesson, 0))
        yield rows[lesson]


# ---------------------------------------------------------------- what happens besides, and where


def _disturbed(states: Sequence[State], session: Session) -> Iterator[int]:
    """Spans in which something else happened.

    At its ends a span may meet whatever does not tell of faces, such as the pop-up that ends it and the answer that
    begins it; a match there would be the one before a run for some of its spans and the one after it for others.
    """
    moments = [seen.at for _, seen, _ in states]
    known = [(known.received, known.fact) for known in session.facts]
    said = [(seen.at, seen.event) for seen in session.told]
    for at, what in (*known, *said):
        first, behind = bisect_left(moments, at), bisect_right(moments, at)
        if type(what) in FACES:
            yield from range(max(0, first - 1), min(behind, len(moments) - 1))
        elif 0 < first == behind < len(moments):
            yield first - 1


def _decisive(states: Sequence[State], first: int, last: int, zones: Zones) -> Iterator[int]:
    """Spans between two states, with plain ones only between them, whose content reaches into a zone."""
    begins, ends = _position(states[first]), _position(states[last])
    for start, end in zones.get(states[first][2].lesson, ()):
        if begins < end and start < ends:
            reached = bisect_right(states, start, first, last, key=_position)
            left = bisect_left(states, end, first, last, key=_position)
            yield from range(max(first, reached - 1), left)


def _position(state: State) -> int:
    position: int = state[2].position
    return position


def decisive(
    plans: Iterable[ClassPlan], packs: Sequence[RulePack], lessons: Container[str]
) -> dict[str, list[Interval]]:
    """Zones of these lessons' content, apart and in order, in which a slice begins or ends or may become complete."""
    zones: dict[str, list[Interval]] = {}
    for part in {part for plan in plans for part in _slices(plan) if part.lesson in lessons}:
        for pack in packs:
            zones.setdefault(part.lesson, []).extend(_ends(part, pack))
    return {lesson: intervals.union(found) for lesson, found in sorted(zones.items())}


def _slices(plan: ClassPlan) -> Iterable[LessonSlice]:
    for unit in plan.units:
        yield from unit.slices
    for lesson in plan.lessons:
        yield LessonSlice(lesson=lesson.lesson, start=0, end=lesson.duration)


def _ends(part: LessonSlice, pack: RulePack) -> tuple[Interval, Interval]:
    """Around its start, and from where its tail, and a hole before that, may make it complete, to its end."""
    complete = part.end - tail(part, pack) - pack["hole_tolerance_ms"]
    return (max(0, part.start - 1), part.start + 1), (max(0, complete - 1), part.end + 1)
