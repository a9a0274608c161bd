"""What lies in Redis: names of keys, a job, an answer.

The stream names jobs and holds no picture.  A job's content is a key of its own that expires by itself and is deleted
in the same step that gives the answer, so that no picture outlives its judgement, and no job has two answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from monitor.ports import FaceJudgement, FaceServiceError

STREAM, GROUP = "faces:jobs", "faces"
THERE = "faces:there"  # as long as there is a worker

Verb = Literal["enrol", "judge_burst", "judge_photo", "versions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisLimits:
    """Seconds until a job is given up by its caller, and until the job of a silent worker is another's.

    `away_seconds` is for how long a job waits for a Redis that cannot be reached, or takes nothing.
    `there_seconds` is for how long a worker is believed to be there, and `untaken_seconds` after which the log says
    that nobody takes jobs.
    `places` is how many jobs of one collector lie in Redis at once; the rest waits in fair turns where it is.
    """

    answer_seconds: float = 60.0
    claim_seconds: float = 6.0
    away_seconds: float = 10.0
    there_seconds: float = 5.0
    untaken_seconds: float = 10.0
    places: int = 32


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker is asked; `pictures` are JPEG bytes, as received."""

    verb: Verb
    action: str = ""
    pictures: tuple[bytes, ...] = ()
    references: Sequence[Sequence[float]] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a job: done, refused (`told` is the problem), stale references, or an error of the service."""

    job: str
    kind: Literal["done", "refused", "stale", "error"]
    judgement: FaceJudgement | None = None
    told: str = ""
    detail: str = ""


encode = msgspec.msgpack.Encoder().encode
decode_job = msgspec.msgpack.Decoder(Job).decode
decode_answer = msgspec.msgpack.Decoder(Answer).decode


def content_key(job: str) -> str:
    """Where the pictures of a job lie."""
    return f"faces:job:{job}"


def answers_key(collector: str) -> str:
    """The list of answers to one collector."""
    return f"faces:answers:{collector}"


def connect(url: str) -> redis.Redis:
    """A client that says at once what goes wrong: a command repeated unseen could hand a job in twice.

    Raises `FaceServiceError` when `url` is none that Redis is reached by.
    """
    given: dict[str, Any] = {"retry": Retry(NoBackoff(), 0), "socket_timeout": 10, "socket_connect_timeout": 5}
    try:
        return redis.Redis.from_url(url, **given)
    except ValueError as error:
        raise FaceServiceError(f"no address of a Redis server: {error}") from error
