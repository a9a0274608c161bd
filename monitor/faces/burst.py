"""Judges one burst: the decision table, cheapest checks first; the first check that is not content decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from monitor.faces import checks
from monitor.faces.actions import judge_action
from monitor.faces.comparison import distance_to, identity_check, pick_frontal, session_check, spread
from monitor.faces.features import Face, describe, face_width
from monitor.faces.models import Embedding, FaceModels, Image
from monitor.faces.outcome import PASS, Outcome, review
from monitor.faces.ruling import Ruling
from monitor.faces.spoof import genuine_check, sure_check
from monitor.faces.thresholds import STANDARD, Thresholds
from monitor.ports import Action


def judge_burst(
    images: Sequence[Image],
    action: Action,
    references: Sequence[Sequence[float]],
    models: FaceModels,
    limits: Thresholds = STANDARD,
) -> Ruling:
    """Judge decoded frames, in order, of one asked action.

    Without references the action is judged and the verdict is `review` / `not_compared`: liveness of an unknown
    person must not pass silently.  Raises `StaleReferenceError`.
    """
    examination = _Examination(images, action, references, models, limits)
    outcome = next((found for step in examination.steps() if (found := step()) is not None), PASS)
    return Ruling(outcome, examination.scores, examination.most_faces, examination.embedding(outcome))


class _Examination:
    """One walk through the table; later steps use what earlier ones found."""

    def __init__(
        self,
        images: Sequence[Image],
        action: Action,
        references: Sequence[Sequence[float]],
        models: FaceModels,
        limits: Thresholds,
    ) -> None:
        self._images, self._action, self._references = images, action, references
        self._models, self._limits = models, limits
        self._faces: list[Face] = []
        self._embeddings: list[Embedding] = []
        self.scores: dict[str, float] = {"frames": float(len(images))}
        self.most_faces = 0

    def steps(self) -> tuple[Callable[[], Outcome | None], ...]:
        """Return the table: each step answers None when content."""
        return (
            self._enough,
            self._lit,
            self._moving,
            self._one_face,
            self._near,
            self._uncut,
            self._one_person,
            self._genuine,
            self._acted,
            self._enrolled,
            self._surely_genuine,
        )

    def embedding(self, outcome: Outcome) -> Embedding | None:
        """Return the mean embedding of a burst that counts, so that the bursts of a challenge can be compared."""
        counts = self._embeddings and outcome.verdict in ("pass", "review")
        return np.asarray(np.mean(self._embeddings, axis=0)) if counts else None

    def _enough(self) -> Outcome | None:
        return checks.count_check(len(self._images), self._limits)

    def _lit(self) -> Outcome | None:
        light = [checks.brightness(image) for image in self._images]
        self.scores["brightness"] = sum(mean for mean, _ in light) / len(light)
        return checks.light_check(light, self._limits)

    def _moving(self) -> Outcome | None:
        thumbnails = [checks.thumbnail(image) for image in self._images]
        different, returned = checks.count_pictures(thumbnails, self._limits)
        self.scores |= {"different_pictures": float(different), "returned_pictures": float(returned)}
        return checks.motion_check(different, returned, self._limits)

    def _one_face(self) -> Outcome | None:
        counts = []
        for frame, image in enumerate(self._images):
            found = self._models.landmarks(image)
            counts.append(checks.count_faces(found, self._limits))
            if found:
                self._faces.append(describe(max(found, key=face_width), frame))
        self.most_faces = max(counts)
        self.scores["frames_with_face"] = float(len(self._faces))
        return checks.presence_check(counts, self._limits)

    def _near(self) -> Outcome | None:
        return checks.size_check(self._faces, self._images[0].shape[1], self._limits)

    def _uncut(self) -> Outcome | None:
        jumps = checks.count_jumps(self._faces, self._limits)
        self.scores["jumps"] = float(jumps)
        return checks.continuity_check(jumps, self._limits)

    def _one_person(self) -> Outcome | None:
        frontal = pick_frontal(self._faces, self._limits)
        self._embeddings = [self._models.embedder(self._images[face.frame], face.points) for face in frontal]
        self.scores["embeddings"] = float(len(frontal))
        self.scores["spread"] = spread(self._embeddings, self._models.embedder.metric)
        return session_check(self.scores["spread"], self._models.embedder.thresholds)

    def _genuine(self) -> Outcome | None:
        pad = self._models.pad
        if pad is None:
            return None
        shown = self._faces[:: self._limits.pad_every]
        live = [pad(self._images[face.frame], face.points) for face in shown]
        self.scores["pad"] = float(np.median(live))
        return genuine_check(self.scores["pad"], pad.thresholds)

    def _surely_genuine(self) -> Outcome | None:
        pad = self._models.pad
        return None if pad is None else sure_check(self.scores["pad"], pad.thresholds)

    def _acted(self) -> Outcome | None:
        result = judge_action(self._action, self._faces, self._images, self._limits)
        self.scores |= result.scores
        return result.outcome

    def _enrolled(self) -> Outcome | None:
        if not self._references:
            return review("not_compared")
        self.scores["distance"] = distance_to(self._embeddings, self._references, self._models.embedder.metric)
        return identity_check(self.scores["distance"], self._models.embedder.thresholds)
