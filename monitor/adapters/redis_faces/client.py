"""The collector's side: hands jobs in, a few at a time, and waits for the answers."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

from redis.exceptions import RedisError

from monitor.adapters.redis_faces.messages import (
    STREAM,
    Answer,
    Job,
    RedisLimits,
    answers_key,
    connect,
    content_key,
    decode_answer,
    encode,
)
from monitor.adapters.redis_faces.taking import Asked, Taking
from monitor.adapters.redis_presence import HEARS, TAKES, Reach
from monitor.faces.challenge import judge_challenge
from monitor.faces.enrolment import judge_enrolment
from monitor.faces.errors import PictureError, Problem, StaleReferenceError
from monitor.faces.fair_queue import FairQueue, Quotas, Turn
from monitor.faces.pictures import check_frames, check_photo
from monitor.ports import NOBODY, Action, FaceJudgement, FaceServiceError, Owner, QueueState

_log = logging.getLogger("monitor.faces")

_LISTEN_SECONDS = 0.5
_REST_SECONDS = 0.5
_LOOK_AGAIN_SECONDS = 0.2
_VERSIONS_SECONDS = 30.0
_CLOSED = "the face service is closed"
_LOST = (
    "no face is judged until Redis (MONITOR_REDIS_URL) can be used: learners are asked for their face again; their "
    "events are acknowledged and their hours judged as ever: %s"
)
_BACK = "Redis (MONITOR_REDIS_URL) can be used: face jobs are handed to workers"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A job and the judgement that its caller waits for."""

    job: Job
    judgement: asyncio.Future[FaceJudgement] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class RedisFaces:
    """`FaceAnalyser` whose workers are other processes, found through Redis; used from one event loop.

    Raises what `FacePool` raises; `FaceServiceError` also when nobody answers in time or Redis cannot be reached.
    """

    def __init__(self, url: str, *, limits: RedisLimits | None = None, quotas: Quotas | None = None) -> None:
        """Prepare; nothing is connected before `listen` or a job.  Raises `FaceServiceError` for a wrong `url`."""
        self._limits = limits or RedisLimits()
        self._redis = connect(url)
        self._name = secrets.token_hex(8)
        self._queue: FairQueue[_Waiting] = FairQueue(quotas or Quotas())
        self._asked: dict[str, Asked] = {}
        self._taking = Taking(self._limits.untaken_seconds)
        self._reach = Reach(_log, lost=_LOST, back=_BACK)
        self._tasks: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Task[None] | None = None
        self._back = asyncio.Event()  # set, and replaced, when Redis was away and is there again
        self._closed = False
        self._versions: Mapping[str, str] = {}
        self._versions_until = 0.0

    def queue_state(self) -> QueueState:
        """Return how many jobs wait, here or untaken in Redis, how many workers have, and the oldest's age."""
        now = time.monotonic()
        here, untaken = self._queue.state(now), self._taking.since(self._asked)
        oldest = max(here.oldest_seconds, now - min(untaken, default=now))
        return QueueState(here.waiting + len(untaken), here.working - len(untaken), oldest, here.done)

    def listen(self) -> None:
        """Connect now instead of with the first job, so that the log says early that Redis is away."""
        self._listener = self._listener or asyncio.create_task(self._listen(), name="face answers")

    async def enrol(self, picture: bytes, *, owner: Owner = NOBODY) -> FaceJudgement:
        """Turn an enrolment picture into a reference embedding."""
        check_photo(picture)
        return await self._work(owner, Job(verb="enrol", pictures=(picture,)))

    async def judge_enrolment(self, pictures: Sequence[FaceJudgement]) -> Sequence[FaceJudgement]:
        """Judge the pictures of one enrolment as a whole; a few vectors are compared, which needs no worker."""
        return judge_enrolment(pictures)

    async def judge_burst(
        self,
        action: Action,
        frames: Sequence[bytes],
        references: Sequence[Sequence[float]],
        *,
        owner: Owner = NOBODY,
    ) -> FaceJudgement:
        """Judge the frames of one asked action, in the order they were taken."""
        check_frames(frames)
        return await self._work(
            owner, Job(verb="judge_burst", action=action, pictures=tuple(frames), references=references)
        )

    async def judge_photo(
        self, picture: bytes, references: Sequence[Sequence[float]], *, owner: Owner = NOBODY
    ) -> FaceJudgement:
        """Compare a snapshot with the learner's references."""
        check_photo(picture)
        return await self._work(owner, Job(verb="judge_photo", pictures=(picture,), references=references))

    async def judge_challenge(self, bursts: Sequence[FaceJudgement], seen: Collection[str] = ()) -> FaceJudgement:
        """Judge the bursts of one challenge as a whole; a few vectors are compared, which needs no worker."""
        return judge_challenge(bursts, seen)

    async def versions(self) -> Mapping[str, str]:
        """Return the models in force; asked again now and then, as workers are exchanged while the collector runs."""
        if time.monotonic() >= self._versions_until:
            self._versions = (await self._work(NOBODY, Job(verb="versions"))).versions
            self._versions_until = time.monotonic() + _VERSIONS_SECONDS
        return self._versions

    async def close(self) -> None:
        """Let go of Redis; jobs under way end with `FaceServiceError`.  May be called twice."""
        self._closed = True
        for waiting in self._queue.drain():
            if not waiting.judgement.done():
                waiting.judgement.set_exception(FaceServiceError(_CLOSED))
        for job in self._asked:
            self._give(Answer(job=job, kind="error", told=_CLOSED))
        # Nothing is cancelled: in the middle of a command the connection would be left behind, half read.
        await asyncio.gather(*self._tasks, *([self._listener] if self._listener else []))
        await self._redis.aclose()

    # ------------------------------------------------------------ turns

    async def _work(self, owner: Owner, job: Job) -> FaceJudgement:
        if self._closed:
            raise FaceServiceError(_CLOSED)
        waiting = _Waiting(job)
        self._queue.put(owner, waiting, time.monotonic())
        self.listen()
        self._hand_over()
        return await waiting.judgement

    def _hand_over(self) -> None:
        while len(self._tasks) < self._limits.places and (turn := self._queue.take()) is not None:
            task = asyncio.create_task(self._see_through(turn), name="face job")
            self._tasks.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not self._closed:
            self._hand_over()

    async def _see_through(self, turn: Turn[_Waiting]) -> None:
        judgement = turn.job.judgement
        try:
            # A caller who gave up while the job waited is done with it; nobody shall work for nothing.
            found = None if judgement.done() else await self._ask(turn.job.job, turn.since)
        except Exception as error:  # noqa: BLE001 (the caller has to hear of it, whatever it is)
            if not judgement.done():
                judgement.set_exception(error)
        else:
            if found is not None and not judgement.done():
                judgement.set_result(found)
        finally:
            self._queue.done(turn.owner)

    # ------------------------------------------------------------ Redis

    async def _ask(self, job: Job, since: float) -> FaceJudgement:
        name, seconds = secrets.token_hex(12), self._limits.answer_seconds
        asked = self._asked[name] = Asked(since)
        answer = asked.answer
        try:
            async with asyncio.timeout(seconds):
                while not answer.done():  # a Redis that was away has forgotten the job
                    back, asked.place = self._back, b""
                    asked.place = await self._submit_in_time(name, job)
                    asked.handed_over = time.monotonic()
                    await _first_of(answer, back)
                return _judgement(answer.result())
        except TimeoutError as error:
            raise FaceServiceError(f"no face worker answered within {seconds:g} s") from error
        except RedisError as error:
            raise FaceServiceError(f"Redis cannot be used: {error}") from error
        finally:
            del self._asked[name]
            if self._closed or not answer.done() or answer.cancelled():
                await self._withdraw(name, asked.place)

    async def _submit_in_time(self, name: str, job: Job) -> bytes:
        """Submit, again and again for a while if Redis is away or takes nothing."""
        over = asyncio.get_running_loop().time() + self._limits.away_seconds
        while True:
            try:
                return await self._submit(name, job)
            except RedisError as error:
                self._reach.fails(TAKES, error)
                if asyncio.get_running_loop().time() > over:
                    raise
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def _submit(self, name: str, job: Job) -> bytes:
        """Store the pictures for as long as somebody waits, then name the job in the stream; both or neither."""
        async with self._redis.pipeline(transaction=True) as both:
            both.set(content_key(name), encode(job), px=round(1000 * self._limits.answer_seconds))
            both.xadd(STREAM, {"job": name, "collector": self._name})
            _, place = await both.execute()
        self._reach.works(TAKES)
        return cast(bytes, place)

    async def _withdraw(self, name: str, place: bytes) -> None:
        with suppress(RedisError):  # what stays behind expires by itself
            await self._redis.delete(content_key(name))
            if place:
                await self._redis.xdel(STREAM, place)

    async def _listen(self) -> None:
        """Give answers to those who wait; while Redis is away their time runs, and afterwards they ask again."""
        away = False
        while not self._closed:
            try:
                await self._hear(2 * self._limits.claim_seconds)
            except RedisError as error:
                away = True
                self._reach.fails(HEARS, error)
                self._taking.nobody(self._asked)
                await asyncio.sleep(_REST_SECONDS)
                continue
            if away:
                self._reach.works(HEARS, TAKES)
                self._back.set()
                self._back, away = asyncio.Event(), False

    async def _hear(self, left_after: float) -> None:
        """Wait a moment for an answer, and see what nobody takes; raises `RedisError`."""
        heard = await self._redis.blpop([answers_key(self._name)], timeout=_LISTEN_SECONDS)
        if heard is not None:
            self._taking.answered()
            self._give(decode_answer(cast(bytes, heard[1])))
        await self._taking.look(self._redis, self._asked, left_after)

    def _give(self, answer: Answer) -> None:
        asked = self._asked.get(answer.job)
        if asked is not None and not asked.answer.done():
            asked.answer.set_result(answer)


async def _first_of(answer: asyncio.Future[Answer], event: asyncio.Event) -> None:
    """Wait for either."""
    waiting = asyncio.create_task(event.wait(), name="Redis is back")
    either: tuple[asyncio.Future[Any], ...] = (answer, waiting)
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()


def _judgement(answer: Answer) -> FaceJudgement:
    if answer.kind == "refused":
        raise PictureError(cast("Problem", answer.told), answer.detail)
    if answer.kind == "stale":
        raise StaleReferenceError(answer.told)
    if answer.kind == "error" or answer.judgement is None:
        raise FaceServiceError(answer.told)
    return answer.judgement
