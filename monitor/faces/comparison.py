"""Is it the same person?  Distances between embeddings, and the limits that belong to one embedder.

Errors of this comparison are not spread evenly: at the classic single threshold of 0.60 dlib's embedding matches
37 % of impostor pairs of East-Asian faces.  Hence two thresholds with human review between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from monitor.faces.errors import StaleReferenceError
from monitor.faces.features import Face
from monitor.faces.models import Metric
from monitor.faces.outcome import Outcome, fail, retry, review
from monitor.faces.thresholds import EmbedderThresholds, Thresholds


def is_frontal(face: Face, limits: Thresholds) -> bool:
    """May this face be compared?  Turned faces look like somebody else to the embedder."""
    return (
        abs(face.pose.yaw) < limits.frontal_yaw
        and abs(face.pose.pitch) < limits.frontal_pitch
        and face.mouth_opening < limits.frontal_mouth
    )


def pick_frontal(faces: Sequence[Face], limits: Thresholds) -> list[Face]:
    """Return the most frontal face of each third of a burst, or the single best one when none is frontal."""
    open_eye = np.percentile([face.eye_opening for face in faces], 75)

    def strain(place: int) -> float:
        face = faces[place]
        closed = 30.0 if face.eye_opening < limits.blink_closed * open_eye else 0.0
        return abs(face.pose.yaw) + abs(face.pose.pitch) + 40 * face.mouth_opening + closed

    best_first = sorted(range(len(faces)), key=strain)
    thirds: dict[int, Face] = {}
    for place in best_first:
        if is_frontal(faces[place], limits):
            thirds.setdefault(3 * place // len(faces), faces[place])
    return [thirds[third] for third in sorted(thirds)] or [faces[best_first[0]]]


def distance(a: NDArray[np.float64], b: NDArray[np.float64], metric: Metric = "euclidean") -> float:
    """Return how far two embeddings are apart; a zero vector is as far from everything as the cosine allows."""
    if metric == "euclidean":
        return float(np.linalg.norm(a - b))
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return 1.0 - float(a @ b) / lengths if lengths else 2.0


def spread(embeddings: Sequence[NDArray[np.float64]], metric: Metric = "euclidean") -> float:
    """Return the largest distance between any two embeddings; 0 for one."""
    return max((distance(a, b, metric) for a, b in combinations(embeddings, 2)), default=0.0)


def session_check(widest: float, limits: EmbedderThresholds) -> Outcome | None:
    """Was it one person throughout the burst?"""
    if widest > limits.session_fail:
        return fail("person_changed")
    return retry("person_changed") if widest > limits.session else None


def distance_to(
    embeddings: Sequence[NDArray[np.float64]], references: Sequence[Sequence[float]], metric: Metric = "euclidean"
) -> float:
    """Return the distance of the mean embedding to the nearest reference.

    Raises `StaleReferenceError` when a reference has another length or is not finite.
    """
    probe = np.mean(embeddings, axis=0)
    for reference in references:
        if len(reference) != len(probe) or not np.isfinite(reference).all():
            raise StaleReferenceError(f"expected {len(probe)} finite numbers, got {len(reference)}")
    return min(distance(probe, np.asarray(reference, dtype=np.float64), metric) for reference in references)


def identity_check(distance: float, limits: EmbedderThresholds) -> Outcome | None:
    """Is it the enrolled person?"""
    if distance > limits.mismatch:
        return fail("other_person")
    return review("id_uncertain") if distance > limits.match else None
