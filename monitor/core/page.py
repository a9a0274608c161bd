"""One opened page as the supervisor hears it: its clock against the server's, and what its player played."""

from __future__ import annotations

from monitor.core import events as e
from monitor.core.intervals import EVER, Interval

SILENT = e.Sample(n=0, t=0, lesson="-", position=0, paused=True, visible=False)  # before a page says anything


class Page:
    """What was heard last from one page; asked of every event, so it keeps little and builds nothing twice."""

    __slots__ = ("instance", "offset", "state")

    def __init__(self, instance: str) -> None:
        self.instance = instance
        self.offset = EVER  # of the page's clock: the quickest way to the server that was seen (ms)
        self.state: e.MediaState = SILENT

    def late(self, t: int, received: int) -> int:
        """How much longer something that was said at `t` took than what came the quickest way (ms)."""
        took = received - t
        if took < self.offset:  # noqa: PLR1730  `min` takes longer than all the rest
            self.offset = took
        return took - self.offset

    def go_on(self, state: e.MediaState, longest: int) -> Interval | None:
        """The part of the lesson (media ms) that was played, engaged, up to this state and since the one before it.

        None where they do not belong together: another lesson, more than `longest` ms between them, a step back.
        """
        before, self.state = self.state, state
        if before.lesson != state.lesson or not plays(before) or not 0 < state.t - before.t <= longest:
            return None
        if type(state) is e.Seeking:  # what the SDK knows of a jump's origin may be a second old
            return (before.position, state.origin) if state.origin >= before.position else None
        return (before.position, state.position) if state.position > before.position else None


def plays(state: e.MediaState) -> bool:
    """Whether the learner can see it play."""
    return state.visible and not state.paused and not state.stalled
