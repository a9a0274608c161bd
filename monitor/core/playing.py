"""What plays in one session, as its pages tell it: in which of them, for which class hour, and what was played."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core import events as e
from monitor.core import intervals
from monitor.core.intervals import EVER, Interval
from monitor.core.page import SILENT, Page
from monitor.core.rulepack import RulePack
from monitor.core.watching import Watch


class Play:
    """The play of one session; a lesson that plays on is put with what was played once it no longer does.

    `watch` is the class hour that the lesson is in, `until` where its part of the lesson ends (media ms), and
    `heard_at` when engaged play was heard of last (server ms).
    """

    __slots__ = (
        "_long_pause",
        "_pages",
        "_parts",
        "_reached",
        "_since",
        "_soon",
        "heard_at",
        "late_after",
        "page",
        "sample_gap",
        "until",
        "watch",
    )

    def __init__(self, watches: Sequence[Watch], pack: RulePack) -> None:
        self.sample_gap, self.late_after = pack["sample_gap_ms"], pack["late_after_ms"]
        self._long_pause = pack["liveness_after_pause_ms"]
        self._soon = self._long_pause - self.sample_gap - self.late_after  # what may come next is no long pause then
        self.watch = watches[0]
        self.page: Page | None = None  # whose lesson plays on, with nothing else heard of any player meanwhile
        self.until = self._since = 0  # and where it began to (media ms)
        self.heard_at = EVER
        self._parts = _parts(watches)
        self._reached: dict[str, int] = {}  # lesson -> media ms
        self._pages: dict[str, Page] = {}

    def begin(self) -> None:
        """A new session: nothing plays, and no page has said anything yet."""
        self.break_off()
        self.heard_at = EVER
        for page in self._pages.values():
            page.state = SILENT

    def page_of(self, instance: str) -> Page:
        page = self._pages.get(instance)
        if page is None:
            page = self._pages[instance] = Page(instance)
        return page

    def reached(self, lesson: str) -> int:
        """How far this lesson was ever played (media ms); -1 before it was."""
        self.break_off()
        return self._reached.get(lesson, -1)

    # ------------------------------------------------------------ what a player says

    def take(self, state: e.MediaState, page: Page) -> Interval | None:
        """The part of the lesson (media ms) that was played, engaged, up to this state; see `Page.go_on`."""
        self.break_off()
        part = page.go_on(state, self.sample_gap)
        self._reach(state.lesson, state.position)
        return part

    def enter(self, state: e.MediaState) -> bool:
        """Whether the lesson is in one of this session's units; history has those of others too."""
        parts = self._parts.get(state.lesson)
        if parts is None:
            return False
        self.until = 0
        for start, end, watch in parts:
            if start <= state.position < end:
                self.watch, self.until = watch, end
                break
        return True

    def comes_back(self, received: int) -> bool:
        """Engaged play is heard of; whether that is after a long pause."""
        paused = received - self.heard_at
        self.heard_at = received
        return paused > self._long_pause

    def go_on(self, page: Page, received: int) -> None:
        """From here on the lesson plays, unless its next sample may come after a long pause, which says more.

        A sample that goes on is a gap and a delay later than what was heard before it at most, so none of those that
        follow is to be asked how long ago that was.
        """
        if self._soon >= 0 and received - self.heard_at <= self._soon:
            self.page, self._since = page, page.state.position

    def break_off(self) -> None:
        """The lesson does not simply play on: what was played till now is put with the rest."""
        page = self.page
        if page is None:
            return
        self.page, state = None, page.state
        if state.position > self._since:
            self.watch.cover(state.lesson, (self._since, state.position))
            self._reach(state.lesson, state.position)

    def _reach(self, lesson: str, position: int) -> None:
        if position > self._reached.get(lesson, -1):
            self._reached[lesson] = position


def _parts(watches: Sequence[Watch]) -> dict[str, list[tuple[int, int, Watch]]]:
    """Which class hour has which part of a lesson (media ms); what two of them have is the first one's."""
    found: dict[str, list[tuple[int, int, Watch]]] = {}
    for watch in watches:
        for part in watch.unit.slices:
            taken = found.setdefault(part.lesson, [])
            left = intervals.subtract([(part.start, part.end)], sorted((start, end) for start, end, _ in taken))
            taken += [(start, end, watch) for start, end in left]
    return found
