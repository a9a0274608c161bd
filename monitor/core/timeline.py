"""What happened between two player states: spans on the server's clock, and the engaged clock over them.

A span takes the state at its start; the browser reports every change, so that state holds until the next one.  A span
is judged by positions, never by the order in which a player fires its events.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from monitor.core import intervals
from monitor.core.events import Connected, MediaState, Seeking, TakenOver, Waiting
from monitor.core.intervals import Interval
from monitor.core.reading import Instance, Record, Seen, Session, media_states
from monitor.core.rulepack import RulePack

State = tuple[Seen, MediaState]

FASTEST_RATE = 16  # no browser plays faster; media that moved more has jumped


@dataclass(slots=True)
class Span:
    """The stretch between two player states of one SDK instance; times are server ms, positions media ms."""

    session: Session
    instance: str
    state: MediaState
    start: int
    end: int
    client_ms: int
    media_from: int
    media_to: int
    received: int
    where: tuple[str, ...]  # both states, and what was left out between them
    observed: bool  # nothing is missing inside: no lost event, no long silence, no sleep
    countable: bool = True
    fast: bool = False
    falsified: bool = False
    unseen: bool = False
    concurrent: bool = False
    run: bool = False  # states were left out inside that change nothing
    advance_ms: int = field(init=False)
    playing: bool = field(init=False)  # media ran, whatever else was wrong
    jumped: bool = field(init=False)

    def __post_init__(self) -> None:
        self.advance_ms = self.media_to - self.media_from
        self.playing = not self.state.paused and self.advance_ms > 0
        self.jumped = self.advance_ms > FASTEST_RATE * max(self.client_ms, 1) + 1000

    @property
    def lesson(self) -> str:
        return self.state.lesson

    @property
    def wall_ms(self) -> int:
        """Time that passed on both clocks: never more than the server's, never more than the client says."""
        return min(self.client_ms, self.end - self.start)

    @property
    def hidden(self) -> bool:
        return not self.state.visible or self.unseen

    @property
    def engaged(self) -> bool:
        """Playing, advancing, visible, not stalled, observed (rules: clocks); pop-ups are seen to elsewhere."""
        return (
            self.playing
            and not self.jumped
            and not self.hidden
            and not self.state.stalled
            and not self.concurrent
            and self.observed
        )


class EngagedClock:
    """Milliseconds of engaged time up to a server moment, over all sessions of one attempt."""

    def __init__(self, stretches: Iterable[Interval]) -> None:
        self._stretches = intervals.union(stretches)
        self._starts = [start for start, _ in self._stretches]
        self._before = [0]
        for start, end in self._stretches:
            self._before.append(self._before[-1] + end - start)

    def at(self, moment: int) -> int:
        """The clock's reading at a server moment."""
        index = bisect_right(self._starts, moment)
        if not index:
            return 0
        start, end = self._stretches[index - 1]
        return self._before[index - 1] + min(moment, end) - start

    @property
    def total(self) -> int:
        return self._before[-1]


