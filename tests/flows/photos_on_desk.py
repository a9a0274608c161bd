"""The photos of hours that simulated learners learned, as files in the desk's vault."""

from __future__ import annotations

from pathlib import Path

from collector_desk import Desk

from monitor.core import codec
from monitor.core.events import PhotoStored


async def stored_by(desk: Desk, trainee: str) -> list[PhotoStored]:
    """What the log says was stored of this person, in order."""
    sessions = [record.stream for record in desk.monitor.registry.sessions_of(trainee)]
    entries = [entry for session in sessions for entry in await desk.monitor.log.read(session)]
    facts = (codec.decode_fact(entry.payload) for entry in entries if entry.source == "server")
    return [fact for fact in facts if isinstance(fact, PhotoStored)]


def file_of(desk: Desk, photo: PhotoStored) -> Path:
    """Where its file lies."""
    return desk.monitor.vault._place._root / photo.store_ref


async def developed(desk: Desk, trainee: str) -> list[PhotoStored]:
    """Put a file where the log says that there is one, for each photo of this person."""
    photos = await stored_by(desk, trainee)
    for photo in photos:
        await desk.monitor.vault._place.write(photo.store_ref, b"sealed")
    return photos
