"""All sealed pictures into another place, as they are: no key is needed for it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from monitor.adapters.photo_vault.place import Place
from monitor.ports import VaultError

_AT_ONCE = 16


class MovedPhotos(NamedTuple):
    """How many files were compared, and the SHA-256 (hex) over their names and contents."""

    files: int
    sha256: str


async def copy_photos(source: Place, target: Place) -> MovedPhotos:
    """Copy what is not there yet and read everything back; raises `VaultError` where a place refuses or differs."""
    whole = hashlib.sha256()
    files = 0
    try:
        async for names in _in_portions(source.names()):
            for digest in await asyncio.gather(*(_copy(source, target, name) for name in names)):
                whole.update(digest)
                files += 1
    except OSError as error:
        raise VaultError(f"the photos could not be copied: {error}") from error
    return MovedPhotos(files, whole.hexdigest())


async def _in_portions(names: AsyncIterator[str]) -> AsyncIterator[Sequence[str]]:
    some: list[str] = []
    async for name in names:
        some.append(name)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


async def _copy(source: Place, target: Place, name: str) -> bytes:
    """SHA-256 of name and content of one file, once it is the same in both places."""
    content = await source.read(name)
    if await _found(target, name) != content:
        await target.write(name, content)
        if await _found(target, name) != content:
            raise VaultError(f"photo {name} is not the same where it was copied to")
    return hashlib.sha256(name.encode() + b"\n" + content).digest()


async def _found(place: Place, name: str) -> bytes | None:
    try:
        return await place.read(name)
    except FileNotFoundError:
        return None
