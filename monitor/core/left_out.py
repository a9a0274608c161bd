"""Player states that change nothing may be left out of a record, and how it shows where one would have.

In a run of plain play each state says what the one before it said, a sample later.  A record without the states inside
its runs gives the same judgement as the whole one, as long as nothing was decided inside: no mark, no pop-up, no end of
a slice, no moment of completion, no second that had another fate than the next one.  What the states themselves tell is
seen to before they are left out (`core.plain_play`).  The rest is looked at here, when it is known what the rules made
of the record; where there is any doubt, the run has to be judged state by state.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple, TypeVar

from monitor.core import consent
from monitor.core.attempt import Attempt
from monitor.core.coverage import PENDING, REVIEW, Piece
from monitor.core.intervals import EVER, Interval
from monitor.core.reading import stream_of
from monitor.core.rules.liveness_unavailable import IDENTITY_REASONS
from monitor.core.timeline import Span, Timeline

T = TypeVar("T")

# What a run may come to as one, given that nothing was decided inside.
_AS_ONE = PENDING | {"", REVIEW, "observe_mode", "behind_popup", "out_of_order", "popup_missed", *IDENTITY_REASONS}
_TOLD_FIRST, _TOLD_LAST = 4, 3


class Run(NamedTuple):
    """A run by its stream, its instance, and the number of the player state with which it begins."""

    stream: str
    instance: str
    n: int


class LeftOutMatters(Exception):
    """Something may have been decided inside these runs; they have to be judged state by state."""

    def __init__(self, runs: frozenset[Run]) -> None:
        super().__init__(f"player states may matter in {len(runs)} runs")
        self.runs = runs


def told_of(inside: Sequence[T]) -> Sequence[T]:
    """Of all positions inside a run, in the order of the log, those that evidence may tell (`rules.telling.ends`)."""
    if len(inside) <= _TOLD_FIRST + _TOLD_LAST:
        return inside
    return [*inside[:_TOLD_FIRST], *inside[-_TOLD_LAST:]]


def refuse_what_matters(timeline: Timeline, attempts: Sequence[Attempt]) -> None:
    """Raises `LeftOutMatters` where a shortened record may be judged otherwise than the whole one."""
    if not any(instance.left_out for session in timeline.record.sessions for instance in session.instances):
        return
    doubtful = [*_beside_others(timeline), *(run.span for attempt in attempts for run in _decided_inside(attempt))]
    if doubtful:
        runs = (Run(stream_of(span.session.where), span.instance, span.state.n) for span in doubtful)
        raise LeftOutMatters(frozenset(runs))


def _beside_others(timeline: Timeline) -> Iterable[Span]:
    """Runs that play beside anything else, that a jump leads from or into, or in which a lesson was first covered."""
    playing = [span for span in timeline.spans if span.playing]
    jumps = sorted(jump.at for jump in timeline.jumps)
    reached = 0
    for span, following in zip_longest(playing, playing[1:]):
        beside = span.start < reached or (following is not None and following.start < span.end)
        if span.run and (beside or span.jumped or _any_inside(jumps, span.start + 1, span.end)):
            yield span
        reached = max(reached, span.end)
    yield from (span for span in timeline.covered.values() if span is not None and span.run)


def _decided_inside(attempt: Attempt) -> list[Piece]:
    """The runs of an attempt inside which something may have been decided about it."""
    runs = [piece for piece in attempt.coverage.pieces if piece.span.run]
    matched = next((mark.at for mark in attempt.checks.identity if mark.good), EVER)
    faces, rest = sorted(mark.at for mark in attempt.checks.identity), sorted(_moments(attempt))
    gaps = attempt.coverage.gaps
    withheld = {id(session): consent.withheld(session) for session in attempt.sessions}
    return [
        run
        for run in runs
        if run.start <= matched
        or not _plain(run, attempt)
        or _meets(withheld[id(run.span.session)], run.start, run.end)
        or _any_inside(faces, run.start, run.end + 1)
        or _any_inside(rest, run.start + 1, run.end)
        or (gaps and _meets(gaps, *(attempt.coverage.clock.at(moment) for moment in (run.start, run.end))))
    ]


def _moments(attempt: Attempt) -> Iterable[int]:
    """When presence was decided (server ms), when pop-ups came and went, and when lessons were first covered."""
    yield from (mark.at for mark in attempt.checks.presence)
    yield from (span.end for span in attempt.timeline.covered.values() if span is not None)
    for shown in attempt.checks.shown.values():
        yield from (moment for times in shown for moment in times)


def _plain(run: Piece, attempt: Attempt) -> bool:
    """It counts or not as one, lies in one slice, and ended before the hour was complete or was played again.

    Nobody vouches for the learner in its session.
    """
    done = attempt.coverage.completed_at
    whole = run.media == (run.span.media_from, run.span.media_to)
    before = done is None or run.end < done or run.reason == REVIEW
    return run.reason in _AS_ONE and whole and before and run.span.session.name not in attempt.checks.vouched


def _meets(stretches: Iterable[Interval], start: int, end: int) -> bool:
    """Whether one of them has a part in this one, its ends included."""
    return any(first <= end and start <= last for first, last in stretches)


def _any_inside(moments: Sequence[int], start: int, end: int) -> bool:
    """Whether one of them, in order, lies at the start or behind it and before the end."""
    return bisect_left(moments, start) < bisect_left(moments, end)
