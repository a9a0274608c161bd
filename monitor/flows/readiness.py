"""Whether this collector should be sent new learners, and if not, why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from monitor.flows.monitor import Monitor
from monitor.ports import EventLogError, Overtaken

Trouble = Literal["draining", "log_failed", "disk_not_writable", "disk_nearly_full", "registry_silent"]

FRESH_MS = 1_000  # however many ask: looking costs a flush of the disk
FAILED_FOR_MS = 10_000  # for so long one failure of the log counts; nobody would come who could show that it is over
WITHIN_S = 3.0  # so long disk and registry may take


class Readiness:
    """Looks at what a collector needs, and remembers what others saw."""

    def __init__(self, monitor: Monitor) -> None:
        self.draining = False
        self._monitor = monitor
        self._log_failed_at: int | None = None
        self._seen = _Seen(-FRESH_MS, ())
        self._looking = asyncio.Lock()

    def log_failed(self, error: EventLogError) -> None:
        """An entry could not be stored or read; that another collector was quicker is no failure."""
        if isinstance(error, Overtaken):
            return
        self._monitor.metrics.log_failures += 1
        self._log_failed_at = self._monitor.clock.now()

    async def troubles(self) -> tuple[Trouble, ...]:
        """What is wrong, in the order of gravity; nothing when all is well."""
        return (*self._remembered(), *await self._of_parts())

    def _remembered(self) -> Iterator[Trouble]:
        if self.draining:
            yield "draining"
        at = self._log_failed_at
        if at is not None and 0 <= self._monitor.clock.now() - at < FAILED_FOR_MS:
            yield "log_failed"

    async def _of_parts(self) -> tuple[Trouble, ...]:
        async with self._looking:
            now = self._monitor.clock.now()
            if not 0 <= now - self._seen.at < FRESH_MS:
                found = await asyncio.gather(_disk(self._monitor), _registry(self._monitor))
                self._seen = _Seen(now, tuple(trouble for trouble in found if trouble))
            return self._seen.troubles


class _Seen(NamedTuple):
    at: int
    troubles: tuple[Trouble, ...]


async def _disk(monitor: Monitor) -> Trouble | None:
    if not await _done(monitor.disk.write):
        return "disk_not_writable"
    nearly_full = await asyncio.to_thread(monitor.disk.left) < monitor.disk_min_bytes
    return "disk_nearly_full" if nearly_full else None


async def _registry(monitor: Monitor) -> Trouble | None:
    return None if await _done(lambda: monitor.registry.is_platform("")) else "registry_silent"


async def _done(look: Callable[[], object]) -> bool:
    """Whether it came to its end in time; its thread goes on where it did not."""
    try:
        async with asyncio.timeout(WITHIN_S):
            await asyncio.to_thread(look)
    except Exception:  # noqa: BLE001  whatever it was, the part cannot be used
        return False
    return True
