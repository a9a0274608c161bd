"""The face service of one worker: received bytes in, `FaceJudgement` out.

It holds one set of models and no other state, reads no clock and touches no file.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from monitor.faces import burst, photo
from monitor.faces.challenge import judge_challenge
from monitor.faces.likeness import likeness, views
from monitor.faces.models import FaceModels
from monitor.faces.outcome import PASS
from monitor.faces.pictures import check_frames, check_photo, decode, fingerprint
from monitor.faces.protection import NOT_CHECKED
from monitor.faces.ruling import Ruling
from monitor.faces.thresholds import STANDARD, Thresholds
from monitor.ports import Action, FaceJudgement

VERSION = "faces-3"
"""Changes with every change of a check or a threshold, so that a stored decision names the rules it was made by."""


class FaceService:
    """Judges pictures with one set of models.

    Every method raises `PictureError` for bytes that are refused before analysis, and `StaleReferenceError` for a
    reference that this embedder cannot have made.
    """

    def __init__(self, models: FaceModels, limits: Thresholds = STANDARD) -> None:
        self._models, self._limits = models, limits

    def enrol(self, picture: bytes) -> FaceJudgement:
        """Turn an enrolment picture into a reference embedding."""
        check_photo(picture, self._limits)
        ruling = photo.enrol(decode(picture), self._models, self._limits)
        return self._judgement(ruling, [picture])

    def judge_photo(self, picture: bytes, references: Sequence[Sequence[float]]) -> FaceJudgement:
        """Compare a snapshot with the learner's references."""
        check_photo(picture, self._limits)
        image = decode(picture)
        ruling = photo.judge_photo(image, references, self._models, self._limits)
        judged = self._judgement(ruling, [picture], compared=bool(references))
        return msgspec.structs.replace(judged, likenesses=(likeness(image),), views=views(image))

    def judge_burst(
        self, action: Action, frames: Sequence[bytes], references: Sequence[Sequence[float]]
    ) -> FaceJudgement:
        """Judge the frames of one asked action, in the order they were taken."""
        check_frames(frames, self._limits)
        images = [decode(frame) for frame in frames]
        ruling = burst.judge_burst(images, action, references, self._models, self._limits)
        judged = self._judgement(ruling, frames, compared=bool(references))
        return msgspec.structs.replace(judged, likenesses=tuple(map(likeness, images)))

    def judge_challenge(self, bursts: Sequence[FaceJudgement], seen: Collection[str] = ()) -> FaceJudgement:
        """Judge the bursts of one challenge together; `seen` are hashes of frames that came earlier."""
        return judge_challenge(bursts, seen)

    def describe(self) -> FaceJudgement:
        """Say with which models and thresholds this service judges, without a picture."""
        return self._judgement(Ruling(PASS), [])

    def close(self) -> None:
        """Free the models; the service cannot be used any more."""
        self._models.landmarks.close()

    def _judgement(self, ruling: Ruling, pictures: Sequence[bytes], *, compared: bool = True) -> FaceJudgement:
        return FaceJudgement(
            verdict=ruling.outcome.verdict,
            reason=ruling.outcome.reason,
            scores=ruling.scores,
            thresholds=self.thresholds(),
            versions=self.versions() | ({} if compared else {"comparison": NOT_CHECKED}),
            image_hashes=tuple(fingerprint(picture) for picture in pictures),
            faces=ruling.faces,
            embedding=() if ruling.embedding is None else tuple(ruling.embedding.tolist()),
        )

    def thresholds(self) -> dict[str, float]:
        """Return every threshold in use by name, as it is stored with each decision."""
        pad = self._models.pad
        numbers = self._limits.as_numbers() | self._models.embedder.thresholds.as_numbers()
        return numbers if pad is None else numbers | pad.thresholds.as_numbers()

    def versions(self) -> dict[str, str]:
        """Return every model in use, as it is stored with each decision."""
        return {
            "service": VERSION,
            "landmarks": self._models.landmarks.version,
            "embedder": self._models.embedder.version,
            "metric": self._models.embedder.metric,
            "pad": NOT_CHECKED if self._models.pad is None else self._models.pad.version,
        }
