"""What would change if other rules had been in force: judged in the background, counted and listed; nothing is stored.

One trial runs at a time, person by person, and rests as long as it worked, so that learners are served meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Literal

from monitor.core.effect import Change
from monitor.core.errors import CoreError
from monitor.core.pack_trial import tried
from monitor.core.rulepack import RulePack
from monitor.core.verdict import Result
from monitor.flows.adjudicate import streams_of
from monitor.flows.collector import Collector

_log = logging.getLogger("monitor.trials")

KEPT = 5  # trials that can be looked at; they are gone with the process
LISTED = 500  # changes of one trial that are listed; all are counted
State = Literal["running", "done", "stopped", "failed"]


class TrialRuns(Exception):
    """Another trial runs."""


@dataclass(slots=True)
class Trial:
    """How far a trial is, and what it found; times in UTC ms."""

    number: int
    pack: RulePack
    since: int
    until: int
    by: str
    started_at: int
    state: State = "running"
    ended_at: int | None = None
    people: int = 0
    judged: int = 0
    skipped: int = 0  # people whose log or rules cannot be read
    before: Counter[Result] = field(default_factory=Counter)  # results of the hours in the time
    moves: Counter[tuple[Result, Result]] = field(default_factory=Counter)  # from one result to another
    changes: list[Change] = field(default_factory=list)


class PackTrials:
    """The trials of one collector, the latest last."""

    def __init__(self) -> None:
        self.trials: deque[Trial] = deque(maxlen=KEPT)
        self._numbers = 0

    def start(self, collector: Collector, pack: RulePack, since: int, until: int, by: str) -> Trial:
        """Begin, and return at once; raises `TrialRuns`."""
        if any(trial.state == "running" for trial in self.trials):
            raise TrialRuns
        self._numbers += 1
        now = collector.monitor.clock.now()
        trial = Trial(self._numbers, pack, since, until, by, started_at=now)
        self.trials.append(trial)
        collector.background.start(_run(collector, trial), f"trial of rule pack {pack.name} {pack.version}")
        return trial

    def trial(self, number: int) -> Trial | None:
        """One of the latest trials."""
        return next((trial for trial in self.trials if trial.number == number), None)


def stop(trial: Trial) -> None:
    """End it after the person who is judged now; what was found stays."""
    if trial.state == "running":
        trial.state = "stopped"


async def _run(collector: Collector, trial: Trial) -> None:
    try:
        await _judge_everybody(collector, trial)
        if trial.state == "running":
            trial.state = "done"
    finally:
        if trial.state == "running":
            trial.state = "failed"
        trial.ended_at = collector.monitor.clock.now()


async def _judge_everybody(collector: Collector, trial: Trial) -> None:
    clock = collector.monitor.clock
    people = await asyncio.to_thread(collector.monitor.registry.trainees_between, trial.since, trial.until)
    trial.people = len(people)
    for trainee in people:
        if trial.state != "running":
            return
        began = clock.now()
        await _judge(collector, trial, trainee)
        trial.judged += 1
        await asyncio.sleep((clock.now() - began) / 1000)


async def _judge(collector: Collector, trial: Trial, trainee: str) -> None:
    packs = collector.monitor.packs
    try:
        streams = await streams_of(collector, trainee)
        found = await asyncio.to_thread(tried, streams, packs, trial.pack, trial.since, trial.until)
    except CoreError:
        _log.warning("trainee %s cannot be judged in a trial", trainee, exc_info=True)
        trial.skipped += 1
        return
    trial.before.update(verdict.result for verdict in found.verdicts)
    trial.moves.update((change.before, change.after) for change in found.changes)
    trial.changes += found.changes[: LISTED - len(trial.changes)]
