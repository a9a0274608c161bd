"""Photos go when their term is over: first it is put on record, then the file is removed (PRV-11).

What a crash leaves between the two is finished by the next run, as is what a request left.  Faces with which nobody is
to be compared any more are forgotten in the same run.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from monitor.core import codec
from monitor.core.days import shanghai_day
from monitor.core.events import PhotoDeletion
from monitor.core.photo_term import RETENTION, Kept
from monitor.flows.legal_hold import LegalHold
from monitor.flows.office_ports import RetentionStore
from monitor.flows.retained_photos import RetainedPhoto, photos_in
from monitor.ports import Clock, EventLog, PhotoVault

Decision = Literal["expired", "requested"]

PEOPLE_AT_ONCE = 200  # so that whoever enrols a face meanwhile waits for one short write alone


@dataclass(frozen=True, slots=True)
class Archive:
    """What is kept, and by what is decided how long: of a running collector, or of a data folder.

    `days`: for how many whole days photos are kept after their class has ended.
    """

    log: EventLog
    vault: PhotoVault
    registry: RetentionStore
    clock: Clock
    days: int


@dataclass(slots=True)
class Expiry:
    """What a run did, or would have done: photos whose term is over, and those that are kept, by reason.

    `finished` were decided on before and their files had stayed; `stuck` are references of files that the disk keeps.
    `faces`: of how many people the faces were forgotten.
    """

    expired: int = 0
    finished: int = 0
    faces: int = 0
    kept: Counter[Kept] = field(default_factory=Counter)
    stuck: list[str] = field(default_factory=list)


async def expire(archive: Archive, *, before: date | None = None, dry_run: bool = False) -> Expiry:
    """Delete every photo whose term is over, and forget faces; with `before`, photos taken before this day (in China).

    Only one run at a time.  Raises the registry's error and `EventLogError`; a run that is broken off may be repeated.
    """
    done = Expiry(faces=await forget_faces(archive, dry_run=dry_run))
    hold = LegalHold(archive.log, archive.registry, archive.days)
    for stream in await archive.log.streams():
        for photo in photos_in(await archive.log.read(stream)):
            if photo.deleted:
                await _finish(archive, photo, done, dry_run=dry_run)
            elif before is None or shanghai_day(photo.stored_at) < before:
                await _expire(archive, photo, hold, done, dry_run=dry_run)
    return done


async def forget_faces(archive: Archive, *, dry_run: bool = False) -> int:
    """Forget the faces of everybody who is in no open class any more, or took the consent back; returns of how many.

    A consent that was given again before is as if it had never been taken back.  Raises the registry's error.
    """
    forgotten, after, now = 0, "", archive.clock.now()
    while people := await asyncio.to_thread(archive.registry.faces_past_use, now, after=after, limit=PEOPLE_AT_ONCE):
        after = people[-1]
        forgotten += len(people) if dry_run else await asyncio.to_thread(archive.registry.forget_faces, people, now)
    return forgotten


async def _finish(archive: Archive, photo: RetainedPhoto, done: Expiry, *, dry_run: bool) -> None:
    reference = photo.stored.store_ref
    if archive.vault.could_be(reference) and await archive.vault.exists(reference):
        done.finished += 1
        if not dry_run and not await remove_file(archive, photo):
            done.stuck.append(reference)


async def _expire(archive: Archive, photo: RetainedPhoto, hold: LegalHold, done: Expiry, *, dry_run: bool) -> None:
    if kept := await hold.against_expiry(photo, archive.clock.now()):
        done.kept[kept] += 1
        return
    done.expired += 1
    if not dry_run:
        await put_on_record(archive, photo, tombstone(photo, "expired", RETENTION))
        if not await remove_file(archive, photo):
            done.stuck.append(photo.stored.store_ref)


def tombstone(photo: RetainedPhoto, decision: Decision, by: str, reference: str = "") -> PhotoDeletion:
    """What is put in the place of a photo."""
    stored = photo.stored
    return PhotoDeletion(nonce=stored.nonce, sha256=stored.sha256, decision=decision, by=by, reference=reference)


async def put_on_record(archive: Archive, photo: RetainedPhoto, said: PhotoDeletion) -> None:
    """Store a decision about a photo, durably, in the stream of its session; raises `EventLogError`."""
    await archive.log.append(photo.stream, archive.clock.now(), "server", codec.checked_fact(said))


async def remove_file(archive: Archive, photo: RetainedPhoto) -> bool:
    """Remove the file of a photo whose deletion is on record; False where the disk keeps it."""
    reference = photo.stored.store_ref
    return not archive.vault.could_be(reference) or await archive.vault.remove(reference)
