"""What waits for a person, gone through subject by subject; and what a person says about it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

import msgspec

from monitor.core.errors import CoreError
from monitor.core.gates.clauses import Subject
from monitor.core.gates.result import GateResult, Value
from monitor.core.gates.settling import Settled
from monitor.flows.class_gates import (
    Gates,
    class_gates,
    institution_gates,
    office_gates,
    platform_gates,
    roster_gates,
    trainee_gates,
)
from monitor.flows.collector import Collector

# In this order; a class comes with its enrolments.
_KINDS = ("class", "institution", "platform", "office")


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One question to a person, with the data at hand."""

    kind: Subject
    subject: str
    question: GateResult


class NoSuchTask(CoreError):
    """Nothing of this kind waits for a person; the data may have changed since somebody looked."""


async def tasks(
    collector: Collector, *, after: str = "", looked_at: int, institution: str | None = None
) -> tuple[list[Task], str | None]:
    """What waits, found by looking at so many subjects after a place; and the place to go on from, if there is more.

    With an institution, only it and its classes are looked at.
    """
    found: list[Task] = []
    subjects, more = await asyncio.to_thread(_subjects, collector, after, looked_at, institution)
    for kind, name in subjects:
        for gates in await _gates(collector, kind, name):
            found += [Task(kind=gates.kind, subject=gates.subject, question=open_) for open_ in gates.open_questions]
    return found, "/".join(subjects[-1]) if more else None


def _subjects(
    collector: Collector, after: str, most: int, institution: str | None
) -> tuple[list[tuple[str, str]], bool]:
    """The next subjects, and whether there are more."""
    kind, _, name = after.partition("/")
    kinds = _KINDS[_KINDS.index(kind) :] if kind in _KINDS else _KINDS
    found: list[tuple[str, str]] = []
    for place, one in enumerate(kinds):
        names = _names(collector, one, name if place == 0 else "", most + 1 - len(found), institution)
        found += [(one, each) for each in names]
        if len(found) > most:
            break
    return found[:most], len(found) > most


def _names(collector: Collector, kind: str, after: str, limit: int, institution: str | None) -> Sequence[str]:
    registry = collector.monitor.registry
    if kind == "class":
        return registry.class_names(after=after, limit=limit, institution=institution)
    if institution is not None:
        return [institution] if kind == "institution" and institution > after else []
    names: dict[str, Callable[..., Sequence[str]]] = {
        "institution": registry.institution_names,
        "platform": registry.platform_names,
        "office": registry.office_names,
    }
    return names[kind](after=after, limit=limit)


async def _gates(collector: Collector, kind: str, name: str) -> list[Gates]:
    if kind == "class":
        return [await class_gates(collector, name), *await roster_gates(collector, name)]
    return [await _ONE[kind](collector, name)]


_ONE: dict[str, Callable[[Collector, str], Awaitable[Gates]]] = {
    "class": class_gates,
    "institution": institution_gates,
    "platform": platform_gates,
    "office": office_gates,
}


# ---------------------------------------------------------------- what a person says


async def answer(
    collector: Collector,
    kind: Subject,
    subject: str,
    clause: str,
    *,
    values: dict[str, Value],
    outcome: Literal["pass", "fail"],
    reason: str,
    by: str,
) -> Settled:
    """Keep a person's word on a clause, for the data that the person saw; said again, the later word stands.

    Raises `NoSuchTask` when the clause does not wait for a person with these data, and the registry's error.
    """
    gates = await _subject(collector, kind, subject)
    asked = [one for one in gates.answers if (one.result.clause, one.result.values) == (clause, values)]
    if not any(one.settled or one.result.outcome == "person" for one in asked):
        raise NoSuchTask(f"{clause} of {subject} does not wait for a person with these data")
    said = Settled(
        clause=clause, values=values, outcome=outcome, reason=reason, by=by, at=collector.monitor.clock.now()
    )
    await asyncio.to_thread(collector.monitor.registry.settle, kind, subject, said)
    return said


async def _subject(collector: Collector, kind: Subject, subject: str) -> Gates:
    if kind != "enrolment":
        return await _ONE[kind](collector, subject)
    trainee = subject.partition("/")[0]
    for gates in await trainee_gates(collector, trainee):
        if gates.subject == subject:
            return gates
    raise NoSuchTask(f"{subject} is no enrolment")
