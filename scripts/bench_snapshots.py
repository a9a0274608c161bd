"""Snapshots at the rate of 1,000 learners on one face worker: does the queue stay short, and do acknowledgements?

One collector serves learners without snapshots and with them, in turns within one run.  The learners are a process of
their own that speaks the protocol, and their pictures are sent by another one, so that only the collector's work delays
an acknowledgement.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import httpx

    from monitor.learners.people import Person

_ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_ROOT / "tests" / "web"), str(_ROOT)]

SNAPSHOTS_A_SECOND = 3.3
LEARNERS = 20
BATCH_SECONDS = 0.1  # together 200 batches a second, what 1,000 learners send
ROUNDS = 12  # short ones in turns, so that what else the machine does falls on both alike
PERSON: Person = "astronaut"


class Sustained(NamedTuple):
    """What was measured: snapshots judged, age of the oldest waiting one, and acks in ms.

    Of acknowledgements it is the median of the rounds' 99th percentiles.
    """

    judged: int
    asked: int
    oldest_seconds: float
    ack_p99_without_ms: float
    ack_p99_with_ms: float

    @property
    def ratio(self) -> float:
        return self.ack_p99_with_ms / self.ack_p99_without_ms


class Seat(NamedTuple):
    """What one learner needs for one round; a snapshot is a moment (s), a nonce and a picture."""

    stream_url: str
    ticket: str
    instance: str
    snapshots: tuple[tuple[float, str, bytes], ...] = ()


# ---------------------------------------------------------------- the collector's process


async def sustained(seconds: float) -> Sustained:
    """Run for so long without snapshots and for so long with them, in turns."""
    from small_world import running  # type: ignore[import-not-found]  # of the tests, found at run time

    from monitor.adapters.face_pool import FacePool
    from monitor.flows.unsupervised import Unsupervised
    from monitor.learners.people import reference_picture
    from monitor.web.server import prepare_the_process

    pool = FacePool(1)
    with tempfile.TemporaryDirectory() as folder, _learners() as learners:
        async with running(Path(folder), pool, messages_per_second=1000, message_burst=10_000) as world:
            # Nobody here answers face checks and pop-ups, for which the sessions would end within a minute.
            world.monitor.supervise = lambda *_: Unsupervised()
            await pool.start()
            bench = _Bench(world, pool, await pool.enrol(reference_picture(PERSON)), learners, seconds / ROUNDS)
            prepare_the_process()
            return await bench.run()


def _learners() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


class _Bench:
    """A collector with enrolled trainees, and the process in which they learn."""

    def __init__(self, world: Any, pool: Any, enrolled: Any, learners: ProcessPoolExecutor, seconds: float) -> None:
        self._world, self._pool, self._learners, self._seconds = world, pool, learners, seconds
        self._trainees = [_enrolled_trainee(world, f"learner-{number}", enrolled) for number in range(LEARNERS)]
        self._pictures = _pictures()
        self._asked, self._oldest = 0, 0.0

    async def run(self) -> Sustained:
        without: list[float] = []
        beside: list[float] = []
        await self._round("warm-up", 2.0)
        for number in range(ROUNDS):
            without.append(_p99(await self._round(f"without-{number}", self._seconds)))
            beside.append(_p99(await self._round(f"beside-{number}", self._seconds, SNAPSHOTS_A_SECOND)))
        decisions = self._world.collector.decisions.items()
        judged = sum(times for (kind, _), times in decisions if kind == "photo")
        return Sustained(judged, self._asked, self._oldest, median(without), median(beside))

    async def _round(self, name: str, seconds: float, rate: float = 0.0) -> list[float]:
        """Milliseconds of every acknowledgement of one round."""
        moments = [(number / rate, f"{name}-{number:05}") for number in range(round(seconds * rate))]
        self._asked += len(moments)
        shots = [(moment, nonce, next(self._pictures)) for moment, nonce in moments]
        seats = [await self._seat(place, name, shots[place::LEARNERS]) for place in range(LEARNERS)]
        learning = asyncio.get_running_loop().run_in_executor(
            self._learners, learn, self._world.address, seats, seconds
        )
        while not learning.done():
            self._oldest = max(self._oldest, self._pool.queue_state().oldest_seconds)
            await asyncio.wait([learning], timeout=0.05)
        await self._world.collector.background.settle()
        return await learning

    async def _seat(self, place: int, name: str, shots: Sequence[tuple[float, str, bytes]]) -> Seat:
        opened = await self._world.open(self._trainees[place])
        for counter, (_, nonce, _) in enumerate(shots):
            await self._ask_for_photo(opened["session"], nonce, counter)
        return Seat(opened["stream_url"], opened["ticket"], f"{name}-{place}", tuple(shots))

    async def _ask_for_photo(self, session: str, nonce: str, counter: int) -> None:
        from monitor.core.events import DirectiveIssued

        live = await self._world.collector.sessions.get(session)
        attempt, deadline = live.state.opened.attempts[0].attempt, self._world.monitor.clock.now() + 600_000
        async with live.lock:
            await live.note(
                DirectiveIssued(
                    kind="photo", attempt=attempt, nonce=nonce, counter=1000 + counter, engaged=0, deadline=deadline
                )
            )


def _enrolled_trainee(world: Any, name: str, enrolled: Any) -> str:
    from monitor.core.speaking import of_office

    trainee: str = world.trainee(name, referenced=False)
    registry = world.monitor.registry
    number = registry.add_reference(
        trainee,
        embedding=enrolled.embedding,
        sha256="0" * 64,
        supplied_by="platform-1",
        at=0,
        embedder=enrolled.versions["embedder"],
    )
    registry.confirm_reference(number, by=of_office("teacher"), at=0)
    return trainee


def _pictures() -> Any:
    from monitor.learners.attacks import film

    return itertools.chain.from_iterable(film(PERSON, "nod", seed) for seed in itertools.count(5000))


def _p99(values: list[float]) -> float:
    return sorted(values)[int(0.99 * len(values))]


# ---------------------------------------------------------------- the learners' process


def learn(address: str, seats: Sequence[Seat], seconds: float) -> list[float]:
    """Learn for so long on all seats; milliseconds from sending a batch to its acknowledgement."""
    return asyncio.run(_learn(address, seats, seconds))


async def _learn(address: str, seats: Sequence[Seat], seconds: float) -> list[float]:
    from sdk_double import Sdk  # type: ignore[import-not-found]  # of the tests, found at run time

    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as sender:
        await asyncio.get_running_loop().run_in_executor(sender, _ready)
        learners = [await Sdk(seat.stream_url, seat.ticket, seat.instance).start() for seat in seats]
        began = time.monotonic()
        photos = [
            _take(learner, sender, address, began + moment, nonce, picture)
            for learner, seat in zip(learners, seats, strict=True)
            for moment, nonce, picture in seat.snapshots
        ]
        taking = asyncio.gather(*photos)
        took = await asyncio.gather(*(_speak(learner, began + seconds) for learner in learners))
        await taking
        for learner in learners:
            await learner.leave()
    return list(itertools.chain.from_iterable(took))


async def _speak(learner: Any, over: float) -> list[float]:
    took = []
    while time.monotonic() < over:
        began = time.monotonic()
        await learner.send_acked()
        took.append(1000 * (time.monotonic() - began))
        await asyncio.sleep(BATCH_SECONDS)
    return took


async def _take(
    learner: Any, sender: ProcessPoolExecutor, address: str, moment: float, nonce: str, picture: bytes
) -> None:
    from sdk_double import sha256

    await asyncio.sleep(max(0.0, moment - time.monotonic()))
    await learner.send(learner.event("photo_commit", nonce=nonce, sha256=sha256(picture)))
    headers = learner.photo_headers(nonce)
    await asyncio.get_running_loop().run_in_executor(sender, _post, f"{address}/v1/photos", headers, picture)


# ---------------------------------------------------------------- the pictures' process


def _ready() -> None:
    """Read in what sending needs before anything is measured, and stand back: phones bring cores of their own."""
    os.nice(19)
    _client()


@cache
def _client() -> httpx.Client:
    """One connection for each picture, as from different phones."""
    import httpx

    return httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))


def _post(url: str, headers: dict[str, str], picture: bytes) -> None:
    _client().post(url, headers=headers, content=picture).raise_for_status()
