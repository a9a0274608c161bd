"""Judges one still picture: a snapshot taken during the lesson, or the picture a learner enrols with.

A single picture says nothing about liveness, and one odd snapshot accuses nobody: what cannot be compared is
`retry`, and the flow decides what two odd snapshots in a row mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from monitor.faces import checks
from monitor.faces.comparison import distance_to, identity_check, is_frontal
from monitor.faces.features import Face, describe, face_width
from monitor.faces.models import FaceModels, Image
from monitor.faces.outcome import PASS, Outcome, retry, review
from monitor.faces.ruling import Ruling
from monitor.faces.spoof import sure_check
from monitor.faces.thresholds import STANDARD, Thresholds


def judge_photo(
    image: Image,
    references: Sequence[Sequence[float]],
    models: FaceModels,
    limits: Thresholds = STANDARD,
) -> Ruling:
    """Judge a snapshot: the enrolled person near and facing the camera, alone or beside somebody (K14).

    Without references the verdict is `review` / `not_compared`.  Raises `StaleReferenceError`.
    """
    ruling, faces = _find_faces(image, models, limits)
    if ruling.outcome != PASS:
        return ruling
    facing = [face for face in faces if abs(face.pose.yaw) < limits.photo_yaw]
    if not facing:
        return ruling.with_outcome(retry("turned_away"))
    if not references:
        return ruling.with_outcome(review("not_compared"))
    embedder = models.embedder
    distance, face = min(
        ((distance_to([embedder(image, face.points)], references, embedder.metric), face) for face in facing),
        key=itemgetter(0),
    )
    scores = {"distance": distance}
    outcome = identity_check(distance, embedder.thresholds) or PASS
    if ruling.faces > 1:
        outcome = _beside_another(outcome)
    if models.pad is not None:
        scores["pad"] = models.pad(image, face.points)
        # One picture accuses nobody, so even a clear spoof is for a person to look at.
        unsure = sure_check(scores["pad"], models.pad.thresholds)
        outcome = unsure if unsure and outcome.verdict == "pass" else outcome
    return ruling.with_outcome(outcome, **scores)


def _beside_another(outcome: Outcome) -> Outcome:
    """The trainee's face is enough and the other one is a flag; where it is not found, a person looks (K14)."""
    if outcome == PASS:
        return Outcome("pass", "second_face")
    return review("second_face") if outcome.verdict == "fail" else outcome


def enrol(image: Image, models: FaceModels, limits: Thresholds = STANDARD) -> Ruling:
    """Make a reference from a picture of one frontal face; the embedding is set only when the verdict is pass."""
    ruling, faces = _find_faces(image, models, limits)
    if ruling.faces > 1:
        return ruling.with_outcome(retry("multiple_faces"))
    if ruling.outcome != PASS:
        return ruling
    [face] = faces
    if not is_frontal(face, limits):
        return ruling.with_outcome(retry("turned_away"))
    return ruling.with_embedding(models.embedder(image, face.points))


def _find_faces(image: Image, models: FaceModels, limits: Thresholds) -> tuple[Ruling, list[Face]]:
    """The faces that count and are near enough, the largest first; the ruling counts the far ones too."""
    mean, contrast = checks.brightness(image)
    scores = {"brightness": mean}
    if outcome := checks.light_check([(mean, contrast)], limits):
        return Ruling(outcome, scores), []
    found = sorted(models.landmarks(image), key=face_width, reverse=True)
    count = checks.count_faces(found, limits)
    if not count:
        return Ruling(retry("no_face"), scores), []
    faces = [describe(points) for points in found[:count]]
    scores |= {"yaw": faces[0].pose.yaw, "pitch": faces[0].pose.pitch, "face_width": faces[0].width}
    near = [face for face in faces if checks.size_check([face], image.shape[1], limits) is None]
    return Ruling(PASS if near else retry("face_too_small"), scores, count), near
