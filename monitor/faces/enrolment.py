"""Judges the pictures of one enrolment together: each alone may be in order while they show two people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from monitor.faces.comparison import distance
from monitor.faces.models import Metric
from monitor.faces.outcome import Outcome, retry
from monitor.ports import FaceJudgement, FaceServiceError


def judge_enrolment(pictures: Sequence[FaceJudgement]) -> list[FaceJudgement]:
    """Return the judgements in their order, those of pictures that do not fit the others turned into `retry`.

    A file that came before is `same_picture`, a face further from the others than one burst of one person may drift is
    `not_the_same_person`.  Raises `FaceServiceError` when the pictures were judged by different models.
    """
    judged = _without_repeats(pictures)
    strangers = _strangers({place: one for place, one in enumerate(judged) if one.verdict == "pass"})
    return [
        _refused(one, retry("not_the_same_person")) if place in strangers else one for place, one in enumerate(judged)
    ]


def _without_repeats(pictures: Sequence[FaceJudgement]) -> list[FaceJudgement]:
    judged: list[FaceJudgement] = []
    seen: set[tuple[str, ...]] = set()
    for picture in pictures:
        repeated = picture.verdict == "pass" and picture.image_hashes in seen
        judged.append(_refused(picture, retry("same_picture")) if repeated else picture)
        seen.add(picture.image_hashes)
    return judged


def _strangers(pictures: dict[int, FaceJudgement]) -> set[int]:
    """The places of those outside the largest group round the most central face in which any two are alike."""
    if len(pictures) < 2:
        return set()
    metric, limit = _measure(list(pictures.values()))
    faces = {place: np.asarray(one.embedding) for place, one in pictures.items()}
    together: list[int] = []
    for place in sorted(faces, key=lambda place: _total(faces[place], faces, metric)):
        if all(distance(faces[place], faces[other], metric) <= limit for other in together):
            together.append(place)
    return faces.keys() - together


def _total(face: NDArray[np.float64], faces: dict[int, NDArray[np.float64]], metric: Metric) -> float:
    return sum(distance(face, other, metric) for other in faces.values())


def _measure(pictures: Sequence[FaceJudgement]) -> tuple[Metric, float]:
    """How two faces are compared, and how far one person's may be apart."""
    if len({(one.versions.get("embedder"), one.versions.get("metric")) for one in pictures}) > 1:
        raise FaceServiceError("the models were exchanged while an enrolment was judged")
    metric = cast("Metric", pictures[0].versions.get("metric", "euclidean"))
    return metric, pictures[0].thresholds["distance_session"]


def _refused(picture: FaceJudgement, outcome: Outcome) -> FaceJudgement:
    return msgspec.structs.replace(picture, verdict=outcome.verdict, reason=outcome.reason, embedding=())
