"""How often the face checks pass, doubt and refuse, by model versions, platform and cohort, counted from the log.

Whether the checks are fair shows in the differences between groups, and only where the groups are large enough: each
share comes with its interval.  A group of few is never shown by itself, nor can it be found by subtraction.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

import msgspec

from monitor.core import codec
from monitor.core.events import Entry, LivenessResult, PhotoJudged, SessionOpened
from monitor.core.shares import wilson
from monitor.flows.replay import opening
from monitor.ports import Clock, EventLog

Check = Literal["liveness", "comparison", "photo"]
Outcome = Literal["pass", "retry", "review", "fail"]

CHECKS: tuple[Check, ...] = ("liveness", "comparison", "photo")
OUTCOMES: tuple[Outcome, ...] = ("pass", "retry", "review", "fail")
SMALLEST = 20  # checks, and people where the group is one of people
FRESH_MS = 10_000
REST = "*"  # small groups together
UNKNOWN = ""  # no model took part, or the office gave no cohort

_NOT_CHECKED = "service_error"  # nobody looked at the picture, so it says nothing about the checks
_UNCERTAIN = "id_uncertain"
_NO_REFERENCE = frozenset({"no_reference", "not_compared"})
_MARKS = (b'"liveness_result"', b'"photo_judged"')


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How many, as a share of the group's checks, and its 95 % interval (Wilson), each 0 to 1."""

    count: int
    share: float
    low: float
    high: float


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One group's outcomes in one check; the group `*` is all small ones together."""

    check: Check
    group: str
    checks: int
    people: int
    outcomes: dict[Outcome, Share]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody together, then the same counts by group."""

    everybody: tuple[Group, ...]
    by_provider: tuple[Group, ...]
    by_platform: tuple[Group, ...]
    by_cohort: tuple[Group, ...]
    smallest_group: int = SMALLEST


class Judged(NamedTuple):
    """One outcome of one check of one trainee; `provider` names the model that decided."""

    check: Check
    outcome: Outcome
    provider: str
    platform: str
    trainee: str


# ---------------------------------------------------------------- what a fact says


def outcomes_of(fact: LivenessResult | PhotoJudged) -> list[tuple[Check, Outcome]]:
    """What a stored decision says about which check; one that nobody could make says nothing.

    Liveness is judged before the comparison, so a burst of somebody else's is a live one.
    """
    if _NOT_CHECKED in (fact.decision, fact.reason) or fact.decision == "camera_error":
        return []
    compared = _compared(fact)
    if isinstance(fact, PhotoJudged):
        return [("photo", _photo(fact)), *compared]
    return [("liveness", _liveness(fact, compared=bool(compared))), *compared]


def _compared(fact: LivenessResult | PhotoJudged) -> list[tuple[Check, Outcome]]:
    if fact.decision in ("pass", "accepted"):
        return [("comparison", "pass")]
    if fact.decision == "mismatch":
        return [("comparison", "fail")]
    return [("comparison", "review")] if fact.decision == "review" and fact.reason == _UNCERTAIN else []


def _liveness(fact: LivenessResult, *, compared: bool) -> Outcome:
    if compared or fact.reason in _NO_REFERENCE:
        return "pass"
    if fact.decision == "retry":
        return "retry"
    return "review" if fact.decision == "review" else "fail"


def _photo(fact: PhotoJudged) -> Outcome:
    if fact.decision == "accepted":
        return "pass"
    if fact.decision == "review":
        return "review"
    return "fail" if fact.decision == "mismatch" or fact.reason == "duplicate" else "retry"


def provider_of(check: Check, versions: Mapping[str, str]) -> str:
    """The models that decided: those of the comparison, or those of everything before it."""
    names = ("embedder",) if check == "comparison" else ("service", "landmarks", "pad")
    return ", ".join(f"{name} {versions[name]}" for name in names if name in versions)


def judged_in(entries: Iterable[Entry], opened: SessionOpened) -> list[Judged]:
    """What the face checks said in these entries of one session."""
    marked = (e.payload for e in entries if e.source == "server" and any(mark in e.payload[:40] for mark in _MARKS))
    facts = [fact for fact in map(codec.decode_fact, marked) if isinstance(fact, LivenessResult | PhotoJudged)]
    platform, trainee = opened.platform.platform, opened.trainee.trainee
    return [
        Judged(check, outcome, provider_of(check, fact.versions), platform, trainee)
        for fact in facts
        for check, outcome in outcomes_of(fact)
    ]


# ---------------------------------------------------------------- counting


class _Tally:
    """What is counted of one group in one check."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.people: set[str] = set()

    def add(self, one: Judged, times: int) -> None:
        self.outcomes[one.outcome] += times
        self.people.add(one.trainee)

    def merge(self, other: _Tally) -> None:
        self.outcomes += other.outcomes
        self.people |= other.people


