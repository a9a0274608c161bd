"""The worker's side: has the people judged who stand in line, and tells the collectors.

A person whose worker falls silent is judged again by another one, which stores nothing twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import msgspec
from redis.exceptions import RedisError

from monitor.adapters.redis_judges.line import (
    BEGIN,
    END,
    GROUP,
    STREAM,
    THERE,
    LineLimits,
    channel,
    connect,
)
from monitor.adapters.redis_presence import say_there, was_said
from monitor.adapters.redis_worker import Line, RedisWorker, Taken
from monitor.ports import Judged, JudgedFor, JudgesAway

_log = logging.getLogger("monitor.judges")

_TRIES = 3
_REST_SECONDS = 0.5
_ANSWER_SECONDS = 10.0

_encode = msgspec.msgpack.Encoder().encode

Judge = Callable[[str], Awaitable[JudgedFor]]


class RedisJudgeWorker:
    """One process; `places` people at a time, so that one is judged while others' entries are read."""

    def __init__(self, url: str, judge: Judge, *, places: int = 2, limits: LineLimits | None = None) -> None:
        """Prepare; `judge` may raise, and then the person stays in line.  Raises `JudgesAway` for a wrong `url`."""
        self._limits = limits or LineLimits()
        self._redis = connect(url, at_once=places + 2, seconds=_ANSWER_SECONDS)
        self._judge = judge
        every = min(self._limits.claim_seconds, self._limits.there_seconds) / 3
        line = Line(STREAM, GROUP, self._limits.claim_seconds, every)
        self._worker = RedisWorker(
            self._redis, line, self._see_to, name="judge", places=places, log=_log, on_beat=self._be_there
        )
        self._begin = self._redis.register_script(BEGIN)
        self._end = self._redis.register_script(END)

    def stop(self) -> None:
        """Take nobody further; `run` returns when those in hand are judged."""
        self._worker.stop()

    async def run(self) -> None:
        """Work until `stop`; while Redis is away it waits.  Raises `JudgesAway` when it never was there."""
        try:
            await self._worker.run()
        except RedisError as error:
            raise JudgesAway(f"Redis cannot be used: {error}") from error

    async def _be_there(self) -> None:
        """Say that there is a worker."""
        await say_there(self._redis, THERE, self._worker.name, self._limits.there_seconds)

    async def _see_to(self, taken: Taken) -> None:
        person = taken.word("person")
        try:
            askers = (await self._begin(args=[person])).decode().split()
            await self._end_with(taken, person, askers, await self._judged(taken, person))
        except RedisError:
            raise
        except Exception:  # noqa: BLE001 (whatever it is, the next person has nothing to do with it)
            _log.exception("the hours of %s are left to another worker", person)
            await asyncio.sleep(_REST_SECONDS)

    async def _judged(self, taken: Taken, person: str) -> JudgedFor:
        if await self._worker.tries(taken) <= _TRIES:
            return await self._judge(person)
        _log.error("%d workers were lost over the hours of %s, which are left alone", _TRIES, person)
        return JudgedFor(Judged(person, {}), ())

    async def _end_with(self, taken: Taken, person: str, askers: list[str], found: JudgedFor) -> None:
        told = [channel(name) for name in sorted({*askers, *found.collectors} - {""})]
        await self._end(args=[person, taken.place, _encode(found.judged), *told])


async def is_at_work(url: str) -> bool:
    """Whether a worker of this machine has just said that it is there; raises `JudgesAway`."""
    try:
        return await was_said(connect(url, at_once=1, seconds=_ANSWER_SECONDS), THERE)
    except RedisError as error:
        raise JudgesAway(f"Redis cannot be used: {error}") from error
