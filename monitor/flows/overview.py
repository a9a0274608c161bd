"""What the office sees at a glance: who learns now, what became of hours, how platforms stand, what waits.

The numbers are counted once for everybody who sees the same data.  A board tells its viewers only the parts that
changed; one who was away gets what was missed, or everything when that is no longer known.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, get_args

import msgspec

from monitor.core.accounts import EVERYTHING, Tenant
from monitor.core.days import shanghai_day
from monitor.core.platform_findings import Case
from monitor.core.platform_standing import State
from monitor.core.summary import AttemptLine, AttemptSearch, Tally
from monitor.core.verdict import Result
from monitor.flows.collector import Collector
from monitor.flows.platform_catalogue import Standing, standings
from monitor.ports import EventLogError

_log = logging.getLogger("monitor.overview")

TICK_S = 2.0  # how often the numbers are counted while somebody looks
SLOW_TICKS = 15  # the days before today change seldom
HEARTBEAT_S = 3.0  # also how soon a stream notices that its viewer is signed out
DAYS = 14
NEWEST = 8
NEWEST_CASES = 4
REMEMBERED = 64

Outcome = str  # certified, held, void, not_counted, incomplete or in_progress

_OUTCOMES: dict[Result, Outcome] = {
    "certified": "certified",
    "held": "held",
    "void_trainee": "void",
    "void_platform": "void",
    "not_counted_cap": "not_counted",
    "not_counted_platform": "not_counted",
    "not_certified": "incomplete",
    "in_progress": "in_progress",
}
OUTCOMES: tuple[Outcome, ...] = tuple(dict.fromkeys(_OUTCOMES.values()))
RESULTS_OF: dict[Outcome, tuple[Result, ...]] = {
    outcome: tuple(result for result, its in _OUTCOMES.items() if its == outcome) for outcome in OUTCOMES
}


class DayCount(msgspec.Struct, frozen=True):
    """How many class hours of one day came out how."""

    day: date
    hours: dict[Outcome, int]


class Sight(msgspec.Struct, frozen=True):
    """Whose data a viewer sees, and whether only numbers of them."""

    tenant: Tenant
    numbers_only: bool = False


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the first page, for one sight."""

    online: int
    today: DayCount
    days: tuple[DayCount, ...]
    platforms: Mapping[str, int]
    queues: Mapping[str, int]
    newest: tuple[AttemptLine, ...]
    cases: tuple[Case, ...]  # against platforms, the one with the latest step first


# ---------------------------------------------------------------- counting


def by_outcome(tallies: list[Tally]) -> dict[date, dict[Outcome, int]]:
    """Class hours of every day by what became of them."""
    days: dict[date, dict[Outcome, int]] = {}
    for tally in tallies:
        counts = days.setdefault(tally.day, dict.fromkeys(OUTCOMES, 0))
        counts[_OUTCOMES[tally.result]] += tally.attempts
    return days


def by_result(results: Mapping[str, int]) -> dict[Outcome, int]:
    """How many attempts came out how, of numbers by the verdict's result."""
    counts = dict.fromkeys(OUTCOMES, 0)
    for result, number in results.items():
        counts[_OUTCOMES[result]] += number  # type: ignore[index]  # only a Result was ever stored
    return counts


class Counting:
    """Counts for one sight; what changes seldom is asked for seldom."""

    def __init__(self, collector: Collector, sight: Sight) -> None:
        self._collector = collector
        self._registry = collector.monitor.registry
        self._tenant = sight.tenant
        self._numbers_only = sight.numbers_only
        self._asked = 0
        self._seen: frozenset[str] = frozenset()
        self._before: dict[date, dict[Outcome, int]] = {}

    def count(self, online: Mapping[str, int], platforms: Sequence[Standing], today: date) -> Overview:
        """The numbers of this moment; `online` are learners by institution.  Call it in a thread."""
        if self._asked % SLOW_TICKS == 0:
            first = today - timedelta(days=DAYS - 1)
            self._before = by_outcome(list(self._registry.tallies(first, tenant=self._tenant)))
            self._seen = frozenset(self._registry.institutions_seen(self._tenant))
        self._asked += 1
        now = by_outcome(list(self._registry.tallies(today, tenant=self._tenant)))
        return Overview(
            online=sum(number for institution, number in online.items() if institution in self._seen),
            today=_day(today, now),
            days=tuple(_day(today - timedelta(days=ago), {**self._before, **now}) for ago in reversed(range(DAYS))),
            platforms={state: sum(one.state == state for one in platforms) for state in get_args(State)},
            queues=self._registry.waiting(tenant=self._tenant),
            newest=() if self._numbers_only else self._newest(),
            cases=_latest(platforms) if self._tenant == EVERYTHING and not self._numbers_only else (),
        )

    def _newest(self) -> tuple[AttemptLine, ...]:
        return tuple(self._registry.attempt_lines(_DOUBTFUL, tenant=self._tenant, limit=NEWEST))


_DOUBTFUL = AttemptSearch(results=("held", "void_trainee", "void_platform", "not_counted_platform"))


def _latest(platforms: Sequence[Standing]) -> tuple[Case, ...]:
    every = (case for one in platforms for case in one.cases)
    return tuple(sorted(every, key=lambda case: case.steps[-1].at, reverse=True)[:NEWEST_CASES])


