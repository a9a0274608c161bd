"""What flows ask of the registry about photos that were handed in before; every verb is short and synchronous."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from monitor.core.photos import Origin, Place, Seen


class PhotoStore(Protocol):
    """Photos among all collectors; all raise the registry's error."""

    def note_digests(self, origin: Origin, digests: Collection[bytes]) -> Origin: ...

    def note_look(self, place: Place, origin: Origin, likeness: str, after: int) -> Sequence[Seen]: ...

    def has_read_photos(self) -> bool: ...

    def read_photos_anew(self) -> None: ...

    def add_photos(
        self, digests: Iterable[tuple[bytes, Origin]], seen: Iterable[tuple[Place, Origin, str]]
    ) -> None: ...

    def photos_are_read(self, at: int) -> None: ...
