"""Who is there: whether Redis can be used, told in the log when that changes, and whether a worker has just said so."""

from __future__ import annotations

import logging
import socket

import redis.asyncio as redis

HEARS, TAKES = "hears", "takes"
"""What Redis is used for: to hear what comes, and to have it take something."""


class Reach:
    """Whether Redis can be used, so that the log says once when it cannot, and once when it can again."""

    def __init__(self, log: logging.Logger, *, lost: str, back: str) -> None:
        """`lost` is said with the error, also where Redis never was there; `back` after it alone."""
        self._log, self._lost, self._back = log, lost, back
        self._failing: set[str] = set()

    def fails(self, use: str, error: Exception) -> None:
        """One use of it did not work."""
        if not self._failing:
            self._log.warning(self._lost, error)
        self._failing.add(use)

    def works(self, *uses: str) -> None:
        """These uses of it worked."""
        failing = self._failing.difference(uses)
        if self._failing and not failing:
            self._log.info(self._back)
        self._failing = failing


def on_this_machine(there: str) -> str:
    """The key of a kind of worker for the machine or container that asks."""
    return f"{there}:{socket.gethostname()}"


async def say_there(client: redis.Redis, there: str, name: str, seconds: float) -> None:
    """Say that a worker is there, anywhere and on this machine; raises `RedisError`."""
    for key in (there, on_this_machine(there)):
        await client.set(key, name, px=round(1000 * seconds))


async def was_said(client: redis.Redis, there: str) -> bool:
    """Whether a worker of this machine has just said so; the client is closed then.  Raises `RedisError`."""
    try:
        return bool(await client.exists(on_this_machine(there)))
    finally:
        await client.aclose()
