"""What happened between two player states: spans on the server's clock, and the engaged clock over them.

A span takes the state at its start; the browser reports every change, so that state holds until the next one.  A span
is judged by positions, never by the order in which a player fires its events.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

import msgspec

from monitor.core import intervals
from monitor.core.events import Connected, MediaState, Seeking, TakenOver, Waiting
from monitor.core.intervals import Interval
from monitor.core.reading import Instance, Record, Seen, Session, State, player_states
from monitor.core.rulepack import RulePack

Learned = Mapping[tuple[str, int], int]

FASTEST_RATE = 16  # no browser plays faster; media that moved more has jumped


class Span(msgspec.Struct, eq=False):
    """The stretch between two player states of one SDK instance; times are server ms, positions media ms."""

    session: Session
    instance: str
    first: Seen
    last: Seen
    inside: tuple[str, ...]  # what was left out between them because it changes nothing, as far as evidence tells of it
    state: MediaState
    start: int
    end: int
    client_ms: int
    media_from: int
    media_to: int
    advance_ms: int
    playing: bool  # media ran, whatever else was wrong
    jumped: bool
    observed: bool  # nothing is missing inside: no lost event, no long silence, no sleep
    countable: bool
    fast: bool = False
    falsified: bool = False
    unseen: bool = False
    concurrent: bool = False

    def __lt__(self, other: Span) -> bool:
        """Of two spans of the same time, which one comes first."""
        return self.where < other.where

    @property
    def where(self) -> tuple[str, ...]:
        """The log positions of both states, and between them of what was left out."""
        return (self.first.where, *self.inside, self.last.where)

    @property
    def run(self) -> bool:
        """States were left out inside."""
        return bool(self.inside)

    @property
    def received(self) -> int:
        """When its end was heard of."""
        return self.last.received

    @property
    def lesson(self) -> str:
        return self.state.lesson

    @property
    def wall_ms(self) -> int:
        """Time that passed on both clocks: never more than the server's, never more than the client says."""
        passed = self.end - self.start
        return passed if passed < self.client_ms else self.client_ms

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
        return self._before[index - 1] + (moment if moment < end else end) - start

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
    and each of them is to cost no more for the others.  `learned` says by when (server ms) lessons (name, length in ms)
    were covered at the latest whose play is left out of the record.
    """

    record: Record
    pack: RulePack
    spans: list[Span] = field(default_factory=list)
    jumps: list[Jump] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    by_lesson: dict[str, list[Span]] = field(default_factory=dict)
    by_session: list[list[Span]] = field(default_factory=list)
    covered: dict[tuple[str, int], Span | None] = field(default_factory=dict)  # `covered_at`, as far as it was asked
    learned: Learned = field(default_factory=dict)


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
    return sorted(spans, key=lambda span: (span.start, span.end, span))


def _play(session: Session, instance: Instance, pack: RulePack) -> tuple[list[Span], list[Jump]]:
    states = player_states(instance)
    spans = _spans(session, instance, states, pack["sample_gap_ms"])
    _mark_fast(spans, pack)
    _mark_unseen(spans)
    return spans, _jumps(session, states, spans)


# ---------------------------------------------------------------- spans


def _spans(session: Session, instance: Instance, states: Sequence[State], gap: int) -> list[Span]:
    enforced = _enforced(session, instance.name)
    return [_span(session, instance, first, second, gap, enforced=enforced) for first, second in pairwise(states)]


def _enforced(session: Session, instance: str) -> bool:
    """Observe mode prevents nothing, so it never counts (K12)."""
    modes = {fact.mode for fact, _ in session.known(Connected) if fact.instance == instance}
    return "observe" not in modes and session.opened.mode == "enforce"


def _span(session: Session, instance: Instance, first: State, second: State, gap: int, *, enforced: bool) -> Span:
    (_, seen, state), (_, next_seen, next_state) = first, second
    inside = instance.left_out.get(state.n, ())
    passed, moved = _passed(state, next_state), advance(state, next_state)
    return Span(  # by position, which takes a tenth of the time: every player state makes one
        session,
        instance.name,
        seen,
        next_seen,
        inside,
        state,
        seen.at,
        next_seen.at,
        passed,
        state.position,
        state.position + moved,
        moved,
        moved > 0 and not state.paused,
        moved > FASTEST_RATE * (passed or 1) + 1000,
        bool(inside) or observed(first, second, gap),
        enforced,
    )


def _passed(before: MediaState, after: MediaState) -> int:
    """Time (ms) from one state to the next, as the browser's clock tells it."""
    return after.t - before.t if after.t > before.t else 0


