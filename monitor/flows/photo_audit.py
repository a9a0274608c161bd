"""Are all photos still there?  Every one that the log says was stored is looked for in the vault (D6).

A file that is gone, or whose reference leads nowhere, shows by its hash; one that was deleted by decision is counted
apart.  That the log was not edited is what `monitor replay` checks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.core.events import PhotoStored
from monitor.core.platform_facts import Absence
from monitor.flows.retained_photos import RetainedPhoto, photos_in
from monitor.ports import EventLog, PhotoVault, VaultError


@dataclass(frozen=True, slots=True)
class Loss:
    """A photo that is not where the log says; `where` is the log position of its storing.

    Platform and trainee are empty where the stream has no opening entry any more.
    """

    platform: str
    trainee: str
    where: str
    sha256: str
    store_ref: str
    why: Absence


@dataclass(slots=True)
class Audit:
    """How many photos the log knows, how many of them were deleted by decision, and which are lost."""

    photos: int = 0
    deleted: int = 0
    lost: list[Loss] = field(default_factory=list)


async def audit_photos(log: EventLog, vault: PhotoVault) -> Audit:
    """Look for every stored photo; raises `EventLogError`, and `VaultError` where there is nothing at all."""
    audit = Audit()
    for stream in await log.streams():
        for photo in photos_in(await log.read(stream)):
            audit.photos += 1
            if photo.deleted:
                audit.deleted += 1
            elif why := await _missing(photo.stored, vault):
                await _refuse_bare(vault)
                await _note(audit, log, photo, why)
    return audit


async def _refuse_bare(vault: PhotoVault) -> None:
    """A disk that was not attached would put every photo on record as lost."""
    if not await vault.attached():
        raise VaultError("there is nothing where photos are kept: attach the disk or name the bucket, then audit again")


async def _note(audit: Audit, log: EventLog, photo: RetainedPhoto, why: Absence) -> None:
    """What is missing may have been deleted since the stream was read."""
    now = next(other for other in photos_in(await log.read(photo.stream)) if other.where == photo.where)
    if now.deleted:
        audit.deleted += 1
    else:
        audit.lost.append(_loss(photo, why))


def _loss(photo: RetainedPhoto, why: Absence) -> Loss:
    return Loss(
        platform=photo.opened.platform.platform if photo.opened else "",
        trainee=photo.opened.trainee.trainee if photo.opened else "",
        where=photo.where,
        sha256=photo.stored.sha256,
        store_ref=photo.stored.store_ref,
        why=why,
    )


async def _missing(fact: PhotoStored, vault: PhotoVault) -> Absence | None:
    if (fact.sealed_sha256 or fact.sha256) not in fact.store_ref or not vault.could_be(fact.store_ref):
        return "misnamed"
    return None if await vault.exists(fact.store_ref) else "gone"
