"""What waits for a reviewer, by what there is to do; and where a trainee stands in a class, before and after."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

import msgspec

from monitor.core import verdict as verdicts
from monitor.core.hour_ledger import allowed_hours
from monitor.core.review_facts import Decision
from monitor.core.reviews import Review
from monitor.core.rule_names import Rule
from monitor.core.summary import AttemptLine
from monitor.core.verdict import Result, Verdict
from monitor.flows.claim import verdicts_of
from monitor.flows.collector import Collector
from monitor.flows.notices import matter
from monitor.flows.review import decide
from monitor.ports import ReviewRecord

Kind = Literal["appeal", "identity", "photo", "hold", "void", "term"]


class _Narrowed(NamedTuple):
    states: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def fits(self, state: str, result: str, rules: Collection[str]) -> bool:
        return (
            (not self.states or state in self.states)
            and (not self.results or result in self.results)
            and (not self.rules or not set(self.rules).isdisjoint(rules))
        )


_OPEN = ("noticed", "appealed")  # a person decides; what was decided waits for the end of its term alone

KINDS: dict[Kind, _Narrowed] = {
    "appeal": _Narrowed(states=("appealed",)),
    "identity": _Narrowed(
        _OPEN,
        rules=(
            "identity_failed",
            "identity_uncertain",
            "identity_unproven",
            "identity_in_person",
            "reference_unconfirmed",
            "seen_in_classroom",
        ),
    ),
    "photo": _Narrowed(_OPEN, rules=("photo_missing",)),
    "hold": _Narrowed(_OPEN, results=("held",)),
    "void": _Narrowed(_OPEN, results=("void_platform", "void_trainee")),
    "term": _Narrowed(states=("noticed", "decided")),
}


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that waits, and its line."""

    record: ReviewRecord
    line: AttemptLine

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return _kinds(self.record.state, self.line.result, self.line.rules)


def kinds_of(review: Review, verdict: Verdict) -> tuple[Kind, ...]:
    """What there is to do about an attempt, as the queue tells it apart."""
    return _kinds(review.stage, verdict.result, [finding.rule for finding in verdict.reasons])


def _kinds(state: str, result: str, rules: Collection[str]) -> tuple[Kind, ...]:
    return tuple(kind for kind, narrowed in KINDS.items() if narrowed.fits(state, result, rules))


async def waiting(
    collector: Collector, kind: Kind | None, *, platform: str = "", after: tuple[int, str] = (0, ""), limit: int
) -> list[Waiting]:
    """At most `limit` attempts that wait, the longest known first; raises the registry's error."""
    return await asyncio.to_thread(_waiting, collector, KINDS[kind] if kind else _Narrowed(), platform, after, limit)


def _waiting(
    collector: Collector, narrowed: _Narrowed, platform: str, after: tuple[int, str], limit: int
) -> list[Waiting]:
    registry = collector.monitor.registry
    records = registry.open_reviews(limit=limit, after=after, platform=platform or None, **narrowed._asdict())
    lines = registry.lines_of([record.attempt for record in records])
    return [Waiting(record=record, line=lines[record.attempt]) for record in records if record.attempt in lines]


# ---------------------------------------------------------------- where a trainee stands


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """One trainee's hours in one class: the last verdict on each attempt, and how many may be learned online."""

    allowed: int
    verdicts: tuple[Verdict, ...]

    @property
    def counted(self) -> int:
        return self.number("certified")

    def number(self, result: Result) -> int:
        return sum(verdict.result == result for verdict in self.verdicts)


class Turn(NamedTuple):
    """An attempt whose result became another one."""

    before: Verdict
    after: Verdict


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision, and what it did to all hours of the person in the class."""

    verdict: Verdict
    before: Hours
    after: Hours

    @property
    def turns(self) -> tuple[Turn, ...]:
        before = {verdict.attempt: verdict for verdict in self.before.verdicts}
        pairs = (Turn(before.get(after.attempt, after), after) for after in self.after.verdicts)
        return tuple(turn for turn in pairs if turn.before.result != turn.after.result)


async def hours_of(collector: Collector, trainee: str, training_class: str) -> Hours:
    """Raises the registry's error for a class that it does not know."""
    stored = await verdicts_of(collector, trainee, training_class)
    plan = await asyncio.to_thread(collector.monitor.registry.class_plan, training_class)
    return Hours(
        allowed=allowed_hours(plan.total_class_hours, collector.monitor.pack),
        verdicts=_by_unit(verdicts.from_bytes(payload) for payload, _ in stored.values()),
    )


def _by_unit(found: Iterable[Verdict]) -> tuple[Verdict, ...]:
    return tuple(sorted(found, key=lambda verdict: (verdict.unit, verdict.attempt)))


async def review_of(collector: Collector, verdict: Verdict) -> Review:
    """Where the matter of an attempt stands; raises `EventLogError`."""
    return await matter(collector, verdict.trainee, verdict.training_class, verdict.attempt)


async def decide_and_compare(collector: Collector, verdict: Verdict, decision: Decision) -> Decided:
    """Decide about an attempt, and say what became of the person's hours in its class; raises as `decide` does."""
    before = await hours_of(collector, verdict.trainee, verdict.training_class)
    after = await decide(collector, decision)
    return Decided(
        verdict=after, before=before, after=await hours_of(collector, verdict.trainee, verdict.training_class)
    )