def advance(before: MediaState, after: MediaState) -> int:
    """Media (ms) from one state to the next, as positions tell it; none where a jump or another lesson lies between."""
    if before.lesson != after.lesson or type(before) is Seeking:
        return 0
    return (after.origin if type(after) is Seeking else after.position) - before.position


def observed(first: State, second: State, gap: int) -> bool:
    """No event between two states was lost, and on neither clock was it silent for longer than the gap (ms)."""
    (place, seen, before), (next_place, next_seen, after) = first, second
    passed = _passed(before, after)
    whole = next_place - place == after.n - before.n
    return whole and passed <= gap and next_seen.at - seen.at <= passed + gap


def _jumps(session: Session, states: Sequence[State], spans: list[Span]) -> list[Jump]:
    announced = [
        Jump(session, state.lesson, state.origin, state.position, seen.at, seen.where)
        for _, seen, state in states
        if type(state) is Seeking
    ]
    found = [
        Jump(session, span.lesson, span.media_from, span.media_to, span.end, span.where[-1])
        for span in spans
        if span.jumped
    ]
    return announced + found


# ---------------------------------------------------------------- D1: effective rate


@dataclass(slots=True)
class _Window:
    """Play of one lesson, span after span: how long it took (ms), and by how much more media moved than that."""

    spans: list[Span] = field(default_factory=list)
    played: int = 0
    gained: int = 0

    def add(self, span: Span) -> None:
        self.spans.append(span)
        self.played += span.client_ms
        self.gained += span.advance_ms - span.client_ms


def _mark_fast(spans: list[Span], pack: RulePack) -> None:
    """Mark spans whose effective rate, over windows of play, is above the tolerance (D1)."""
    slack = slack_of_any_window(pack)
    doubtful = [window for window in _windows(spans, pack) if window.gained * 1000 > slack]
    stalls = [span.end for span in spans if span.state.stalled or type(span.state) is Waiting] if doubtful else []
    for window in doubtful:
        _judge_window(window, stalls, pack)


def slack_of_any_window(pack: RulePack) -> int:
    """By how much (ms, in thousandths) media may go further than time in whatever window; negative where in none."""
    least = min(pack["rate_tolerance_permille"], pack["stall_rate_tolerance_permille"]) - 1000
    return pack["rate_window_ms"] * least if least >= 0 else -intervals.EVER


def _windows(spans: Iterable[Span], pack: RulePack) -> Iterator[_Window]:
    """Observed play, each lesson by itself: in windows long enough for a rate, and what is left over."""
    enough = pack["rate_window_ms"]
    slack = enough * (pack["rate_tolerance_permille"] - 1000) // 1000
    begun: dict[str, _Window] = {}
    for span in spans:
        if span.playing and span.observed and not span.jumped:
            window = begun.pop(span.lesson, None) or _Window()
            if window.spans and not _continues(window.spans[-1], span, slack):
                yield window
                window = _Window()
            window.add(span)
            if window.played >= enough:
                yield window
            else:
                begun[span.lesson] = window
    yield from begun.values()


def _continues(before: Span, after: Span, slack: int) -> bool:
    """A window goes on over a small step back; otherwise each would bring a new window's slack with it.

    Whoever goes further back than that slack (ms) gains nothing by it.
    """
    return after.media_from >= before.media_to - slack


def _judge_window(window: _Window, stalls: list[int], pack: RulePack) -> None:
    """Fast, if media moved further than time allows; a window too short for a rate has the same absolute slack.

    `stalls` are the moments (server ms), ascending, at which a stretch without data ended.
    """
    tolerance = _tolerance(window.spans, stalls, pack)
    if window.gained * 1000 <= max(window.played, pack["rate_window_ms"]) * (tolerance - 1000):
        return
    honest_rate = max(span.state.rate for span in window.spans) * 1000 > tolerance
    for span in window.spans:
        span.fast = True
        span.falsified = not honest_rate


def _tolerance(window: list[Span], stalls: list[int], pack: RulePack) -> int:
    """Some players catch up by themselves after a stall; that is information, not speed (D1)."""
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
    if len(timeline.by_session) < 2:
        return []
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
