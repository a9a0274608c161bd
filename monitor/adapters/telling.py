"""Who handed an entry in is told what became of it, whatever the others make of what they are told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from monitor.core.events import Entry
from monitor.ports import Told

_log = logging.getLogger("monitor.log")


async def awaited(hand_in: Callable[[Told], None]) -> Entry:
    """The entry that is handed in, once it is stored; raises what kept it from being so."""
    answer: asyncio.Future[Entry] = asyncio.get_running_loop().create_future()
    hand_in(partial(_settle, answer))
    return await answer


def _settle(answer: asyncio.Future[Entry], outcome: Entry | Exception) -> None:
    if answer.done():
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)


def tell(told: Told, outcome: Entry | Exception) -> None:
    """Tell one of a group; the next one is to be told whatever comes of it."""
    try:
        told(outcome)
    except Exception:  # noqa: BLE001  whatever it was: others wait for their answer
        _log.exception("what follows from an entry failed")
