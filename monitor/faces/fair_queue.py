"""Waiting jobs, served in fair turns: platform by platform, in each learner by learner, of one learner in order.

A quota limits how many jobs of one learner and of one platform are at work at once.  Nothing is ever refused: who has
used up the quota waits, while others go ahead.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import Generic, TypeVar

from monitor.ports import Owner, QueueState

Job = TypeVar("Job")


@dataclass(frozen=True, slots=True)
class Quotas:
    """How many jobs of one learner and of one platform may be at work at once; a platform's 0 means no limit."""

    learner: int = 1
    platform: int = 0


@dataclass(frozen=True, slots=True)
class Turn(Generic[Job]):
    """A job with its owner and the time, in seconds of the caller's clock, at which it was put in."""

    owner: Owner
    job: Job
    since: float


class FairQueue(Generic[Job]):
    """Not safe to share between threads: its owner locks."""

    def __init__(self, quotas: Quotas) -> None:
        self._quotas = quotas
        # Insertion order is the order of turns: who was served goes to the end.
        self._platforms: dict[str, dict[str, deque[Turn[Job]]]] = {}
        self._working: Counter[Owner] = Counter()
        self._done = 0

    def put(self, owner: Owner, job: Job, now: float) -> None:
        """Let a job wait for its turn."""
        learners = self._platforms.setdefault(owner.platform, {})
        learners.setdefault(owner.learner, deque()).append(Turn(owner, job, now))

    def take(self) -> Turn[Job] | None:
        """Return the job whose turn it is, now at work until `done`; None when none may go."""
        for owner in self._in_turn():
            if self._may_work(owner):
                return self._serve(owner)
        return None

    def done(self, owner: Owner) -> None:
        """Free the place of a job at work."""
        self._done += 1
        self._working[owner] -= 1
        if not self._working[owner]:
            del self._working[owner]

    def drain(self) -> list[Job]:
        """Take out everything that waits."""
        jobs = [turn.job for turn in self._turns()]
        self._platforms.clear()
        return jobs

    def state(self, now: float) -> QueueState:
        """Return how full the queue is."""
        since = [turn.since for turn in self._turns()]
        return QueueState(len(since), self._working.total(), now - min(since, default=now), self._done)

    def _turns(self) -> list[Turn[Job]]:
        return [turn for learners in self._platforms.values() for turns in learners.values() for turn in turns]

    def _in_turn(self) -> list[Owner]:
        return [Owner(platform, learner) for platform, learners in self._platforms.items() for learner in learners]

    def _may_work(self, owner: Owner) -> bool:
        same_platform = sum(count for other, count in self._working.items() if other.platform == owner.platform)
        # Jobs of nobody in particular have no learner to be unfair to others.
        learner_free = not owner.learner or self._working[owner] < self._quotas.learner
        return learner_free and (not self._quotas.platform or same_platform < self._quotas.platform)

    def _serve(self, owner: Owner) -> Turn[Job]:
        learners = self._platforms.pop(owner.platform)
        turns = learners.pop(owner.learner)
        turn = turns.popleft()
        if turns:
            learners[owner.learner] = turns
        if learners:
            self._platforms[owner.platform] = learners
        self._working[owner] += 1
        return turn
