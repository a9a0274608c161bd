"""Are all photos still there?  Every one that the log says was stored is looked for in the vault (D6).

A file that is gone, or whose reference leads nowhere, shows by its hash; that the log was not edited is what
`monitor replay` checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from monitor.core import codec
from monitor.core.events import Entry, PhotoStored, SessionOpened
from monitor.core.platform_facts import Absence
from monitor.flows.replay import opening
from monitor.ports import EventLog, PhotoVault

_MARK = b'"photo_stored"'


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
    """How many photos the log knows, and which of them are lost."""

    photos: int = 0
    lost: list[Loss] = field(default_factory=list)


async def audit_photos(log: EventLog, vault: PhotoVault) -> Audit:
    """Look for every stored photo; raises `EventLogError`."""
    audit = Audit()
    for stream in await log.streams():
        entries = await log.read(stream)
        opened = opening(entries)
        for where, fact in _stored(entries):
            audit.photos += 1
            if why := await _missing(fact, vault):
                audit.lost.append(_loss(opened, where, fact, why))
    return audit


def _loss(opened: SessionOpened | None, where: str, fact: PhotoStored, why: Absence) -> Loss:
    return Loss(
        platform=opened.platform.platform if opened else "",
        trainee=opened.trainee.trainee if opened else "",
        where=where,
        sha256=fact.sha256,
        store_ref=fact.store_ref,
        why=why,
    )


async def _missing(fact: PhotoStored, vault: PhotoVault) -> Absence | None:
    if (fact.sealed_sha256 or fact.sha256) not in fact.store_ref or not vault.could_be(fact.store_ref):
        return "misnamed"
    return None if await vault.exists(fact.store_ref) else "gone"


def _stored(entries: Sequence[Entry]) -> Iterator[tuple[str, PhotoStored]]:
    for entry in entries:
        if entry.source == "server" and _MARK in entry.payload[:40]:
            fact = codec.decode_fact(entry.payload)
            if isinstance(fact, PhotoStored):
                yield f"{entry.stream}:{entry.n}", fact
