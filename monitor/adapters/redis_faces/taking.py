"""Whether workers take what a collector has handed in: looked up in Redis now and then, and told in the log."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio as redis
from redis.exceptions import ResponseError

from monitor.adapters.redis_faces.messages import GROUP, STREAM, Answer

_log = logging.getLogger("monitor.faces")

_LOOK_SECONDS = 0.5
_AT_MOST = 1000  # jobs in hand that silent workers left, in one look

_NOBODY_TAKES = (
    "face jobs are not taken: %d wait, one since %.0f s, and learners are asked for their face again; does `monitor "
    "work faces` run with this MONITOR_REDIS_URL?"
)


@dataclass(slots=True)
class Asked:
    """A job in Redis: put in and handed over when (s of the monotonic clock), where it lies, and its answer."""

    since: float
    answer: asyncio.Future[Answer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    place: bytes = b""  # none as long as Redis has not taken it
    handed_over: float = 0.0


class Taking:
    """Which of these jobs nobody had taken at the last look; a fresh one is thought to be taken until then."""

    def __init__(self, patience: float) -> None:
        """After `patience` seconds without an answer the log says that nobody takes what lies there."""
        self._patience = patience
        self._untaken: frozenset[str] = frozenset()
        self._answered = self._looked = 0.0
        self._told = False

    def since(self, asked: Mapping[str, Asked]) -> list[float]:
        """Since when those have waited that nobody has taken."""
        return [asked[name].since for name in self._untaken if name in asked]

    def answered(self) -> None:
        """A worker has answered, so there is one."""
        self._answered = time.monotonic()
        if self._told:
            _log.info("face jobs are taken again")
        self._told = False

    def nobody(self, asked: Collection[str]) -> None:
        """Redis is away, and nobody gets anything out of it."""
        self._untaken = frozenset(asked)

    async def look(self, client: redis.Redis, asked: Mapping[str, Asked], left_after: float) -> None:
        """Look again, if it is time to; a worker silent for `left_after` seconds has nothing.  Raises `RedisError`."""
        now = time.monotonic()
        if now < self._looked + _LOOK_SECONDS:
            return
        self._looked = now
        places = {name: job.place for name, job in asked.items()}
        self._untaken = frozenset(await _untaken(client, places, left_after) if places else ())
        handed_over = [asked[name].handed_over for name in self._untaken if name in asked and asked[name].place]
        if handed_over:
            self._tell_if_nobody_takes(len(handed_over), now - max(self._answered, min(handed_over)))

    def _tell_if_nobody_takes(self, jobs: int, seconds: float) -> None:
        if seconds >= self._patience and not self._told:
            _log.warning(_NOBODY_TAKES, jobs, seconds)
            self._told = True


async def _untaken(client: redis.Redis, places: Mapping[str, bytes], left_after: float) -> set[str]:
    last = await _last_taken(client)
    left = await _left_by_silent_workers(client, left_after) if last > (0, 0) else set()
    return {name for name, place in places.items() if not place or _number(place) > last or place in left}


async def _last_taken(client: redis.Redis) -> tuple[int, int]:
    """The last place that a worker took; workers take one after the other."""
    try:
        groups: Any = await client.xinfo_groups(STREAM)
    except ResponseError:  # there is no stream, as nobody has put anything into it since Redis was started
        return (0, 0)
    return max((_number(one["last-delivered-id"]) for one in groups if one["name"] == GROUP.encode()), default=(0, 0))


async def _left_by_silent_workers(client: redis.Redis, after: float) -> set[bytes]:
    left: Any = await client.xpending_range(STREAM, GROUP, "-", "+", _AT_MOST, idle=round(1000 * after))
    return {one["message_id"] for one in left}


def _number(place: bytes) -> tuple[int, int]:
    milliseconds, _, count = place.partition(b"-")
    return int(milliseconds), int(count)
