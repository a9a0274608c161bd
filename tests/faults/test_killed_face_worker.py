"""A face worker is killed over a learner's burst: a retry at worst, one answer, one entry, and nothing judged twice."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import redis.asyncio as redis
from filmed_learner import PATIENCE, filmed_learner, finish, hand_in
from redis_server import local_redis
from sdk_double import Sdk, sha256
from small_world import World, running

from monitor.adapters.face_pool import FacePool
from monitor.adapters.redis_faces import RedisFaces
from monitor.adapters.redis_faces.messages import GROUP, STREAM
from monitor.core.events import LivenessResult

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]

MONITOR = Path(sys.executable).with_name("monitor")


async def results(world: World, sdk: Sdk) -> list[LivenessResult]:
    return [fact for fact in await world.facts(sdk.session) if isinstance(fact, LivenessResult)]


async def check_once(world: World, sdk: Sdk) -> None:
    """Every burst has one entry in the log and one answer, and no frame belongs to two."""
    found = await results(world, sdk)
    answered = [message["nonce"] for message in sdk.received if message["type"] == "outcome"]
    frames = [frame for result in found for frame in result.image_hashes]

    assert sorted(answered) == sorted(result.nonce for result in found)
    assert len(answered) == len(set(answered))
    assert len(frames) == len(set(frames))


# ---------------------------------------------------------------- the collector's own workers


@asynccontextmanager
async def own_worker(folder, model_store):
    pool = FacePool(1, model_store)
    async with running(folder, pool) as world, filmed_learner(world) as sdk:
        await pool.versions()  # kept from now on, so that the next job is a burst
        yield world, sdk


def workers() -> set:
    return {child for child in multiprocessing.active_children() if child.name == "face-worker"}


async def kill(before: set) -> None:
    """Kill -9 the worker process that was not there before."""
    async with asyncio.timeout(PATIENCE):
        while not (fresh := workers() - before):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    for victim in fresh:
        os.kill(victim.pid, signal.SIGKILL)


async def at_work(world: World) -> None:
    """The burst is with the worker, which takes a tenth of a second and more over it."""
    async with asyncio.timeout(PATIENCE):
        while not world.monitor.faces.queue_state().working:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.03)


async def test_a_worker_killed_in_mid_burst_costs_the_learner_nothing_but_time(tmp_path, model_store, film):
    async with own_worker(tmp_path, model_store) as (world, sdk):
        nonce, frames = await hand_in(world, sdk, film, 1)
        victims = workers()
        await at_work(world)
        await kill(set())
        assert not await results(world, sdk), "it was killed in the middle"
        outcome = await sdk.until("outcome", nonce=nonce)
        [result] = await results(world, sdk)
        assert (outcome["verdict"], list(result.image_hashes)) == ("pass", [*map(sha256, frames)])
        assert not workers() & victims, "another process did it"

        await finish(world, sdk, film)
        await sdk.until("directive", kind="release")
        await check_once(world, sdk)


async def test_two_workers_killed_over_one_burst_cost_a_retry(tmp_path, model_store, film):
    async with own_worker(tmp_path, model_store) as (world, sdk):
        first = workers()
        for worker in first:
            os.kill(worker.pid, signal.SIGSTOP)  # or it might be done with the burst before it is killed
        nonce, _ = await hand_in(world, sdk, film, 1)
        await at_work(world)
        await kill(set())
        await kill(first)
        outcome = await sdk.until("outcome", nonce=nonce)
        [result] = await results(world, sdk)
        assert (outcome["verdict"], outcome["final"], result.decision) == ("retry", False, "service_error")

        await finish(world, sdk, film)
        await sdk.until("directive", kind="release")
        await check_once(world, sdk)


# ---------------------------------------------------------------- workers over Redis


@asynccontextmanager
async def worker(address: str):
    """`monitor work faces` in a process of its own, as an operator starts it."""
    process = await asyncio.create_subprocess_exec(
        MONITOR, "work", "faces", "--redis", address, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def taken(address: str) -> None:
    """A worker has a job in its hands."""
    async with redis.Redis.from_url(address) as client, asyncio.timeout(PATIENCE):
        while not (await client.xpending(STREAM, GROUP))["pending"]:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_the_burst_of_a_killed_worker_elsewhere_is_judged_by_another_one(tmp_path, model_store, film):
    del model_store  # only fetched
    with local_redis(tmp_path) as address:
        elsewhere = RedisFaces(address)
        async with running(tmp_path, elsewhere) as world, worker(address) as first, filmed_learner(world) as sdk:
            await elsewhere.versions()
            nonce, frames = await hand_in(world, sdk, film, 1)
            await taken(address)
            first.kill()
            await first.wait()
            assert not await results(world, sdk), "it was killed in the middle"
            async with worker(address):
                outcome = await sdk.until("outcome", nonce=nonce)
                [result] = await results(world, sdk)
                assert (outcome["verdict"], list(result.image_hashes)) == ("pass", [*map(sha256, frames)])

                await finish(world, sdk, film)
                await sdk.until("directive", kind="release")
                await check_once(world, sdk)
