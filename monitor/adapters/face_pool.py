"""The face service behind worker processes, so that no picture is ever analysed in the event loop.

Each worker is one process with one set of models.  A thread waits for each worker, so the event loop never does.  A
worker that crashes or hangs is replaced and its job is tried once more on a fresh process.  Jobs that find no free
worker wait in fair turns, however many they are.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, TypeVar

from monitor.adapters.model_store import EMBEDDER, LANDMARKS, ModelStore
from monitor.faces.challenge import judge_challenge
from monitor.faces.enrolment import judge_enrolment
from monitor.faces.errors import PictureError, StaleReferenceError
from monitor.faces.fair_queue import FairQueue, Quotas, Turn
from monitor.faces.pictures import check_frames, check_photo
from monitor.ports import NOBODY, Action, FaceJudgement, FaceServiceError, Owner, QueueState

if TYPE_CHECKING:
    from monitor.faces.models import Embedder, Pad
    from monitor.faces.service import FaceService

_SPAWN = multiprocessing.get_context("spawn")
_GRACE_SECONDS = 2.0
# A picture can wait for a core; whoever learns waits for the acknowledgement that the collector on the same cores owes.
_POLITENESS = 10


class FaceWork(Protocol):
    """What a worker process does; `FaceService` is the real one."""

    def enrol(self, picture: bytes) -> FaceJudgement: ...

    def judge_burst(
        self, action: Action, frames: Sequence[bytes], references: Sequence[Sequence[float]]
    ) -> FaceJudgement: ...

    def judge_photo(self, picture: bytes, references: Sequence[Sequence[float]]) -> FaceJudgement: ...

    def describe(self) -> FaceJudgement: ...

    def close(self) -> None: ...


Build = Callable[[], FaceWork]
"""Makes the work of one process; it is sent to the process, so it must be picklable."""

Verb = Literal["enrol", "judge_burst", "judge_photo", "describe"]

_T = TypeVar("_T")
_Pipe: TypeAlias = "Connection[Any, Any]"


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """Seconds a worker may take to load its models and to do one job, and how many jobs one owner may have at work."""

    start_seconds: float = 60.0
    job_seconds: float = 20.0
    quotas: Quotas = field(default_factory=Quotas)


class FacePool:
    """`FaceAnalyser` on worker processes.

    Every verb raises `FaceServiceError` when no worker could do the job or when the pool is closed; `PictureError`
    (a ValueError) for pictures refused before analysis; `StaleReferenceError` (a ValueError) for references of
    another embedder.  Workers start with the first job, or with `start`.
    """

    def __init__(
        self,
        workers: int = 1,
        models: ModelStore | None = None,
        *,
        build: Build | None = None,
        limits: PoolLimits | None = None,
    ) -> None:
        """Prepare `workers` processes; `build` replaces the real face service, in tests and for other providers."""
        self._limits = limits or PoolLimits()
        build = build or partial(installed_service, models or ModelStore())
        self._workers = [_Worker(build, self._limits) for _ in range(workers)]
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="faces")
        self._queue: FairQueue[_Job] = FairQueue(self._limits.quotas)
        self._queue_lock = threading.Lock()
        self._closed = False
        self._versions: Mapping[str, str] = {}

    async def start(self) -> None:
        """Load the models of every worker now instead of with its first job.  Raises `FaceServiceError`."""
        if self._closed:
            raise FaceServiceError("the face pool is closed")
        starts = [self._threads.submit(worker.start) for worker in self._workers]
        await asyncio.gather(*map(asyncio.wrap_future, starts))

    def queue_state(self) -> QueueState:
        """Return how many jobs wait and work, and how old the oldest waiting one is; for the metrics."""
        with self._queue_lock:
            return self._queue.state(time.monotonic())

    async def enrol(self, picture: bytes, *, owner: Owner = NOBODY) -> FaceJudgement:
        """Turn an enrolment picture into a reference embedding."""
        check_photo(picture)
        return await self._work(owner, "enrol", picture)

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
        return await self._work(owner, "judge_burst", action, tuple(frames), references)

    async def judge_photo(
        self, picture: bytes, references: Sequence[Sequence[float]], *, owner: Owner = NOBODY
    ) -> FaceJudgement:
        """Compare a snapshot with the learner's references."""
        check_photo(picture)
        return await self._work(owner, "judge_photo", picture, references)

    async def judge_challenge(self, bursts: Sequence[FaceJudgement], seen: Collection[str] = ()) -> FaceJudgement:
        """Judge the bursts of one challenge as a whole; a few vectors are compared, which needs no worker."""
        return judge_challenge(bursts, seen)

    async def versions(self) -> Mapping[str, str]:
        """Return the models in force; a worker is asked once, as they do not change while the pool lives."""
        if not self._versions:
            self._versions = (await self._work(NOBODY, "describe")).versions
        return self._versions

    async def close(self) -> None:
        """End every worker process; jobs under way end with `FaceServiceError`.  May be called twice."""
        self._closed = True
        await asyncio.to_thread(self._shut_down)

    async def _work(self, owner: Owner, verb: Verb, *arguments: object) -> FaceJudgement:
        job = _Job(verb, arguments)
        with self._queue_lock:
            if self._closed:
                raise FaceServiceError("the face pool is closed")
            self._queue.put(owner, job, time.monotonic())
            self._threads.submit(self._work_off)
        return await asyncio.wrap_future(job.answer)

    def _work_off(self) -> None:
        """Do jobs in their turn until none may go; whoever frees a place does the job that waited for it."""
        worker = self._idle.get()
        try:
            while (turn := self._next_turn()) is not None:
                answer = turn.job.do_on(worker)
                self._free_place(turn.owner)  # first, so that whoever has the answer finds the place free
                answer()
        finally:
            self._idle.put(worker)

    def _next_turn(self) -> Turn[_Job] | None:
        with self._queue_lock:
            return self._queue.take()

    def _free_place(self, owner: Owner) -> None:
        with self._queue_lock:
            self._queue.done(owner)

    def _shut_down(self) -> None:
        with self._queue_lock:
            waiting = self._queue.drain()
        for job in waiting:
            job.refuse(FaceServiceError("the face pool is closed"))
        for worker in self._workers:
            worker.close()
        self._threads.shutdown(wait=True, cancel_futures=True)


