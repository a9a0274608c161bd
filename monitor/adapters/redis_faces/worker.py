"""The worker's side: takes jobs out of the stream, lets a `FaceAnalyser` do them, and answers each once.

A job stays its worker's while the worker says so every few seconds.  When it falls silent, another one claims the job
and does it again, once; a job over which two workers fell silent is answered as a fault of the service.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import suppress
from typing import Any, NamedTuple, cast

from redis.exceptions import RedisError, ResponseError

from monitor.adapters.redis_faces.messages import (
    GROUP,
    STREAM,
    Answer,
    Job,
    RedisLimits,
    answers_key,
    connect,
    content_key,
    decode_job,
    encode,
)
from monitor.faces.errors import PictureError, StaleReferenceError
from monitor.ports import Action, FaceAnalyser, FaceJudgement, FaceServiceError

_log = logging.getLogger("monitor.faces")

_TRIES = 2
_BLOCK_MS = 500
_REST_SECONDS = 0.5

# Whoever deletes the content gives the answer: a job that two workers did is answered by the first alone.
_ANSWER = """
if redis.call('DEL', KEYS[1]) == 1 then
  redis.call('RPUSH', KEYS[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
redis.call('XACK', KEYS[3], ARGV[3], ARGV[4])
redis.call('XDEL', KEYS[3], ARGV[4])
"""


class _Taken(NamedTuple):
    """A job in hand: its place in the stream, its name, and whom to answer."""

    place: bytes
    job: str
    collector: str


class RedisFaceWorker:
    """One worker process; `places` jobs at a time go to the analyser, which is closed by whoever made it."""

    def __init__(self, url: str, analyser: FaceAnalyser, *, places: int = 1, limits: RedisLimits | None = None) -> None:
        self._limits = limits or RedisLimits()
        self._redis = connect(url)
        self._name = f"worker-{secrets.token_hex(8)}"
        self._analyser = analyser
        self._places = places
        self._in_hand: set[bytes] = set()
        self._over, self._done = asyncio.Event(), asyncio.Event()

    def stop(self) -> None:
        """Take no further job; `run` returns when those in hand are answered."""
        self._over.set()

    async def run(self) -> None:
        """Work until `stop`; while Redis is away it waits.  Raises `FaceServiceError` when it never was there."""
        try:
            await self._make_group()
        except RedisError as error:
            await self._redis.aclose()
            raise FaceServiceError(f"Redis cannot be used: {error}") from error
        beat = asyncio.create_task(self._keep_in_hand(), name="in hand")
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
            if not self._in_hand:
                await self._redis.xgroup_delconsumer(STREAM, GROUP, self._name)
        await self._redis.aclose()

    async def _work_off(self) -> None:
        while not self._over.is_set():
            try:
                if (taken := await self._next()) is not None:
                    await self._do(taken)
            except RedisError as error:
                _log.warning("Redis cannot be used, trying on: %s", error)
                await asyncio.sleep(_REST_SECONDS)
                with suppress(RedisError):
                    await self._make_group()  # a server that was started anew has forgotten it

    # ------------------------------------------------------------ taking

    async def _next(self) -> _Taken | None:
        """A job of a silent worker, else a fresh one, else None after a short wait."""
        idle = round(1000 * self._limits.claim_seconds)
        claimed: Any = await self._redis.xautoclaim(STREAM, GROUP, self._name, idle, count=1)
        if claimed[1]:
            return _taken(claimed[1][0])
        fresh: Any = await self._redis.xreadgroup(GROUP, self._name, {STREAM: ">"}, count=1, block=_BLOCK_MS)
        return _taken(fresh[0][1][0]) if fresh else None

    async def _keep_in_hand(self) -> None:
        while not self._done.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._done.wait(), self._limits.claim_seconds / 3)
            with suppress(RedisError):
                if mine := [*self._in_hand]:
                    await self._redis.xclaim(STREAM, GROUP, self._name, 0, cast(Any, mine), justid=True)

    async def _tries(self, taken: _Taken) -> int:
        place = taken.place.decode()
        found: Any = await self._redis.xpending_range(STREAM, GROUP, place, place, 1)
        return int(found[0]["times_delivered"]) if found else 0

    # ------------------------------------------------------------ doing

    async def _do(self, taken: _Taken) -> None:
        self._in_hand.add(taken.place)
        try:
            content = await self._redis.get(content_key(taken.job))
            if content is None:
                await self._reply(taken, b"")  # its caller has given up
            elif await self._tries(taken) > _TRIES:
                await self._reply(taken, encode(_error(taken.job, "two face workers were lost over one job")))
            else:
                await self._reply(taken, encode(await self._answer(taken.job, decode_job(cast(bytes, content)))))
        finally:
            self._in_hand.discard(taken.place)

    async def _reply(self, taken: _Taken, answer: bytes) -> None:
        keys = (content_key(taken.job), answers_key(taken.collector), STREAM)
        lasts = round(1000 * self._limits.answer_seconds)
        done: Any = self._redis.eval(_ANSWER, len(keys), *keys, answer, lasts, GROUP, taken.place)
        await done

    async def _answer(self, name: str, job: Job) -> Answer:
        try:
            return Answer(job=name, kind="done", judgement=await self._judge(job))
        except PictureError as refusal:
            return Answer(job=name, kind="refused", told=refusal.problem, detail=refusal.detail)
        except StaleReferenceError as stale:
            return Answer(job=name, kind="stale", told=str(stale))
        except Exception as error:  # noqa: BLE001 (the caller has to hear of it, whatever it is)
            return _error(name, str(error) if isinstance(error, FaceServiceError) else repr(error))

    async def _judge(self, job: Job) -> FaceJudgement:
        if job.verb == "enrol":
            return await self._analyser.enrol(job.pictures[0])
        if job.verb == "judge_burst":
            return await self._analyser.judge_burst(cast("Action", job.action), job.pictures, job.references)
        if job.verb == "judge_photo":
            return await self._analyser.judge_photo(job.pictures[0], job.references)
        return FaceJudgement(verdict="pass", reason="ok", versions=await self._analyser.versions())


def _taken(entry: Any) -> _Taken:
    place, fields = entry
    return _Taken(place, fields[b"job"].decode(), fields[b"collector"].decode())


def _error(job: str, told: str) -> Answer:
    return Answer(job=job, kind="error", told=told)