_GroupOf = Callable[[Judged], str]
_Size = Callable[[_Tally], int]


def _checks(tally: _Tally) -> int:
    return tally.outcomes.total()


def _people(tally: _Tally) -> int:
    return len(tally.people)


def count(judged: Mapping[Judged, int], cohorts: Mapping[str, str]) -> Figures:
    """Count outcomes; `judged` says how often each came, `cohorts` who belongs to which cohort of the office's."""
    return Figures(
        everybody=_counted(judged, lambda _: "", None),
        by_provider=_counted(judged, lambda one: one.provider, _checks),
        by_platform=_counted(judged, lambda one: one.platform, _checks),
        # A cohort says something about its people, so it takes many of them, not many checks of one.
        by_cohort=_counted(judged, lambda one: cohorts.get(one.trainee, UNKNOWN), _people),
    )


def figures_of(platform: str, judged: Mapping[Judged, int], cohorts: Mapping[str, str]) -> tuple[Group, ...]:
    """One platform's outcomes, everybody together and then by cohort.

    A cohort that would be shown for every platform but one could be found by subtraction: so of each cohort the
    platforms with few of its people are left out, and the next larger one with them.
    """
    here = {one: times for one, times in judged.items() if one.platform == platform}
    shown = {
        (group.check, cohort)
        for cohort in set(cohorts.values()) | {UNKNOWN}
        for group in _counted(
            {one: times for one, times in judged.items() if cohorts.get(one.trainee, UNKNOWN) == cohort},
            lambda one: one.platform,
            _people,
        )
        if group.group == platform
    }
    by_cohort = _counted(here, lambda one: cohorts.get(one.trainee, UNKNOWN), _people)
    everybody = [group for group in _counted(here, lambda _: "", None) if group.people >= SMALLEST]
    return (*everybody, *(group for group in by_cohort if (group.check, group.group) in shown))


def _counted(judged: Mapping[Judged, int], group_of: _GroupOf, size: _Size | None) -> tuple[Group, ...]:
    found: list[Group] = []
    for check in CHECKS:
        tallies: dict[str, _Tally] = {}
        for one, times in judged.items():
            if one.check == check:
                tallies.setdefault(group_of(one), _Tally()).add(one, times)
        shown = _without_small(tallies, size) if size else tallies
        found += [_group(check, name, shown[name]) for name in sorted(shown)]
    return tuple(found)


def _without_small(tallies: Mapping[str, _Tally], size: _Size) -> dict[str, _Tally]:
    """Put small groups together, and the next larger one with them, until nobody can tell a small one from the sum."""
    by_size = sorted(tallies, key=lambda name: (size(tallies[name]), name))
    rest, shown = _Tally(), dict(tallies)
    for name in by_size:
        if size(tallies[name]) >= SMALLEST and (not size(rest) or size(rest) >= SMALLEST):
            break
        rest.merge(shown.pop(name))
    if size(rest) >= SMALLEST:
        shown[REST] = rest
    return shown


def _group(check: Check, name: str, tally: _Tally) -> Group:
    checks = _checks(tally)
    outcomes = {outcome: _share(tally.outcomes[outcome], checks) for outcome in OUTCOMES}
    return Group(check=check, group=name, checks=checks, people=len(tally.people), outcomes=outcomes)


def _share(hits: int, checks: int) -> Share:
    low, high = wilson(hits, checks)
    return Share(count=hits, share=round(hits / checks, 4), low=round(low, 4), high=round(high, 4))


# ---------------------------------------------------------------- the log


class FaceFigures:
    """Counts as the log grows; looking again costs one short read per stream."""

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self._log, self._clock = log, clock
        self._judged: Counter[Judged] = Counter()
        self._opened: dict[str, SessionOpened | None] = {}
        self._read_to: Counter[str] = Counter()
        self._looked_at: int | None = None
        self._looking = asyncio.Lock()

    async def judged(self) -> Mapping[Judged, int]:
        """How often each outcome came, no older than ten seconds; raises `EventLogError`."""
        async with self._looking:
            now = self._clock.now()
            if self._looked_at is None or not 0 <= now - self._looked_at < FRESH_MS:
                for stream in await self._log.streams():
                    await self._read(stream)
                self._looked_at = now
        return self._judged

    async def _read(self, stream: str) -> None:
        if self._opened.get(stream, True) is None:
            return
        entries = await self._log.read(stream, after=self._read_to[stream] - 1)
        if stream not in self._opened:
            self._opened[stream] = opening(entries)
        self._read_to[stream] += len(entries)
        if opened := self._opened[stream]:
            self._judged.update(judged_in(entries, opened))