@dataclass(frozen=True, slots=True)
class Jump:
    """Media moved without being played, from `origin` to `target`, at a server moment."""

    session: Session
    lesson: str
    origin: int
    target: int
    at: int
    where: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two sessions of one person played at once; `earlier` opened first."""

    earlier: Session
    later: Session
    start: int
    end: int


@dataclass(slots=True)
class Timeline:
    """All spans of one person, judged for speed, sight and windows, and the jumps between them.

    Spans are in order of time, also by lesson and by the place of their session in the record: a person has many hours,
    and each of them is to cost no more for the others.
    """

    record: Record
    pack: RulePack
    spans: list[Span] = field(default_factory=list)
    jumps: list[Jump] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    by_lesson: dict[str, list[Span]] = field(default_factory=dict)
    by_session: list[list[Span]] = field(default_factory=list)
    covered: dict[tuple[str, int], Span | None] = field(default_factory=dict)  # `covered_at`, as far as it was asked


def build(record: Record, pack: RulePack) -> Timeline:
    """Spans of every session, with what is wrong with them marked."""
    timeline = Timeline(record, pack)
    for session in record.sessions:
        played = [_play(session, instance, pack) for instance in session.instances]
        timeline.jumps += [jump for _, jumps in played for jump in jumps]
        timeline.by_session.append(in_order(span for spans, _ in played for span in spans))
        _mark_twofold(session, timeline.by_session[-1])
    timeline.spans = in_order(chain.from_iterable(timeline.by_session))
    for span in timeline.spans:
        timeline.by_lesson.setdefault(span.lesson, []).append(span)
    timeline.overlaps = _overlaps(timeline)
    return timeline


def in_order(spans: Iterable[Span]) -> list[Span]:
    """In the one order in which everything reads them."""
    return sorted(spans, key=lambda span: (span.start, span.end, span.where))


def _play(session: Session, instance: Instance, pack: RulePack) -> tuple[list[Span], list[Jump]]:
    states = media_states(instance)
    spans = _spans(session, instance, states, pack["sample_gap_ms"])
    _mark_fast(spans, pack)
    _mark_unseen(spans)
    return spans, _jumps(session, states, spans)


# ---------------------------------------------------------------- spans


def _spans(session: Session, instance: Instance, states: Sequence[State], gap: int) -> list[Span]:
    enforced = _enforced(session, instance.name)
    numbers = [seen.event.n for seen in instance.seen]
    spans = [_span(session, instance.name, first, second) for first, second in pairwise(states)]
    for span, (first, second) in zip(spans, pairwise(states), strict=True):
        lost = _missing_between(numbers, first[1].n, second[1].n)
        inside = instance.left_out.get(first[1].n, ())
        span.where, span.run = (span.where[0], *inside, span.where[1]), bool(inside)
        seen = not lost and span.end - span.start <= span.client_ms + gap and span.client_ms <= gap
        span.observed = span.run or seen
        span.countable = enforced
    return spans


def _enforced(session: Session, instance: str) -> bool:
    """Observe mode prevents nothing, so it never counts (K12)."""
    modes = {fact.mode for fact, _ in session.known(Connected) if fact.instance == instance}
    return "observe" not in modes and session.opened.mode == "enforce"


def _missing_between(numbers: list[int], first: int, second: int) -> bool:
    present = bisect_right(numbers, second) - bisect_right(numbers, first)
    return present != second - first


def _span(session: Session, instance: str, first: State, second: State) -> Span:
    (seen, state), (next_seen, next_state) = first, second
    reached = next_state.origin if isinstance(next_state, Seeking) else next_state.position
    if next_state.lesson != state.lesson or isinstance(state, Seeking):
        reached = state.position
    return Span(
        session=session,
        instance=instance,
        state=state,
        start=seen.at,
        end=next_seen.at,
        client_ms=max(0, next_seen.event.t - seen.event.t),
        media_from=state.position,
        media_to=reached,
        received=next_seen.received,
        where=(seen.where, next_seen.where),
        observed=True,
    )


def _jumps(session: Session, states: Sequence[State], spans: list[Span]) -> list[Jump]:
    announced = [
        Jump(session, state.lesson, state.origin, state.position, seen.at, seen.where)
        for seen, state in states
        if isinstance(state, Seeking)
    ]
    found = [
        Jump(session, span.lesson, span.media_from, span.media_to, span.end, span.where[-1])
        for span in spans
        if span.jumped
    ]
    return announced + found


# ---------------------------------------------------------------- D1: effective rate


def _mark_fast(spans: list[Span], pack: RulePack) -> None:
    """Mark spans whose effective rate, over windows of play, is above the tolerance (D1)."""
    windows: dict[str, list[Span]] = {}
    stalls = [span.end for span in spans if span.state.stalled or isinstance(span.state, Waiting)]
    for span in spans:
        if not span.playing or span.jumped or not span.observed:
            continue
        window = windows.setdefault(span.lesson, [])
        if window and not _continues(window[-1], span, pack):
            _judge_window(window, stalls, pack)
            window.clear()
        window.append(span)
        if sum(part.client_ms for part in window) >= pack["rate_window_ms"]:
            _judge_window(window, stalls, pack)
            window.clear()
    for window in windows.values():
        _judge_window(window, stalls, pack)


def _continues(before: Span, after: Span, pack: RulePack) -> bool:
    """A window goes on over a small step back; otherwise each would bring a new window's slack with it.

    Whoever goes further back than that slack gains nothing by it.
    """
    slack = pack["rate_window_ms"] * (pack["rate_tolerance_permille"] - 1000) // 1000
    return after.media_from >= before.media_to - slack


def _judge_window(window: list[Span], stalls: list[int], pack: RulePack) -> None:
    """Fast, if media moved further than time allows; a window too short for a rate has the same absolute slack.

    `stalls` are the moments (server ms), ascending, at which a stretch without data ended.
    """
    played = sum(span.client_ms for span in window)
    moved = sum(span.advance_ms for span in window)
    tolerance = _tolerance(window, stalls, pack)
    if moved * 1000 <= max(played, pack["rate_window_ms"]) * (tolerance - 1000) + played * 1000:
        return
    honest_rate = max(span.state.rate for span in window) * 1000 > tolerance
    for span in window:
        span.fast = True
        span.falsified = not honest_rate


def _tolerance(window: list[Span], stalls: list[int], pack: RulePack) -> int:
    """Some players catch up by themselves after a stall; that is information, not speed (D1)."""
    if not window:
        return pack["rate_tolerance_permille"]
    since = window[0].start - pack["stall_catch_up_ms"]
    stalled = bisect_left(stalls, since) < bisect_right(stalls, window[-1].end)
    return pack["stall_rate_tolerance_permille" if stalled else "rate_tolerance_permille"]


# ---------------------------------------------------------------- D2: sight and windows


def _mark_unseen(spans: list[Span]) -> None:
    """A page that says it is visible while nothing is rendered, although something was before, is not visible.

    Browsers render no frame of a hidden page, whatever its script was told to say.
    """
    shown = False
    for span, following in pairwise(spans):
        frames = following.state.frames
        shown = shown or bool(frames)
        span.unseen = shown and frames == 0 and span.playing and span.state.visible and span.client_ms >= 500


def _overlaps(timeline: Timeline) -> list[Overlap]:
    join = timeline.pack["concurrent_clock_tolerance_ms"]
    playing = [
        (session, _playing(spans, join))
        for session, spans in zip(timeline.record.sessions, timeline.by_session, strict=True)
    ]
    found: list[Overlap] = []
    for index, (earlier, left) in enumerate(playing):
        for later, right in playing[index + 1 :]:
            common = intervals.subtract(intervals.intersect(left, right), _takeovers(earlier, later, timeline.pack))
            often = intervals.total(common) >= timeline.pack["concurrent_void_ms"]
            found += [
                Overlap(earlier, later, start, end)
                for start, end in common
                if often or _counts(start, end, timeline.pack)
            ]
    return found


def _mark_twofold(session: Session, spans: list[Span]) -> None:
    """One session has one player: what two runs of the SDK play at once in it counts for neither."""
    if len(session.instances) < 2:
        return
    mine = [span for span in spans if span.playing]
    for instance in session.instances:
        others = intervals.union((span.start, span.end) for span in mine if span.instance != instance.name)
        for span in mine:
            if span.instance == instance.name and intervals.intersect([(span.start, span.end)], others):
                span.concurrent = True


def _playing(spans: Iterable[Span], join: int) -> list[Interval]:
    """Stretches of play; the small gaps between two player states belong to them."""
    return intervals.union(((span.start, span.end) for span in spans if span.playing), join)


def _takeovers(left: Session, right: Session, pack: RulePack) -> list[Interval]:
    notices = [known.received for session in (left, right) for _, known in session.known(TakenOver)]
    return intervals.union((notice, notice + pack["takeover_grace_ms"]) for notice in notices)


def _counts(start: int, end: int, pack: RulePack) -> bool:
    return end - start - pack["concurrent_clock_tolerance_ms"] >= pack["concurrent_grace_ms"]
