"""Where sealed pictures lie: a few verbs over names such as `platform/ab/abcd….age`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol


class Place(Protocol):
    """Keeps whole files by name.  Every verb raises `OSError` where the place refuses or does not answer."""

    async def exists(self, name: str) -> bool: ...

    async def attached(self) -> bool:
        """Whether there is anything."""
        ...

    async def write(self, name: str, content: bytes) -> None:
        """The whole file, durably, or none of it."""
        ...

    async def read(self, name: str) -> bytes:
        """Raises `FileNotFoundError` where there is none."""
        ...

    async def remove(self, name: str) -> None:
        """What is gone already is gone."""
        ...

    def names(self) -> AsyncIterator[str]:
        """All that is there, in any order."""
        ...
