"""Work that nobody waits for, kept in hand so that it is neither lost nor silent when it fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

_log = logging.getLogger("monitor.background")


class Background:
    """Starts work; `close` lets what runs come to its end."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False

    def start(self, work: Coroutine[Any, Any, object], name: str) -> None:
        """Begin at once; a failure is logged under `name`."""
        if self._closed:
            work.close()
            return
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("%s failed", task.get_name(), exc_info=error)

    async def settle(self) -> None:
        """Wait until nothing runs, including what was started meanwhile."""
        while self._running:
            await asyncio.wait(self._running)

    async def close(self, within: float = 5.0) -> None:
        """Refuse new work, wait up to `within` seconds for what runs, then cancel it."""
        self._closed = True
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