def installed_service(models: ModelStore) -> FaceService:
    """Build the face service on MediaPipe and dlib, or on the models that the operator plugged in.

    Raises `ModelError` or `OnnxModelError` when a model is missing, damaged or not what its card says.
    """
    # Imported here, in the worker: the process that owns the pool never pays for these libraries.
    import cv2

    from monitor.adapters.mediapipe_landmarks import MediapipeLandmarks
    from monitor.faces.models import FaceModels
    from monitor.faces.service import FaceService

    cv2.setNumThreads(1)
    embedder, pad = _embedder(models), _pad(models)
    return FaceService(FaceModels(MediapipeLandmarks(models.path_of(LANDMARKS)), embedder, pad))


def _embedder(models: ModelStore) -> Embedder:
    plugged = models.plugged_embedder()
    if plugged is None:
        from monitor.adapters.dlib_embedder import DlibEmbedder

        return DlibEmbedder(models.path_of(EMBEDDER))
    from monitor.adapters.onnx_model import OnnxEmbedder

    return OnnxEmbedder(*plugged)


def _pad(models: ModelStore) -> Pad | None:
    plugged = models.plugged_pad()
    if plugged is None:
        return None
    from monitor.adapters.onnx_model import OnnxPad

    return OnnxPad(*plugged)


@dataclass(frozen=True, slots=True)
class _Job:
    """What a worker is asked, and the answer that its caller waits for."""

    verb: Verb
    arguments: tuple[object, ...]
    answer: Future[FaceJudgement] = field(default_factory=Future)

    def do_on(self, worker: _Worker) -> Callable[[], None]:
        """Let a worker do it, unless the caller gave up meanwhile; return how to answer, whatever went wrong."""
        if not self.answer.set_running_or_notify_cancel():
            return lambda: None
        try:
            return partial(self.answer.set_result, worker.run(self.verb, self.arguments))
        except Exception as error:  # noqa: BLE001 (the caller has to hear of it, whatever it is)
            return partial(self.answer.set_exception, error)

    def refuse(self, error: FaceServiceError) -> None:
        """Answer without doing it."""
        if self.answer.set_running_or_notify_cancel():
            self.answer.set_exception(error)


