"""What the outside must offer to the flows: each port is a few verbs, and an adapter wraps one library behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec

FaceVerdict = Literal["pass", "retry", "review", "fail"]
Action = Literal["turn_left", "turn_right", "blink", "open_mouth", "nod"]


class FaceJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a face worker says about one burst, one photo or one enrolment picture.

    `verdict` never turns a quality problem into an accusation: bad light is `retry`, only positive
    evidence of another face or of a spoof is `fail` (DOMAIN 4.4).  `scores` and `thresholds` are for the
    log and the reviewer, never for the client.  `versions` names every model that took part; a part that
    is not installed is named with the value "not checked".
    """

    verdict: FaceVerdict
    reason: str
    scores: Mapping[str, float] = {}
    thresholds: Mapping[str, float] = {}
    versions: Mapping[str, str] = {}
    image_hashes: tuple[str, ...] = ()
    faces: int = 0
    embedding: tuple[float, ...] = ()


class FaceAnalyser(Protocol):
    """Liveness, comparison and photo checks, run in worker processes; never in the event loop.

    Pictures are encoded JPEG bytes as received.  References are embeddings that `enrol` returned.
    Raises `FaceServiceError` when no worker could do the job, which is a service fault and never the learner's.
    """

    async def enrol(self, picture: bytes) -> FaceJudgement: ...

    async def judge_burst(
        self, action: Action, frames: Sequence[bytes], references: Sequence[Sequence[float]]
    ) -> FaceJudgement: ...

    async def judge_photo(self, picture: bytes, references: Sequence[Sequence[float]]) -> FaceJudgement: ...

    async def close(self) -> None: ...


class FaceServiceError(Exception):
    """No face worker could do the job; the check is offered again and nobody is blamed."""
