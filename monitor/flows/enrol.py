"""A platform hands in pictures to compare with; they stay unconfirmed until somebody else vouches for them (K5).

A face that a classmate has already is taken in all the same, as twins exist, and two people have to settle it (K6).
Only what was computed from the pictures is kept, never a picture.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

from monitor.flows.collector import Collector
from monitor.flows.pictures import PictureRefused, too_many_at_once
from monitor.ports import EnrolledPicture, FaceJudgement, Owner

ENROLMENT_PICTURES = 5
ENROLMENT_LIMIT = 600 * 1024  # bytes, each
_FIELD = "pictures"


async def enrol(collector: Collector, platform: str, trainee: str, pictures: Sequence[bytes]) -> list[int]:
    """Add the reference faces of one enrolment and return their numbers, in order; all of them or none.

    Raises `PictureRefused`, which names every weak picture, `FaceServiceError`, and the registry's error.
    """
    with collector.enrolments.take(platform) as free:
        if not free:
            raise too_many_at_once(_FIELD)
        return await _enrol(collector, platform, trainee, pictures)


async def _enrol(collector: Collector, platform: str, trainee: str, pictures: Sequence[bytes]) -> list[int]:
    monitor = collector.monitor
    if not 0 < len(pictures) <= ENROLMENT_PICTURES:
        raise PictureRefused(
            422, "picture_count", _FIELD, f"There are {len(pictures)} pictures.", "Send 1 to 5 JPEG files, best 3."
        )
    owner = Owner(platform, trainee)
    alone = await asyncio.gather(*(_judge(collector, owner, picture) for picture in pictures))
    judged = await monitor.faces.judge_enrolment(alone)
    _refuse_weak(collector, judged)
    return await asyncio.to_thread(
        monitor.registry.add_references,
        trainee,
        [
            EnrolledPicture(one.embedding, hashlib.sha256(picture).hexdigest())
            for one, picture in zip(judged, pictures, strict=True)
        ],
        supplied_by=platform,
        at=monitor.clock.now(),
        embedder=judged[0].versions.get("embedder", ""),
        metric=judged[0].versions.get("metric", "euclidean"),
        match=judged[0].thresholds.get("distance_match"),
    )


async def _judge(collector: Collector, owner: Owner, picture: bytes) -> FaceJudgement:
    """A picture that cannot be read is as weak as one without a face."""
    try:
        return await collector.monitor.faces.enrol(picture, owner=owner)
    except ValueError as error:
        return FaceJudgement(verdict="retry", reason=str(getattr(error, "problem", "broken")))


def _refuse_weak(collector: Collector, judged: Sequence[FaceJudgement]) -> None:
    weak = [_refusal(collector, place, one) for place, one in enumerate(judged) if one.verdict != "pass"]
    if weak:
        first = weak[0]
        raise PictureRefused(first.status, first.code, first.field, first.detail, first.remedy, each=weak)


def _refusal(collector: Collector, place: int, judged: FaceJudgement) -> PictureRefused:
    advice = collector.monitor.face_words(judged.reason, "")
    return PictureRefused(
        422,
        judged.reason,
        f"{_FIELD}[{place}]",
        "No face can be enrolled from this picture.",
        advice["en"],
        words=advice,
    )
