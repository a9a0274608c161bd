"""Locks by name among the tasks of one process; a collector that is not alone has them from its database."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class TaskLocks:
    """`async with locks("name")`: others who ask for the same name wait; a name that nobody holds costs nothing."""

    def __init__(self) -> None:
        self._held: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def __call__(self, name: str) -> asyncio.Lock:
        lock = self._held.get(name)
        if lock is None:
            lock = self._held[name] = asyncio.Lock()
        return lock

    async def held(self, name: str) -> bool:
        """Whether somebody is inside just now."""
        return self(name).locked()
