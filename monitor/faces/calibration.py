"""Error rates of a face comparison on a folder of known people, by cohort, and the thresholds that follow from them.

Pairs that share a picture are not independent, so the intervals are, if anything, too narrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from monitor.core.shares import wilson
from monitor.faces.comparison import distance
from monitor.faces.models import Embedding, Metric

EVERYBODY = "all"
"""The row of all pairs together; a cohort's own row holds the pairs of two of its members."""

_USELESS = 0.5


class Rate(NamedTuple):
    """How many pairs of how many were judged wrongly, with the Wilson interval of 95 %."""

    errors: int
    pairs: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 when there is no pair."""
        return self.errors / self.pairs if self.pairs else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound, 0 to 1; nothing is known without a pair."""
        return wilson(self.errors, self.pairs)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The distances of one group, sorted: two pictures of one person, and of two different people."""

    name: str
    genuine: tuple[float, ...]
    impostor: tuple[float, ...]

    def false_match(self, threshold: float) -> Rate:
        """Return how many impostor pairs are at most `threshold` apart."""
        return Rate(int(np.searchsorted(self.impostor, threshold, side="right")), len(self.impostor))

    def false_non_match(self, threshold: float) -> Rate:
        """Return how many genuine pairs are more than `threshold` apart."""
        matched = int(np.searchsorted(self.genuine, threshold, side="right"))
        return Rate(len(self.genuine) - matched, len(self.genuine))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Thresholds that hold for every cohort, or why there are none; `warnings` say what was not shown."""

    match: float | None
    mismatch: float | None
    refusal: str = ""
    warnings: tuple[str, ...] = ()


def measure(
    people: Mapping[str, Sequence[Embedding]], cohorts: Mapping[str, str], metric: Metric
) -> tuple[Cohort, ...]:
    """Return the distances of everybody together, then of each cohort, by name.

    `people` holds the embeddings of each person's pictures, `cohorts` the cohort of those who have one.
    """
    names = sorted({cohorts[person] for person in people if person in cohorts})
    groups = [(EVERYBODY, list(people))]
    groups += [(name, [person for person in people if cohorts.get(person) == name]) for name in names]
    return tuple(_cohort(name, [people[person] for person in members], metric) for name, members in groups)


def _cohort(name: str, members: Sequence[Sequence[Embedding]], metric: Metric) -> Cohort:
    genuine = [distance(a, b, metric) for pictures in members for a, b in combinations(pictures, 2)]
    impostor = [distance(a, b, metric) for one, other in combinations(members, 2) for a in one for b in other]
    return Cohort(name, tuple(sorted(genuine)), tuple(sorted(impostor)))


def refuse(cohorts: Sequence[Cohort], threshold: float, limit: float) -> str:
    """Return why a match threshold is not recommended: its worst cohort is above the limit; empty when it is not."""
    unknown = [cohort.name for cohort in cohorts if not cohort.impostor]
    if unknown:
        return f"no two people to tell apart in {', '.join(unknown)}, so nothing is known of false matches there"
    worst = max(cohorts, key=lambda cohort: cohort.false_match(threshold).value)
    rate = worst.false_match(threshold)
    if rate.value <= limit:
        return ""
    return f"at {threshold:.3f} {rate.value:.1%} of the impostor pairs of {worst.name} match, above {limit:.1%}"


def propose(cohorts: Sequence[Cohort], limit: float) -> Proposal:
    """Return the largest match threshold at which no cohort's false matches exceed `limit` (0 to 1).

    The mismatch threshold, beyond which a learner is told to be somebody else, lies where no cohort has more than
    `limit` of its genuine pairs.  Refused when nothing is known of a cohort, or when hardly anybody would match.
    """
    if refusal := refuse(cohorts, 0.0, limit):
        return Proposal(None, None, refusal)
    if single := [cohort.name for cohort in cohorts if not cohort.genuine]:
        return Proposal(None, None, f"nobody in {', '.join(single)} has two pictures, so nothing is known of matches")
    hardest = min(cohorts, key=lambda cohort: _largest_match(cohort, limit))
    match = _largest_match(hardest, limit)
    missed = max(cohorts, key=lambda cohort: cohort.false_non_match(match).value)
    if (rate := missed.false_non_match(match)).value > _USELESS:
        return Proposal(None, None, _hopeless(hardest.name, missed.name, rate, match, limit))
    mismatch = max(match, *(_smallest_mismatch(cohort, limit) for cohort in cohorts))
    return Proposal(match, mismatch, warnings=tuple(_warnings(cohorts, match, limit)))


def _hopeless(hardest: str, missed: str, rate: Rate, match: float, limit: float) -> str:
    return (
        f"false matches of {hardest} stay at or below {limit:.1%} only up to {match:.3f}, where {rate.value:.0%} of "
        f"the genuine pairs of {missed} do not match: this model does not tell these people apart"
    )


def _largest_match(cohort: Cohort, limit: float) -> float:
    """Return the largest threshold, in thousandths, at which at most `limit` of the impostor pairs match."""
    allowed = int(limit * len(cohort.impostor))
    first_too_many = cohort.impostor[min(allowed, len(cohort.impostor) - 1)]
    below = np.ceil(1000 * first_too_many) / 1000 - 0.001
    return float(round(max(0.0, below), 3))


def _smallest_mismatch(cohort: Cohort, limit: float) -> float:
    """Return the smallest threshold, in thousandths, beyond which at most `limit` of the genuine pairs lie."""
    allowed = int(limit * len(cohort.genuine))
    return float(np.ceil(1000 * cohort.genuine[len(cohort.genuine) - 1 - allowed]) / 1000)


def _warnings(cohorts: Sequence[Cohort], match: float, limit: float) -> list[str]:
    """Return for which cohorts the limit is met only as far as so few pairs can tell."""
    upper = {cohort.name: cohort.false_match(match) for cohort in cohorts}
    return [
        f"{name}: with {rate.pairs} impostor pairs the false match rate may be up to {rate.interval[1]:.1%}"
        for name, rate in upper.items()
        if rate.interval[1] > limit
    ]
