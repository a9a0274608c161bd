"""Snapshots at the rate of 1,000 learners on one face worker: does the queue stay short, and do acknowledgements?

The same collector is measured without snapshots and with them, in one run, by clients that speak the protocol.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "web"))

SNAPSHOTS_A_SECOND = 3.3
CLIENTS = 20
BATCH_SECONDS = 0.5
PERSON = "astronaut"


class Sustained(NamedTuple):
    """What was measured: snapshots judged, age of the oldest waiting one, and the 99th percentile of acks in ms."""

    judged: int
    asked: int
    oldest_seconds: float
    ack_p99_without_ms: float
    ack_p99_with_ms: float

    @property
    def ratio(self) -> float:
        return self.ack_p99_with_ms / self.ack_p99_without_ms


async def sustained(seconds: float) -> Sustained:
    """Run for so long without snapshots, then for so long with them."""
    from small_world import running

    from monitor.adapters.face_pool import FacePool
    from monitor.flows.unsupervised import Unsupervised
    from monitor.learners.people import reference_picture

    pool, pictures = FacePool(1), _pictures(round(seconds * SNAPSHOTS_A_SECOND))
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder), pool, messages_per_second=1000, message_burst=10_000) as world:
            # Nobody here answers face checks and pop-ups, for which the sessions would end within a minute.
            world.monitor.supervise = lambda *_: Unsupervised()
            await pool.start()
            enrolled = await pool.enrol(reference_picture(PERSON))
            clients = [await _client(world, f"learner-{number}", enrolled) for number in range(CLIENTS)]
            without = await _acks(clients, seconds)
            state = _Snapshots(world, clients, pool)
            snapshots = asyncio.create_task(state.run(pictures))
            beside = await _acks(clients, seconds)
            await snapshots
            judged = await state.judged()
            for client in clients:
                await client.leave()
    return Sustained(judged, state.asked, state.oldest, _p99(without), _p99(beside))


async def _client(world: Any, name: str, enrolled: Any) -> Any:
    trainee = world.trainee(name, referenced=False)
    registry = world.monitor.registry
    number = registry.add_reference(
        trainee,
        embedding=enrolled.embedding,
        sha256="0" * 64,
        supplied_by="platform-1",
        at=0,
        embedder=enrolled.versions["embedder"],
    )
    registry.confirm_reference(number, confirmed_by="teacher", at=0)
    return await (await world.sdk(trainee, name)).start()


async def _acks(clients: list[Any], seconds: float) -> list[float]:
    """Milliseconds from sending a batch to its acknowledgement, of all clients."""

    async def speak(client: Any) -> list[float]:
        took, over = [], time.monotonic() + seconds
        while time.monotonic() < over:
            began = time.monotonic()
            await client.send_acked()
            took.append(1000 * (time.monotonic() - began))
            await asyncio.sleep(BATCH_SECONDS)
        return took

    return list(itertools.chain.from_iterable(await asyncio.gather(*map(speak, clients))))


class _Snapshots:
    """Takes snapshots in turn from every client's session, each asked for, committed, uploaded, sealed and judged."""

    def __init__(self, world: Any, clients: list[Any], pool: Any) -> None:
        self.asked, self.oldest = 0, 0.0
        self._world, self._clients, self._pool = world, clients, pool

    async def run(self, pictures: list[bytes]) -> None:
        began = time.monotonic()
        pending: list[Awaitable[None]] = []
        for number, picture in enumerate(pictures):
            await asyncio.sleep(max(0.0, began + number / SNAPSHOTS_A_SECOND - time.monotonic()))
            self.oldest = max(self.oldest, self._pool.queue_state().oldest_seconds)
            pending.append(asyncio.create_task(self._take(self._clients[number % CLIENTS], number, picture)))
            self.asked += 1
        await asyncio.gather(*pending)

    async def _take(self, client: Any, number: int, picture: bytes) -> None:
        from sdk_double import sha256

        from monitor.core.events import DirectiveIssued

        live, nonce = await self._world.collector.sessions.get(client.session), f"snapshot-{number:05}"
        live.state.commits[nonce] = sha256(picture)
        fact = DirectiveIssued(
            kind="photo",
            attempt=live.state.opened.attempts[0].attempt,
            nonce=nonce,
            counter=1000 + number,
            engaged=0,
            deadline=self._world.monitor.clock.now() + 600_000,
        )
        async with live.lock:
            await live.note(fact)
        response = await client.post_photo(self._world.http, nonce, picture)
        response.raise_for_status()

    async def judged(self) -> int:
        """Wait until the queue is empty, then count what was judged."""
        await self._world.collector.background.settle()
        decisions = self._world.collector.decisions.items()
        return sum(times for (kind, _), times in decisions if kind == "photo")


def _pictures(count: int) -> list[bytes]:
    from monitor.learners.attacks import film

    films = (film(PERSON, "nod", seed) for seed in itertools.count(5000))
    return list(itertools.islice(itertools.chain.from_iterable(films), count))


def _p99(values: list[float]) -> float:
    return sorted(values)[int(0.99 * len(values))]
