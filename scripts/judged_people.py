"""Made-up people whose hours are judged, in registry and log, and when their class hours ask for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence

from monitor import rulepacks
from monitor.core import codec
from monitor.core import events as e
from monitor.core.events import Entry
from monitor.learners.bulk import Rows
from monitor.learners.simulated import Habits, Simulated, plan_of
from monitor.ports import EventLog

HENAN = rulepacks.load("henan-2023")
NAME = "person-0000000"
PLACE = {"training_class": "class-1", "platform": "platform-a", "institution": "institution-1"}
FACES_MS = 1200  # from a photo's commitment to the word of a face worker
_DAY_MS = 86_400_000
Streams = Mapping[str, Sequence[Entry]]


class Learner(Simulated):
    """Whose sessions are at the class hour of one lesson, as those are that platforms open."""

    @property
    def units(self) -> list[e.UnitPlan]:
        assert self.plan is not None
        return self.plan.units_of(self.lesson)


def learned(hours: int) -> Simulated:
    """Somebody who is at the last of so many class hours; the others ended."""
    lessons = {f"lesson-{number}": HENAN["unit_content_min_ms"] for number in range(hours)}
    learner = Learner(HENAN, name=NAME, plan=plan_of(lessons, pack=HENAN, units=hours), habits=Habits(latency=1000))
    for number, lesson in enumerate(lessons):
        if number:
            learner.close()
            learner.now += _DAY_MS
            learner.lesson, learner.position = lesson, 0
            learner.open()
        learner.watch()
    return learner


# ---------------------------------------------------------------- where they are


def rows(names: Sequence[str], model: Simulated) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """What the registry has about them."""
    here = tuple(PLACE.values())
    sessions = [row for name in names for row in _sessions(name, model)]
    columns = ("session", "trainee", "training_class", "platform", "stream", "opened_at", "attempts")
    yield "learning_sessions", (*columns, "closed_at", "unjudged_since"), sessions
    opened = [attempt for entries in model.streams.values() for attempt in _opened(entries).attempts]
    tried = [(one.attempt.replace(NAME, name), name, *here[:2], one.unit) for name in names for one in opened]
    attempts = ("attempt", "trainee", "training_class", "platform", "unit")
    yield "attempts", (*attempts, "ordinal", "opened_at"), [(*row, 1, 0) for row in tried]
    lines = [(*row, here[2], "{}", "2026-01-01", 0) for row in tried]
    yield "attempt_summaries", (*attempts, "institution", "reason", "day", "changed_at"), lines


def _sessions(name: str, model: Simulated) -> Iterator[tuple[object, ...]]:
    for stream, entries in model.streams.items():
        attempts = json.dumps([one.attempt.replace(NAME, name) for one in _opened(entries).attempts])
        there = (PLACE["training_class"], PLACE["platform"], stream.replace(NAME, name))
        closed = _closed_at(entries)
        unjudged = closed if stream == model.session else None
        yield stream.replace(NAME, name), name, *there, entries[0].received, attempts, closed, unjudged


def _opened(entries: Sequence[Entry]) -> e.SessionOpened:
    fact = codec.decode_fact(entries[0].payload)
    assert isinstance(fact, e.SessionOpened)
    return fact


def _closed_at(entries: Sequence[Entry]) -> int | None:
    last = entries[-1]
    closed = last.source == "server" and isinstance(codec.decode_fact(last.payload), e.SessionClosed)
    return last.received if closed else None


async def tell_the_log(log: EventLog, names: Sequence[str], streams: Streams) -> None:
    """The same streams for everybody, under names of their own."""
    old = NAME.encode()
    for name in names:
        new = name.encode()
        waiting = (
            log.append(stream.replace(NAME, name), one.received, one.source, one.payload.replace(old, new))
            for stream, entries in streams.items()
            for one in entries
        )
        await asyncio.gather(*waiting)


# ---------------------------------------------------------------- when they are judged


def asked_at(streams: Streams) -> list[int]:
    """When a class hour asks for judgements (server ms)."""
    found = [moment for entries in streams.values() for one in entries for moment in _asks(one)]
    return sorted(found)


def _asks(entry: Entry) -> Iterator[int]:
    if entry.source == "client":
        events = codec.decode_batch(entry.payload).events
        if any(isinstance(event, e.PopupAnswered | e.Ended) for event in events):
            yield entry.received
        return
    fact = codec.decode_fact(entry.payload)
    if isinstance(fact, e.PhotoJudged) or (isinstance(fact, e.LivenessResult) and fact.final):
        yield entry.received + FACES_MS


def judged_at(moments: Sequence[int], wait: int) -> list[int]:
    """When it is judged, if each request waits so long (ms) for further ones."""
    found: list[int] = []
    for moment in moments:
        if not found or moment > found[-1]:
            found.append(moment + wait)
    return found


def seldom(judged: Sequence[int], every: int, played: int) -> list[int]:
    """Which of them are left if there is one in so many ms at most, until the hour was played (server ms)."""
    found: list[int] = []
    for moment in judged:
        if not found or moment - found[-1] >= every or moment >= played:
            found.append(moment)
    return found


def played_at(entries: Sequence[Entry]) -> int:
    """When a class hour's media ended (server ms)."""
    said = ((one.received, codec.decode_batch(one.payload)) for one in entries if one.source == "client")
    return next(at for at, batch in said if any(isinstance(event, e.Ended) for event in batch.events))
