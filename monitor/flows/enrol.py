"""A platform hands in a picture to compare with; it stays unconfirmed until somebody else vouches for it (K5).

A face that a classmate has already is taken in all the same, as twins exist, and two people have to settle it (K6).
Only what was computed from the picture is kept, never the picture.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import operator
from collections.abc import Callable, Sequence

from monitor.flows.collector import Collector
from monitor.flows.pictures import PictureRefused
from monitor.ports import FaceJudgement

ENROLMENT_LIMIT = 2 * 1024 * 1024  # bytes


async def enrol(collector: Collector, platform: str, trainee: str, picture: bytes) -> int:
    """Add a reference face and return its number.

    Raises `PictureRefused` when no face can be enrolled from it, `FaceServiceError`, and the registry's error.
    """
    monitor = collector.monitor
    if len(picture) > ENROLMENT_LIMIT:
        raise PictureRefused(
            413, "oversized", "picture", "The picture is too large.", f"Send at most {ENROLMENT_LIMIT} bytes."
        )
    try:
        judged = await monitor.faces.enrol(picture)
    except ValueError as error:
        reason = str(getattr(error, "problem", "unreadable"))
        raise PictureRefused(422, reason, "picture", "The picture cannot be read.", "Send a clear JPEG.") from error
    if judged.verdict != "pass" or not judged.embedding:
        advice = monitor.face_words(judged.reason, "")
        raise PictureRefused(422, judged.reason, "picture", "No face can be enrolled from it.", advice["en"])
    return await asyncio.to_thread(
        monitor.registry.add_reference,
        trainee,
        embedding=judged.embedding,
        sha256=hashlib.sha256(picture).hexdigest(),
        supplied_by=platform,
        at=monitor.clock.now(),
        embedder=judged.versions.get("embedder", ""),
        same_person=_same_person(judged),
    )


def _same_person(judged: FaceJudgement) -> Callable[[Sequence[float]], bool] | None:
    """Whether another embedding is a match, by the metric and the threshold of the model that made this one."""
    limit = judged.thresholds.get("distance_match")
    if limit is None:
        return None
    apart = _cosine if judged.versions.get("metric") == "cosine" else math.dist
    return lambda other: len(other) == len(judged.embedding) and apart(judged.embedding, other) <= limit


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    lengths = math.hypot(*one) * math.hypot(*other)
    return 1.0 - sum(map(operator.mul, one, other)) / lengths if lengths else 2.0
