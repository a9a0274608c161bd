"""Judges the bursts of one challenge together: each alone may be in order while the whole is not.

The bursts must show one person, and no frame twice: a sensor never delivers the same bytes again, a file does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import chain
from typing import cast

import numpy as np

from monitor.faces.comparison import spread
from monitor.faces.models import Metric
from monitor.faces.outcome import PASS, Outcome, fail, retry, review
from monitor.ports import FaceJudgement, FaceVerdict

_GRAVEST_FIRST: tuple[FaceVerdict, ...] = ("fail", "retry", "review")


def judge_challenge(bursts: Sequence[FaceJudgement], seen: Collection[str] = ()) -> FaceJudgement:
    """Return what the bursts, one accepted try per action, say as a whole; `seen` are hashes of earlier frames.

    The gravest finding decides: fail before retry before review.  Thresholds and versions are those of the bursts,
    and bursts of different models are `review` / `not_compared`.  Raises `ValueError` without a burst.
    """
    if not bursts:
        raise ValueError("a challenge has at least one burst")
    hashes = tuple(chain.from_iterable(burst.image_hashes for burst in bursts))
    scores = {"bursts": float(len(bursts)), "repeated_frames": float(count_repeated(bursts, seen))}
    findings = [Outcome(burst.verdict, burst.reason) for burst in bursts if burst.verdict != "pass"]
    if scores["repeated_frames"]:
        findings.append(fail("replayed_frames"))
    if (widest := widest_distance(bursts)) is not None:
        scores["challenge_spread"] = widest
    findings += _same_person(bursts, widest)
    outcome = next((found for grave in _GRAVEST_FIRST for found in findings if found.verdict == grave), PASS)
    return FaceJudgement(
        verdict=outcome.verdict,
        reason=outcome.reason,
        scores=scores,
        thresholds=bursts[0].thresholds,
        versions=bursts[0].versions,
        image_hashes=hashes,
        faces=max(burst.faces for burst in bursts),
    )


def count_repeated(bursts: Sequence[FaceJudgement], seen: Collection[str] = ()) -> int:
    """Return how many frames occur in more than one burst, or came before the challenge."""
    uses = Counter(chain.from_iterable(set(burst.image_hashes) for burst in bursts))
    return sum(count > 1 or frame in seen for frame, count in uses.items())


def widest_distance(bursts: Sequence[FaceJudgement]) -> float | None:
    """Return the largest distance between the faces of two bursts; None when they cannot be compared."""
    embedders = {(burst.versions.get("embedder"), burst.versions.get("metric")) for burst in bursts}
    if len(embedders) > 1 or not all(burst.embedding for burst in bursts):
        return None
    metric = cast("Metric", bursts[0].versions.get("metric", "euclidean"))
    return spread([np.asarray(burst.embedding) for burst in bursts], metric)


def _same_person(bursts: Sequence[FaceJudgement], widest: float | None) -> list[Outcome]:
    limits = bursts[0].thresholds
    if widest is None:
        return [review("not_compared")]
    if widest > limits["distance_session_fail"]:
        return [fail("person_changed")]
    return [retry("person_changed")] if widest > limits["distance_session"] else []