def _day(day: date, counted: Mapping[date, dict[Outcome, int]]) -> DayCount:
    return DayCount(day, counted.get(day) or dict.fromkeys(OUTCOMES, 0))


# ---------------------------------------------------------------- telling

Parts = dict[str, Any]
Shown = Callable[[Overview], Parts]


class Board:
    """The latest numbers for one sight, and the changes that led to them, encoded once for all viewers."""

    def __init__(self, epoch: str) -> None:
        self.viewers = 0
        self.version = 0
        self.changed = asyncio.Event()
        self._epoch = epoch
        self._parts: Parts = {}
        self._changes: deque[bytes] = deque(maxlen=REMEMBERED)

    def show(self, parts: Parts) -> None:
        """Take the numbers of this moment; viewers hear of it if a part of them changed."""
        changed = {name: part for name, part in parts.items() if self._parts.get(name) != part}
        if not changed:
            return
        self.version += 1
        self._parts = parts
        self._changes.append(self._frame("change", changed))
        self.changed.set()
        self.changed = asyncio.Event()

    def since(self, version: int | None) -> bytes:
        """What a viewer who has seen a version lacks: nothing, the changes, or, when they are forgotten, everything."""
        missed = None if version is None else self.version - version
        if missed is None or not 0 <= missed <= len(self._changes):
            return self._frame("everything", self._parts)
        return b"".join(list(self._changes)[len(self._changes) - missed :])

    def version_of(self, event_id: str) -> int | None:
        """The version of a Last-Event-ID of this board; None for one of another server or before a restart."""
        epoch, _, version = event_id.partition("-")
        return int(version) if epoch == self._epoch and version.isascii() and version.isdigit() else None

    def _frame(self, event: str, parts: Mapping[str, Any]) -> bytes:
        head = f"id: {self._epoch}-{self.version}\nevent: {event}\ndata: "
        return head.encode() + msgspec.json.encode(parts) + b"\n\n"


class LiveOverview:
    """The boards of all sights; one task counts for them while somebody looks.

    `shown` puts an overview into the words in which viewers get it.
    """

    def __init__(self, collector: Collector, shown: Shown) -> None:
        self._collector = collector
        self._shown = shown
        self._epoch = f"{collector.monitor.clock.now():x}"
        self._boards: dict[Sight, Board] = {}
        self._counting: dict[Sight, Counting] = {}
        self._institutions: dict[str, str] = {}
        self._working: asyncio.Task[None] | None = None
        self._refreshing = asyncio.Lock()

    async def now(self, sight: Sight) -> Overview:
        """The numbers of this moment, counted for this question."""
        counting = Counting(self._collector, sight)
        online, platforms = await self._online(), await standings(self._collector)
        return await asyncio.to_thread(counting.count, online, platforms, self._today())

    async def follow(self, sight: Sight, last_event_id: str = "") -> AsyncGenerator[bytes]:
        """Server-sent events as they go over the wire: what changed, and a comment when nothing did for long."""
        board = self._boards.setdefault(sight, Board(self._epoch))
        board.viewers += 1
        try:
            await self._begin(sight, board)
            seen = board.version_of(last_event_id)
            while True:
                changed = board.changed
                frames, seen = board.since(seen), board.version
                if frames:
                    yield frames
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), HEARTBEAT_S)
                    continue
                yield b": still here\n\n"
        finally:
            board.viewers -= 1

    async def _begin(self, sight: Sight, board: Board) -> None:
        """Have numbers to show, and somebody who counts on."""
        async with self._refreshing:
            if board.version == 0:
                await self._refresh(sight, board, await self._online(), await standings(self._collector))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work(), name="overview")

    async def _work(self) -> None:
        while any(board.viewers for board in self._boards.values()):
            await asyncio.sleep(TICK_S)
            async with self._refreshing:
                await self._tick()
        self._boards.clear()
        self._counting.clear()

    async def _tick(self) -> None:
        try:
            online, platforms = await self._online(), await standings(self._collector)
            for sight, board in list(self._boards.items()):
                if board.viewers:
                    await self._refresh(sight, board, online, platforms)
        except (self._collector.monitor.registry_error, EventLogError):
            _log.exception("the overview cannot be counted just now")

    async def _refresh(
        self, sight: Sight, board: Board, online: Mapping[str, int], platforms: Sequence[Standing]
    ) -> None:
        counting = self._counting.setdefault(sight, Counting(self._collector, sight))
        overview = await asyncio.to_thread(counting.count, online, platforms, self._today())
        board.show(self._shown(overview))

    async def _online(self) -> Counter[str]:
        """Learners with a connection to any collector, by institution; somebody with two windows is one learner."""
        learning = self._collector.sessions.learning() | await self._collector.peers.learning()
        online: Counter[str] = Counter()
        for _, training_class in learning:
            online[await self._institution_of(training_class)] += 1
        return online

    async def _institution_of(self, training_class: str) -> str:
        if training_class not in self._institutions:
            asked = self._collector.monitor.registry.institution_of
            self._institutions[training_class] = await asyncio.to_thread(asked, training_class)
        return self._institutions[training_class]

    def _today(self) -> date:
        return shanghai_day(self._collector.monitor.clock.now())

    async def close(self) -> None:
        """Count no more."""
        if self._working is not None:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)
