"""Judges one still picture: a snapshot taken during the lesson, or the picture a learner enrols with.

A single picture says nothing about liveness, and one odd snapshot accuses nobody: what cannot be compared is
`retry`, and the flow decides what two odd snapshots in a row mean.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.faces import checks
from monitor.faces.comparison import distance_to, identity_check, is_frontal
from monitor.faces.features import Face, describe, face_width
from monitor.faces.models import FaceModels, Image
from monitor.faces.outcome import PASS, retry, review
from monitor.faces.ruling import Ruling
from monitor.faces.spoof import sure_check
from monitor.faces.thresholds import STANDARD, Thresholds


def judge_photo(
    image: Image,
    references: Sequence[Sequence[float]],
    models: FaceModels,
    limits: Thresholds = STANDARD,
) -> Ruling:
    """Judge a snapshot: one face, near and facing the camera, of the enrolled person.

    Without references the verdict is `review` / `not_compared`.  Raises `StaleReferenceError`.
    """
    ruling, face = _find_face(image, models, limits)
    if face is None or ruling.outcome != PASS:
        return ruling
    if abs(face.pose.yaw) >= limits.photo_yaw:
        return ruling.with_outcome(retry("turned_away"))
    if not references:
        return ruling.with_outcome(review("not_compared"))
    embedder = models.embedder
    scores = {"distance": distance_to([embedder(image, face.points)], references, embedder.metric)}
    outcome = identity_check(scores["distance"], embedder.thresholds)
    if models.pad is not None:
        scores["pad"] = models.pad(image, face.points)
        # One picture accuses nobody, so even a clear spoof is for a person to look at.
        outcome = outcome or sure_check(scores["pad"], models.pad.thresholds)
    return ruling.with_outcome(outcome or PASS, **scores)


def enrol(image: Image, models: FaceModels, limits: Thresholds = STANDARD) -> Ruling:
    """Make a reference from a picture of one frontal face; the embedding is set only when the verdict is pass."""
    ruling, face = _find_face(image, models, limits)
    if face is None or ruling.outcome != PASS:
        return ruling
    if not is_frontal(face, limits):
        return ruling.with_outcome(retry("turned_away"))
    return ruling.with_embedding(models.embedder(image, face.points))


def _find_face(image: Image, models: FaceModels, limits: Thresholds) -> tuple[Ruling, Face | None]:
    mean, contrast = checks.brightness(image)
    scores = {"brightness": mean}
    if outcome := checks.light_check([(mean, contrast)], limits):
        return Ruling(outcome, scores), None
    found = models.landmarks(image)
    count = checks.count_faces(found, limits)
    if count != 1:
        return Ruling(retry("multiple_faces" if count else "no_face"), scores, count), None
    face = describe(max(found, key=face_width))
    scores |= {"yaw": face.pose.yaw, "pitch": face.pose.pitch, "face_width": face.width}
    outcome = checks.size_check([face], image.shape[1], limits) or PASS
    return Ruling(outcome, scores, count), face
