"""One person's record without the player states that change nothing, and with those that turn out to change something.

What is plain, `plain_play` says before the record is judged, and `left_out` afterwards whether something was decided in
a run of it all the same.  Such runs get their states back, until there are none; so the judgement is that of the whole
record, at the cost of the few states at which something happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from monitor.core.left_out import LeftOutMatters, told_of
from monitor.core.plain_play import Runs, runs_of
from monitor.core.reading import Instance, Record, Seen, Session, stream_of
from monitor.core.rulepack import RulePack

T = TypeVar("T")


def judged(record: Record, packs: Sequence[RulePack], judge: Callable[[Record], T]) -> T:
    """What `judge` says of the record, as it would of the whole one; `packs` are all rules by which it judges."""
    runs: Runs = runs_of(record, packs)
    while True:
        try:
            return judge(without(record, runs))
        except LeftOutMatters as matters:
            runs = {run: inside for run, inside in runs.items() if run not in matters.runs}


def without(record: Record, runs: Runs) -> Record:
    """The record without what lies inside these runs; the one that was given stays whole."""
    left_out: dict[tuple[str, str], dict[int, range]] = {}
    for (stream, instance, n), inside in runs.items():
        left_out.setdefault((stream, instance), {})[n] = inside
    return replace(record, sessions=[_shortened(session, left_out) for session in record.sessions])


def _shortened(session: Session, left_out: Mapping[tuple[str, str], Mapping[int, range]]) -> Session:
    stream = stream_of(session.where)
    shorter = [_without(instance, left_out.get((stream, instance.name), {})) for instance in session.instances]
    return replace(session, instances=shorter)


def _without(instance: Instance, runs: Mapping[int, range]) -> Instance:
    kept: list[Seen] = []
    told: dict[int, tuple[str, ...]] = {}
    reached = 0
    for n, inside in runs.items():
        kept += instance.seen[reached : inside.start]
        told[n] = tuple(one.where for one in told_of(instance.seen[inside.start : inside.stop]))
        reached = inside.stop
    return replace(instance, seen=kept + instance.seen[reached:], left_out=told)
