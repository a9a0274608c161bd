"""The worker's side: takes people out of the line, has them judged, and tells the collectors.

A person stays a worker's while the worker says so every few seconds.  When it falls silent, another one claims the
person and judges again, which stores nothing twice.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple, cast

import msgspec
from redis.exceptions import RedisError, ResponseError

from monitor.adapters.redis_judges.line import (
    BEGIN,
    END,
    GROUP,
    STREAM,
    THERE,
    LineLimits,
    channel,
    connect,
    there_on_this_machine,
)
from monitor.ports import Judged, JudgedFor, JudgesAway

_log = logging.getLogger("monitor.judges")

_TRIES = 3
_BLOCK_MS = 500
_REST_SECONDS = 0.5
_ANSWER_SECONDS = 10.0

_encode = msgspec.msgpack.Encoder().encode

Judge = Callable[[str], Awaitable[JudgedFor]]


class _Taken(NamedTuple):
    """A person in hand, by the place in the stream."""

    place: bytes
    person: str


class RedisJudgeWorker:
    """One process; `places` people at a time, so that one is judged while others' entries are read."""

    def __init__(self, url: str, judge: Judge, *, places: int = 2, limits: LineLimits | None = None) -> None:
        """Prepare; `judge` may raise, and then the person stays in line.  Raises `JudgesAway` for a wrong `url`."""
        self._limits = limits or LineLimits()
        self._redis = connect(url, at_once=places + 2, seconds=_ANSWER_SECONDS)
        self._name = f"judge-{secrets.token_hex(8)}"
        self._judge = judge
        self._places = places
        self._in_hand: set[bytes] = set()
        self._away = False
        self._over, self._done = asyncio.Event(), asyncio.Event()
        self._begin = self._redis.register_script(BEGIN)
        self._end = self._redis.register_script(END)

    def stop(self) -> None:
        """Take nobody further; `run` returns when those in hand are judged."""
        self._over.set()

    async def run(self) -> None:
        """Work until `stop`; while Redis is away it waits.  Raises `JudgesAway` when it never was there."""
        try:
            await self._make_group()
        except RedisError as error:
            await self._redis.aclose()
            raise JudgesAway(f"Redis cannot be used: {error}") from error
        beat = asyncio.create_task(self._beat(), name="in hand")
        try:
            await asyncio.gather(*(self._work_off() for _ in range(self._places)))
        finally:
            self._done.set()
            await beat
            await self._leave()

    async def _make_group(self) -> None:
        try:
            await self._redis.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise

    async def _leave(self) -> None:
        with suppress(RedisError):
            # Redis forgets whom a removed worker had; nobody would ever get them.
            if not await self._redis.xpending_range(STREAM, GROUP, "-", "+", 1, consumername=self._name):
                await self._redis.xgroup_delconsumer(STREAM, GROUP, self._name)
        await self._redis.aclose()

    async def _work_off(self) -> None:
        while not self._over.is_set():
            try:
                taken = await self._next()
                self._away = False
                if taken is not None:
                    await self._see_to(taken)
            except RedisError as error:
                self._tell_once(error)
                await asyncio.sleep(_REST_SECONDS)
                with suppress(RedisError):
                    await self._make_group()  # a server that was started anew has forgotten it

    def _tell_once(self, error: RedisError) -> None:
        if not self._away:
            _log.warning("Redis cannot be used, trying on: %s", error)
        self._away = True

    # ------------------------------------------------------------ taking

    async def _next(self) -> _Taken | None:
        """Somebody whom a silent worker had, else the next in line, else nobody after a short wait."""
        idle = round(1000 * self._limits.claim_seconds)
        claimed: Any = await self._redis.xautoclaim(STREAM, GROUP, self._name, idle, count=1)
        if claimed[1]:
            return _taken(claimed[1][0])
        fresh: Any = await self._redis.xreadgroup(GROUP, self._name, {STREAM: ">"}, count=1, block=_BLOCK_MS)
        return _taken(fresh[0][1][0]) if fresh else None

    async def _beat(self) -> None:
        """Say that there is a worker, and whom it has in hand."""
        every = min(self._limits.claim_seconds, self._limits.there_seconds) / 3
        while not self._done.is_set():
            with suppress(RedisError):
                for there in (THERE, there_on_this_machine()):
                    await self._redis.set(there, self._name, px=round(1000 * self._limits.there_seconds))
                if mine := [*self._in_hand]:
                    await self._redis.xclaim(STREAM, GROUP, self._name, 0, cast(Any, mine), justid=True)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._done.wait(), every)

    async def _tries(self, taken: _Taken) -> int:
        place = taken.place.decode()
        found: Any = await self._redis.xpending_range(STREAM, GROUP, place, place, 1)
        return int(found[0]["times_delivered"]) if found else 0

    # ------------------------------------------------------------ judging

    async def _see_to(self, taken: _Taken) -> None:
        self._in_hand.add(taken.place)
        try:
            askers = (await self._begin(args=[taken.person])).decode().split()
            await self._end_with(taken, askers, await self._judged(taken))
        except RedisError:
            raise
        except Exception:  # noqa: BLE001 (whatever it is, the next person has nothing to do with it)
            _log.exception("the hours of %s are left to another worker", taken.person)
            await asyncio.sleep(_REST_SECONDS)
        finally:
            self._in_hand.discard(taken.place)

    async def _judged(self, taken: _Taken) -> JudgedFor:
        if await self._tries(taken) <= _TRIES:
            return await self._judge(taken.person)
        _log.error("%d workers were lost over the hours of %s, which are left alone", _TRIES, taken.person)
        return JudgedFor(Judged(taken.person, {}), ())

    async def _end_with(self, taken: _Taken, askers: list[str], found: JudgedFor) -> None:
        told = [channel(name) for name in sorted({*askers, *found.collectors} - {""})]
        await self._end(args=[taken.person, taken.place, _encode(found.judged), *told])


async def is_at_work(url: str) -> bool:
    """Whether a worker of this machine has just said that it is there; raises `JudgesAway`."""
    client = connect(url, at_once=1, seconds=_ANSWER_SECONDS)
    try:
        return bool(await client.exists(there_on_this_machine()))
    except RedisError as error:
        raise JudgesAway(f"Redis cannot be used: {error}") from error
    finally:
        await client.aclose()


def _taken(entry: Any) -> _Taken:
    place, fields = entry
    return _Taken(place, fields[b"person"].decode())
