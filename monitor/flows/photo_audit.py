"""Are all photos still there?  Every one that the log says was stored is looked for in the vault (D6).

A file that is gone, or whose reference leads nowhere, shows by its hash; that the log was not edited is what
`monitor replay` checks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from monitor.core import codec
from monitor.core.events import Entry, PhotoStored
from monitor.ports import EventLog, PhotoVault

_MARK = b'"photo_stored"'


@dataclass(frozen=True, slots=True)
class Loss:
    """A photo that is not where the log says: `gone`, or under a reference that `names` another file or none."""

    stream: str
    n: int
    sha256: str
    store_ref: str
    why: Literal["gone", "misnamed"]


@dataclass(slots=True)
class Audit:
    """How many photos the log knows, and which of them are lost."""

    photos: int = 0
    lost: list[Loss] = field(default_factory=list)


async def audit_photos(log: EventLog, vault: PhotoVault, no_reference: type[Exception]) -> Audit:
    """Look for every stored photo; `no_reference` is what the vault raises for a reference that it never gave out.

    Raises `EventLogError`.
    """
    audit = Audit()
    for stream in await log.streams():
        for entry in await log.read(stream):
            if (fact := _stored(entry)) is not None:
                audit.photos += 1
                if why := await _missing(fact, vault, no_reference):
                    audit.lost.append(Loss(stream, entry.n, fact.sha256, fact.store_ref, why))
    return audit


async def _missing(
    fact: PhotoStored, vault: PhotoVault, no_reference: type[Exception]
) -> Literal["gone", "misnamed"] | None:
    if (fact.sealed_sha256 or fact.sha256) not in fact.store_ref:
        return "misnamed"
    try:
        return None if await vault.exists(fact.store_ref) else "gone"
    except no_reference:
        return "misnamed"


def _stored(entry: Entry) -> PhotoStored | None:
    if entry.source != "server" or _MARK not in entry.payload[:40]:
        return None
    fact = codec.decode_fact(entry.payload)
    return fact if isinstance(fact, PhotoStored) else None