class _WorkerLostError(Exception):
    """The worker process crashed, or was killed because it hung."""


class _Worker:
    """One process and the pipe to it; used by one thread at a time, except for `close`."""

    def __init__(self, build: Build, limits: PoolLimits) -> None:
        self._build, self._limits = build, limits
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: _Pipe | None = None
        self._closed = False

    def start(self) -> None:
        """Start the process and load its models unless that is done.  Raises `FaceServiceError`."""
        with self._lock:
            self._twice(lambda: None)

    def run(self, verb: Verb, arguments: tuple[object, ...]) -> FaceJudgement:
        """Do one job, on a fresh process when the first is lost.  Raises `FaceServiceError`."""
        with self._lock:
            return self._twice(lambda: self._ask(verb, arguments))

    def close(self) -> None:
        """End the process; a job under way in another thread ends with `FaceServiceError`."""
        self._closed = True
        while not self._lock.acquire(timeout=0.1):
            if (process := self._process) is not None:
                process.kill()
        try:
            self._discard(_GRACE_SECONDS)
        finally:
            self._lock.release()

    def _twice(self, job: Callable[[], _T]) -> _T:
        lost: _WorkerLostError | None = None
        for _ in range(2):
            if self._closed:
                raise FaceServiceError("the face pool is closed")
            try:
                self._ensure_started()
                return job()
            except _WorkerLostError as error:
                lost = error
                self._discard()
        raise FaceServiceError(f"two face workers were lost over one job: {lost}")

    def _ensure_started(self) -> None:
        if self._process is not None:
            return
        self._process, self._pipe = self._begin()
        with self._deadline(self._limits.start_seconds):
            kind, content = self._pipe.recv()
        if kind != "ready":
            self._discard()
            raise FaceServiceError(f"a face worker could not start: {content}")

    def _begin(self) -> tuple[SpawnProcess, _Pipe]:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(self._build, theirs), name="face-worker", daemon=True)
        try:
            process.start()
        except Exception as error:  # no memory, no processes left, or a main module that cannot be started again
            ours.close()
            raise FaceServiceError(f"a face worker could not start: {error}") from error
        finally:
            theirs.close()
        return process, ours

    def _ask(self, verb: Verb, arguments: tuple[object, ...]) -> FaceJudgement:
        pipe = self._pipe
        assert pipe is not None, "started by _twice"
        with self._deadline(self._limits.job_seconds):
            pipe.send((verb, arguments))
            kind, content = pipe.recv()
        if kind == "refused":
            raise content
        if kind == "error":
            raise FaceServiceError(f"the face analysis failed: {content}")
        judgement: FaceJudgement = content
        return judgement

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        # Killing the process wakes the thread that talks to it, even one stuck in sending to a stopped process.
        process = self._process
        assert process is not None, "started before it is talked to"
        watchdog = threading.Timer(seconds, process.kill)
        watchdog.start()
        try:
            yield
        except (EOFError, OSError) as error:
            why = "crashed" if watchdog.is_alive() else f"gave no answer within {seconds:g} s"
            raise _WorkerLostError(f"the worker {why}") from error
        finally:
            watchdog.cancel()

    def _discard(self, grace: float = 0.0) -> None:
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.join(grace)
            process.kill()
            process.join()
            process.close()


def _serve(build: Build, pipe: _Pipe) -> None:
    # An interrupt at the terminal reaches the whole process group; the owner ends its workers in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_POLITENESS)
    try:
        work = build()
    except Exception as error:  # noqa: BLE001 (whatever it is, the owner has to hear of it)
        pipe.send(("error", _told(error)))
        return
    pipe.send(("ready", None))
    with closing(work), suppress(EOFError):
        while True:
            verb, arguments = pipe.recv()
            pipe.send(_answer(work, verb, arguments))


def _answer(work: FaceWork, verb: Verb, arguments: tuple[Any, ...]) -> tuple[str, object]:
    try:
        return "done", getattr(work, verb)(*arguments)
    except (PictureError, StaleReferenceError) as refusal:
        return "refused", refusal
    except Exception as error:  # noqa: BLE001 (a bug in one analysis must not cost the models their load time)
        return "error", _told(error)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
