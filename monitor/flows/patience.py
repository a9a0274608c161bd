"""Work that nobody asks for again is tried again while database or log are away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from monitor.flows.monitor import Monitor
from monitor.ports import EventLogError, Overtaken

_log = logging.getLogger("monitor.patience")

TRIES, PAUSE_S = 60, 1.0  # beside those of the log itself

T = TypeVar("T")


async def patiently(monitor: Monitor, work: Callable[[], Awaitable[T]]) -> T:
    """What the work returns; raises what it raises, where trying again cannot help or did not."""
    for _ in range(TRIES):
        try:
            return await work()
        except (EventLogError, monitor.registry_error) as error:
            if not _passes(error):
                raise
            _log.warning("tried again in a moment: %s", error)
        await asyncio.sleep(PAUSE_S)
    return await work()


def _passes(error: Exception) -> bool:
    """Whether it is the database that is away, or the log, and not what was asked of them."""
    if isinstance(error, EventLogError):
        return not isinstance(error, Overtaken)
    return getattr(error, "field", "") == "database"
