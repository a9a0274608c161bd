"""A trainee, or an authority, asks by law that photos be deleted: two people of the office say so (PRV-10, PRV-11)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Literal

from monitor.core.photo_term import Kept, in_force
from monitor.flows.collector import Collector
from monitor.flows.legal_hold import LegalHold
from monitor.flows.photo_retention import Archive, Expiry, expire, put_on_record, remove_file, tombstone
from monitor.flows.retained_photos import RetainedPhoto, photos_in

State = Literal["deleted", "waits_for_second_person", "kept"]

_DELETIONS = "photo deletions"  # one after the other, whoever asks


@dataclass(frozen=True, slots=True)
class Request:
    """Which photos a person of the office wants deleted, under the number of which request; none named means all."""

    trainee: str
    training_class: str
    reference: str
    by: str
    photos: frozenset[str] = frozenset()  # SHA-256 (hex)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one photo; `why` it is kept, if it is, or that the disk did not let go of it (`stuck`)."""

    photo: RetainedPhoto
    state: State
    why: Kept | None = None
    stuck: bool = False


def archive_of(collector: Collector) -> Archive:
    """What a running collector keeps."""
    monitor = collector.monitor
    return Archive(monitor.log, monitor.vault, monitor.registry, monitor.clock, monitor.photo_days)


async def expire_now(collector: Collector, before: date | None = None, *, dry_run: bool = False) -> Expiry:
    """`expire` in a running collector."""
    async with collector.locks(_DELETIONS):
        return await expire(archive_of(collector), before=before, dry_run=dry_run)


async def request_deletion(collector: Collector, request: Request) -> list[Answer]:
    """One person's word about photos; they are deleted once a second person says the same of the same request.

    What may be needed as evidence is kept, and the word about it is not.  Raises the registry's error, `EventLogError`.
    """
    archive = archive_of(collector)
    hold = LegalHold(archive.log, archive.registry, archive.days)
    async with collector.locks(_DELETIONS):
        return [await _answer(archive, hold, photo, request) for photo in await _wanted(collector, request)]


async def _wanted(collector: Collector, request: Request) -> list[RetainedPhoto]:
    monitor = collector.monitor
    records = await asyncio.to_thread(monitor.registry.sessions_of, request.trainee, request.training_class)
    found = [photo for record in records for photo in photos_in(await monitor.log.read(record.stream))]
    return [photo for photo in found if not request.photos or photo.stored.sha256 in request.photos]


async def _answer(archive: Archive, hold: LegalHold, photo: RetainedPhoto, request: Request) -> Answer:
    if not photo.deleted:
        if kept := await hold.against_request(photo):
            return Answer(photo, "kept", kept)
        said = tombstone(photo, "requested", request.by, request.reference)
        if said not in photo.said:
            await put_on_record(archive, photo, said)
        if not in_force((*photo.said, said)):
            return Answer(photo, "waits_for_second_person")
    return Answer(photo, "deleted", stuck=not await remove_file(archive, photo))
