"""A folder as the place of sealed pictures."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

_DRAFT = ".part"


class Folder:
    """Files below `root`, for their owner only."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def exists(self, name: str) -> bool:
        return (self._root / name).is_file()

    async def attached(self) -> bool:
        return self._root.is_dir() and any(self._root.iterdir())

    async def write(self, name: str, content: bytes) -> None:
        await asyncio.to_thread(_write_whole, self._root / name, content)

    async def read(self, name: str) -> bytes:
        return await asyncio.to_thread((self._root / name).read_bytes)

    async def remove(self, name: str) -> None:
        await asyncio.to_thread(_remove, self._root / name)

    async def names(self) -> AsyncIterator[str]:
        for file in await asyncio.to_thread(_files, self._root):
            yield file


def _files(root: Path) -> list[str]:
    """Relative names, without drafts that a crash left."""
    files = (path for path in root.rglob("*") if path.is_file() and path.suffix != _DRAFT)
    return sorted(path.relative_to(root).as_posix() for path in files)


def _remove(place: Path) -> None:
    place.unlink(missing_ok=True)
    if place.parent.is_dir():
        _flush_folder(place.parent)


def _write_whole(place: Path, content: bytes) -> None:
    """The whole file or none of it, also when the power fails: written aside, flushed, renamed, folder flushed."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{secrets.token_hex(8)}{_DRAFT}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    _flush_folder(place.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
