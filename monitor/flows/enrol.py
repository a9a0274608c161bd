"""A platform hands in a picture to compare with; it stays unconfirmed until somebody else vouches for it (K5).

Only what was computed from the picture is kept, never the picture.
"""

from __future__ import annotations

import asyncio
import hashlib

from monitor.flows.collector import Collector
from monitor.flows.pictures import PictureRefused

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
    )
