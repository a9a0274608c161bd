"""The worker's side: lets a `FaceAnalyser` do the jobs of the stream, and answers each once.

A job whose worker falls silent is done again by another one, once; a job over which two workers fell silent is answered
as a fault of the service.
"""

from __future__ import annotations

import logging
from typing import Any, cast

from redis.exceptions import RedisError

from monitor.adapters.redis_faces.messages import (
    GROUP,
    STREAM,
    THERE,
    Answer,
    Job,
    RedisLimits,
    answers_key,
    connect,
    content_key,
    decode_job,
    encode,
)
from monitor.adapters.redis_presence import say_there, was_said
from monitor.adapters.redis_worker import Line, RedisWorker, Taken
from monitor.faces.errors import PictureError, StaleReferenceError
from monitor.ports import Action, FaceAnalyser, FaceJudgement, FaceServiceError

_log = logging.getLogger("monitor.faces")

_TRIES = 2

# Whoever deletes the content gives the answer: a job that two workers did is answered by the first alone.
_ANSWER = """
if redis.call('DEL', KEYS[1]) == 1 then
  redis.call('RPUSH', KEYS[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
redis.call('XACK', KEYS[3], ARGV[3], ARGV[4])
redis.call('XDEL', KEYS[3], ARGV[4])
"""


class RedisFaceWorker:
    """One worker process; `places` jobs at a time go to the analyser, which is closed by whoever made it."""

    def __init__(self, url: str, analyser: FaceAnalyser, *, places: int = 1, limits: RedisLimits | None = None) -> None:
        """Prepare; raises `FaceServiceError` for a wrong `url`."""
        self._limits = limits or RedisLimits()
        self._redis = connect(url)
        self._analyser = analyser
        every = min(self._limits.claim_seconds, self._limits.there_seconds) / 3
        line = Line(STREAM, GROUP, self._limits.claim_seconds, every)
        self._worker = RedisWorker(
            self._redis, line, self._do, name="worker", places=places, log=_log, on_beat=self._be_there
        )

    def stop(self) -> None:
        """Take no further job; `run` returns when those in hand are answered."""
        self._worker.stop()

    async def run(self) -> None:
        """Work until `stop`; while Redis is away it waits.  Raises `FaceServiceError` when it never was there."""
        try:
            await self._worker.run()
        except RedisError as error:
            raise FaceServiceError(f"Redis cannot be used: {error}") from error

    async def _be_there(self) -> None:
        """Say that there is a worker."""
        await say_there(self._redis, THERE, self._worker.name, self._limits.there_seconds)

    async def _do(self, taken: Taken) -> None:
        name = taken.word("job")
        content = await self._redis.get(content_key(name))
        if content is None:
            await self._reply(taken, b"")  # its caller has given up
        elif await self._worker.tries(taken) > _TRIES:
            await self._reply(taken, encode(_error(name, "two face workers were lost over one job")))
        else:
            await self._reply(taken, encode(await self._answer(name, cast(bytes, content))))

    async def _reply(self, taken: Taken, answer: bytes) -> None:
        keys = (content_key(taken.word("job")), answers_key(taken.word("collector")), STREAM)
        lasts = round(1000 * self._limits.answer_seconds)
        done: Any = self._redis.eval(_ANSWER, len(keys), *keys, answer, lasts, GROUP, taken.place)
        await done

    async def _answer(self, name: str, content: bytes) -> Answer:
        try:
            return Answer(job=name, kind="done", judgement=await self._judge(decode_job(content)))
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


def _error(job: str, told: str) -> Answer:
    return Answer(job=job, kind="error", told=told)


async def is_at_work(url: str) -> bool:
    """Whether a worker of this machine has just said that it is there; raises `FaceServiceError`."""
    try:
        return await was_said(connect(url), THERE)
    except RedisError as error:
        raise FaceServiceError(f"Redis cannot be used: {error}") from error
