"""Player states that change nothing may be left out of a record, and how it shows where one would have.

In a run of plain play each state says what the one before it said, a sample later.  A record without the states inside
its runs gives the same judgement as the whole one, as long as nothing was decided inside: no mark, no pop-up, no end of
a slice, no moment of completion, no finding with its evidence.  What the states themselves tell is seen to before they
are left out (`monitor.columns.plain_play`).  The rest is looked at here, when it is known what the rules made of the
record; where there is any doubt, the whole record has to be judged.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from monitor.core import consent
from monitor.core.attempt import Attempt, pending, uncontrolled
from monitor.core.coverage import PENDING, REVIEW, Piece
from monitor.core.intervals import EVER
from monitor.core.reading import stream_of
from monitor.core.timeline import Span, Timeline

_UNTOUCHED = PENDING | {"", REVIEW}  # what a run may come to; of all else the evidence is told state by state


class LeftOutMatters(Exception):
    """Something may have been decided inside runs; these streams have to be judged with all their states."""

    def __init__(self, streams: frozenset[str]) -> None:
        super().__init__(f"player states of {', '.join(sorted(streams))} may matter")
        self.streams = streams


def refuse_what_matters(timeline: Timeline, attempts: Sequence[Attempt]) -> None:
    """Raises `LeftOutMatters` where a shortened record may be judged otherwise than the whole one."""
    if not any(instance.left_out for session in timeline.record.sessions for instance in session.instances):
        return
    doubtful = [*_beside_others(timeline), *(run.span for attempt in attempts for run in _decided_inside(attempt))]
    if doubtful:
        raise LeftOutMatters(frozenset(stream_of(run.session.where) for run in doubtful))


def _beside_others(timeline: Timeline) -> Iterable[Span]:
    """Runs that play beside anything else, that a jump leads from or into, or in which a lesson was first covered."""
    playing = [span for span in timeline.spans if span.playing]
    yield from (span for pair in pairwise(playing) if pair[0].end > pair[1].start for span in pair if span.run)
    jumps = sorted(jump.at for jump in timeline.jumps)
    overlaps = {id(session) for overlap in timeline.overlaps for session in (overlap.earlier, overlap.later)}
    for span in playing:
        if span.run and (span.jumped or id(span.session) in overlaps or _any_inside(jumps, span.start + 1, span.end)):
            yield span
    yield from (span for span in timeline.covered.values() if span is not None and span.run)


def _decided_inside(attempt: Attempt) -> list[Piece]:
    """The runs of an attempt inside which something may have been decided about it."""
    runs = [piece for piece in attempt.coverage.pieces if piece.span.run]
    matched = next((mark.at for mark in attempt.checks.identity if mark.good), EVER)
    told_apart = (
        bool(attempt.checks.vouched)
        or any(consent.withheld(session) for session in attempt.sessions)
        or bool(uncontrolled(attempt.checks, attempt.coverage.clock, attempt.pack))
    )
    faces, rest = sorted(mark.at for mark in attempt.checks.identity), sorted(_moments(attempt))
    return [run for run in runs if told_apart or run.start <= matched or not _plain(run, attempt, faces, rest)]


def _moments(attempt: Attempt) -> Iterable[int]:
    """When presence was decided (server ms), and when pop-ups came and went."""
    yield from (mark.at for mark in attempt.checks.presence)
    for shown in pending(attempt.checks.popups).values():
        yield from (moment for times in shown for moment in times)


def _plain(run: Piece, attempt: Attempt, faces: Sequence[int], rest: Sequence[int]) -> bool:
    """It counts or not as one, lies in one slice, and ended before the hour was complete or was played again."""
    done = attempt.coverage.completed_at
    whole = run.media == (run.span.media_from, run.span.media_to)
    before = done is None or run.end < done or run.reason == REVIEW
    quiet = not _any_inside(faces, run.start, run.end + 1) and not _any_inside(rest, run.start + 1, run.end)
    return run.reason in _UNTOUCHED and whole and before and quiet


def _any_inside(moments: Sequence[int], start: int, end: int) -> bool:
    """Whether one of them, in order, lies at the start or behind it and before the end."""
    return bisect_left(moments, start) < bisect_left(moments, end)
