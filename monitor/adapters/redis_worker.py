"""A worker over a stream in Redis, whatever the work is: takes entries out, and has each until it is done.

An entry stays a worker's while the worker says so every few seconds.  When it falls silent, another one claims the
entry and does it again; how often that may happen, and what ends an entry, is for whoever gives the work.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, cast

import redis.asyncio as redis
from redis.exceptions import RedisError, ResponseError

from monitor.adapters.redis_presence import HEARS, Reach

_BLOCK_MS = 500
_REST_SECONDS = 0.5


class Line(NamedTuple):
    """A stream and its group of workers."""

    stream: str
    group: str
    claim_seconds: float  # after which a silent worker's entries are another's
    beat_seconds: float  # how often a worker says that it has them


class Taken(NamedTuple):
    """An entry in hand: its place in the stream, and what it says."""

    place: bytes
    fields: Mapping[bytes, bytes]

    def word(self, name: str) -> str:
        return self.fields[name.encode()].decode()


class RedisWorker:
    """One worker; `places` entries at a time are given to `do`, which may raise nothing but `RedisError`.

    `on_beat` is what it says besides when it says that it is there; the client is closed at the end.
    """

    def __init__(
        self,
        client: redis.Redis,
        line: Line,
        do: Callable[[Taken], Awaitable[None]],
        *,
        name: str,
        places: int,
        log: logging.Logger,
        on_beat: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._redis = client
        self._line, self._stream, self._group = line, line.stream, line.group
        self._do, self._on_beat = do, on_beat
        self.name = f"{name}-{secrets.token_hex(8)}"
        self._places = places
        self._in_hand: set[bytes] = set()
        self._reach = Reach(
            log, lost="Redis (MONITOR_REDIS_URL) cannot be used, trying on: %s", back="Redis can be used again"
        )
        self._over, self._done = asyncio.Event(), asyncio.Event()

    def stop(self) -> None:
        """Take nothing further; `run` returns when what is in hand is done."""
        self._over.set()

    async def run(self) -> None:
        """Work until `stop`; while Redis is away it waits.  Raises `RedisError` when it never was there."""
        try:
            await self._make_group()
        except RedisError:
            await self._redis.aclose()
            raise
        beat = asyncio.create_task(self._beat(), name="in hand")
        try:
            await asyncio.gather(*(self._work_off() for _ in range(self._places)))
        finally:
            self._done.set()
            await beat
            await self._leave()

    async def tries(self, taken: Taken) -> int:
        """How many times an entry was taken, this time included; raises `RedisError`."""
        place = taken.place.decode()
        found: Any = await self._redis.xpending_range(self._stream, self._group, place, place, 1)
        return int(found[0]["times_delivered"]) if found else 0

    async def _make_group(self) -> None:
        try:
            await self._redis.xgroup_create(self._stream, self._group, id="0", mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise

    async def _leave(self) -> None:
        with suppress(RedisError):
            # Redis forgets what a removed worker had; nobody would ever get it.
            if not await self._redis.xpending_range(self._stream, self._group, "-", "+", 1, consumername=self.name):
                await self._redis.xgroup_delconsumer(self._stream, self._group, self.name)
        await self._redis.aclose()

    async def _work_off(self) -> None:
        while not self._over.is_set():
            try:
                taken = await self._next()
                self._reach.works(HEARS)
                if taken is not None:
                    await self._have_done(taken)
            except RedisError as error:
                self._reach.fails(HEARS, error)
                await asyncio.sleep(_REST_SECONDS)
                with suppress(RedisError):
                    await self._make_group()  # a server that was started anew has forgotten it

    async def _next(self) -> Taken | None:
        """What a silent worker had, else the next in line, else nothing after a short wait."""
        idle = round(1000 * self._line.claim_seconds)
        claimed: Any = await self._redis.xautoclaim(self._stream, self._group, self.name, idle, count=1)
        if claimed[1]:
            return Taken(*claimed[1][0])
        fresh: Any = await self._redis.xreadgroup(self._group, self.name, {self._stream: ">"}, count=1, block=_BLOCK_MS)
        return Taken(*fresh[0][1][0]) if fresh else None

    async def _have_done(self, taken: Taken) -> None:
        self._in_hand.add(taken.place)
        try:
            await self._do(taken)
        finally:
            self._in_hand.discard(taken.place)

    async def _beat(self) -> None:
        """Say what it has in hand."""
        while not self._done.is_set():
            with suppress(RedisError):
                if self._on_beat is not None:
                    await self._on_beat()
                if mine := [*self._in_hand]:
                    await self._redis.xclaim(self._stream, self._group, self.name, 0, cast(Any, mine), justid=True)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._done.wait(), self._line.beat_seconds)
