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
from monitor.core.timeline import Timeline

_UNTOUCHED = PENDING | {"", REVIEW}  # what a run may come to; of all else the evidence is told state by state


class LeftOutMatters(Exception):
    """Something may have been decided inside a run; the record has to be judged with all its states."""


def refuse_what_matters(timeline: Timeline, attempts: Sequence[Attempt]) -> None:
    """Raises `LeftOutMatters` where a shortened record may be judged otherwise than the whole one."""
    if not any(instance.left_out for session in timeline.record.sessions for instance in session.instances):
        return
    if not (_one_after_the_other(timeline) and all(_settled_outside(attempt) for attempt in attempts)):
        raise LeftOutMatters


def _one_after_the_other(timeline: Timeline) -> bool:
    """No run plays beside anything else, none is jumped over, and no lesson was first covered inside one."""
    playing = [span for span in timeline.spans if span.playing]
    alone = all(before.end <= after.start for before, after in pairwise(playing) if before.run or after.run)
    jumps = sorted(jump.at for jump in timeline.jumps)
    through = any(span.run and (span.jumped or _any_inside(jumps, (span.start, span.end))) for span in playing)
    covered = any(span is not None and span.run for span in timeline.covered.values())
    return alone and not through and not covered and not timeline.overlaps


def _settled_outside(attempt: Attempt) -> bool:
    """All that was decided about the attempt was decided outside its runs."""
    runs = [piece for piece in attempt.coverage.pieces if piece.span.run]
    if not runs:
        return True
    matched = next((mark.at for mark in attempt.checks.identity if mark.good), EVER)
    told_apart = (
        bool(attempt.checks.vouched)
        or any(consent.withheld(session) for session in attempt.sessions)
        or bool(uncontrolled(attempt.checks, attempt.coverage.clock, attempt.pack))
        or any(piece.start <= matched for piece in runs)
    )
    moments = sorted(_moments(attempt))
    return not told_apart and all(_plain(piece, attempt, moments) for piece in runs)


def _moments(attempt: Attempt) -> Iterable[int]:
    """When something was decided (server ms): marks, and pop-ups that came and went."""
    yield from (mark.at for mark in (*attempt.checks.presence, *attempt.checks.identity))
    for shown in pending(attempt.checks.popups).values():
        yield from (moment for times in shown for moment in times)


def _plain(run: Piece, attempt: Attempt, moments: Sequence[int]) -> bool:
    """It counts or not as one, lies in one slice, and ended before the hour was complete or was played again."""
    done = attempt.coverage.completed_at
    whole = run.media == (run.span.media_from, run.span.media_to)
    before = done is None or run.end < done or run.reason == REVIEW
    return run.reason in _UNTOUCHED and whole and before and not _any_inside(moments, (run.start, run.end))


def _any_inside(moments: Sequence[int], stretch: tuple[int, int]) -> bool:
    """Whether one of them, in order, lies in a stretch, its ends included."""
    return bisect_left(moments, stretch[0]) < bisect_left(moments, stretch[1] + 1)
