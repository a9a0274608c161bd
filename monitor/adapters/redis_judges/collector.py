"""The collector's side: names people, and hears what was found about its own."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from monitor.adapters.redis_judges.line import ASK, STREAM, WITHDRAW, channel, connect
from monitor.adapters.redis_presence import HEARS, TAKES, Reach
from monitor.ports import Judged, JudgesAway, JudgesState

_log = logging.getLogger("monitor.judges")

_AT_ONCE = 8  # connections
_ANSWER_SECONDS = 2.0
_REST_SECONDS = 1.0  # after a failure nobody waits for the next one
_LISTEN_SECONDS = 0.5

_LOST = "hours are judged by this process until Redis (MONITOR_REDIS_URL) can be used, and nothing is lost: %s"
_BACK = "Redis (MONITOR_REDIS_URL) can be used: hours are judged by workers"

_decode = msgspec.msgpack.Decoder(Judged).decode


class RedisJudges:
    """`Judges` whose workers are found through Redis, for the collector of this name; used from one event loop.

    As long as it does not hear (`told`), nobody is asked.
    """

    def __init__(self, url: str, collector: str) -> None:
        """Prepare; nothing is connected yet.  Raises `JudgesAway` for a wrong `url`."""
        self._redis = connect(url, at_once=_AT_ONCE, seconds=_ANSWER_SECONDS)
        self._name = collector
        self._hears = False
        self._rests_until = 0.0
        self._reach = Reach(_log, lost=_LOST, back=_BACK)
        self._ask = self._redis.register_script(ASK)
        self._withdraw = self._redis.register_script(WITHDRAW)

    async def ask(self, trainee: str) -> bool:
        """Put a person in line; False where there is no worker.  Raises `JudgesAway`."""
        if not self._hears or time.monotonic() < self._rests_until:
            raise JudgesAway("Redis is away")
        return bool(await self._done(self._ask, [trainee, self._name]))

    async def withdraw(self, trainee: str) -> None:
        """Take a person out of the line whom no worker has in hand; raises `JudgesAway`."""
        await self._done(self._withdraw, [trainee])

    async def state(self) -> JudgesState:
        """How many stand in line, in hand or not, and for how long the first of them has; raises `JudgesAway`."""
        try:
            async with self._redis.pipeline(transaction=False) as asked:
                asked.xlen(STREAM)
                asked.xrange(STREAM, count=1)
                asked.time()
                people, first, (seconds, micros) = await asked.execute()
        except RedisError as error:
            raise JudgesAway(f"Redis cannot be used: {error}") from error
        return JudgesState(people, max(0.0, seconds + micros / 1e6 - _since(first)) if first else 0.0)

    async def told(self) -> AsyncIterator[Judged]:
        """What workers found, for ever; while Redis is away there is nothing."""
        while True:
            try:
                async with self._redis.pubsub() as heard:
                    await heard.subscribe(channel(self._name))
                    while True:
                        if (judged := await self._next(heard)) is not None:
                            yield judged
            except RedisError as error:
                self._reach.fails(HEARS, error)
                self._hears = False
                await asyncio.sleep(_REST_SECONDS)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()

    async def _next(self, heard: PubSub) -> Judged | None:
        message = await heard.get_message(timeout=_LISTEN_SECONDS)
        if message is None:
            return None
        if not self._hears:
            self._reach.works(HEARS, TAKES)
        self._hears = True  # Redis has said that it will tell, or does so
        return _decode(message["data"]) if message["type"] == "message" else None

    async def _done(self, step: Any, words: Sequence[str]) -> Any:
        try:
            said = await step(args=words)
        except RedisError as error:
            self._rests_until = time.monotonic() + _REST_SECONDS
            self._reach.fails(TAKES, error)
            raise JudgesAway(f"Redis cannot be used: {error}") from error
        self._reach.works(TAKES)
        return said


def _since(first: Any) -> float:
    """When a person got in line, by the clock of Redis (s)."""
    return int(first[0][0].partition(b"-")[0]) / 1000
