"""What can happen while people learn: functions of the scene and of chance, which end when all is whole again."""

from __future__ import annotations

import asyncio
import resource
import signal
from random import Random

import psycopg
from faulty_collector import SLOW_FOR_S
from scene import Fault, Process, Scene

from monitor.adapters.redis_faces.messages import STREAM
from monitor.learners.proxy import Fault as BadNetwork
from monitor.learners.proxy import Proxy

MINUTE_MS = 60_000
LOOKED_FOR_S = 7.0  # others look every five seconds whose sessions nobody times


# ---------------------------------------------------------------- collectors


async def killed(scene: Scene, chance: Random) -> None:
    """A collector is killed, and started again by whoever watches it."""
    await _killed(chance.choice(scene.collectors), chance)


async def _killed(victim: Process, chance: Random) -> None:
    await victim.end(signal.SIGKILL)
    await asyncio.sleep(chance.uniform(0, 1.5))
    await victim.start()


async def drained(scene: Scene, chance: Random) -> None:
    """A collector is told to end, and started again."""
    victim = chance.choice(scene.collectors)
    assert await victim.end(signal.SIGTERM) == 0
    await victim.start()


async def frozen(scene: Scene, chance: Random) -> None:
    """The machine stands still for a while."""
    victim = chance.choice(scene.collectors)
    victim.send(signal.SIGSTOP)
    await asyncio.sleep(chance.uniform(0.5, 3))
    victim.send(signal.SIGCONT)


async def taken_for_gone(scene: Scene, chance: Random) -> None:
    """A collector stands still until its locks are free and its sessions another's, and then goes on with them."""
    victim = chance.choice(scene.collectors)
    victim.send(signal.SIGSTOP)
    await asyncio.to_thread(_free_all_locks, scene.settings.database)
    await asyncio.sleep(LOOKED_FOR_S)
    victim.send(signal.SIGCONT)


def _free_all_locks(database: str) -> None:
    """As the server does with those of a silent collector; who is awake takes its own again at once."""
    with psycopg.connect(database, autocommit=True) as connection:
        whose = "FROM pg_stat_activity WHERE application_name = 'locks' AND datname = current_database()"
        connection.execute(f"SELECT pg_terminate_backend(pid) {whose}")


async def disk_full(scene: Scene, chance: Random) -> None:
    """No file can grow."""
    victim = chance.choice(scene.collectors).process.pid
    _, most = resource.prlimit(victim, resource.RLIMIT_FSIZE)
    resource.prlimit(victim, resource.RLIMIT_FSIZE, (4096, most))
    await asyncio.sleep(chance.uniform(0.5, 2.5))
    resource.prlimit(victim, resource.RLIMIT_FSIZE, (most, most))


async def disk_slow(scene: Scene, _: Random) -> None:
    """Every commit takes long for a while."""
    for collector in scene.collectors:
        collector.send(signal.SIGUSR1)
    await asyncio.sleep(SLOW_FOR_S)


async def clock_set(scene: Scene, chance: Random) -> None:
    """Somebody sets the machine's clock by not quite a second, forward or back, and leaves it there.

    Once more, and it is off by less than the two seconds by which clocks may differ (docs/running.md).
    """
    _set_clock(scene, chance.randint(-900, 900))


async def clock_far_off(scene: Scene, chance: Random) -> None:
    """The machine's clock goes wrong by minutes, forward or back, and is put right some seconds later."""
    _set_clock(scene, chance.choice((-1, 1)) * chance.randint(2 * MINUTE_MS, 9 * MINUTE_MS))
    await asyncio.sleep(chance.uniform(2, 4))
    _set_clock(scene, 0)


def _set_clock(scene: Scene, beside_ms: int) -> None:
    (scene.settings.data / "clock").write_text(str(beside_ms))
    for collector in scene.collectors:
        collector.send(signal.SIGUSR2)


# ---------------------------------------------------------------- the network


async def network_cut(scene: Scene, chance: Random) -> None:
    """Every connection ends, and none begins."""
    await _bad_network(scene.proxy, chance, "cut")


async def network_silent(scene: Scene, chance: Random) -> None:
    """What is said is lost on the way, and nobody is told."""
    await _bad_network(scene.proxy, chance, "swallow")


async def network_slow(scene: Scene, chance: Random) -> None:
    """Everything takes long."""
    await _bad_network(scene.proxy, chance, "slow")


async def _bad_network(proxy: Proxy, chance: Random, how: BadNetwork) -> None:
    await proxy.drop(chance.uniform(0.3, 2.5), how)


async def repeated(scene: Scene, chance: Random) -> None:
    """What was delivered is delivered once more."""
    await asyncio.gather(*(learner.say_again(chance.randint(1, 12)) for learner in scene.learners))


# ---------------------------------------------------------------- PostgreSQL


async def database_killed(scene: Scene, chance: Random) -> None:
    """PostgreSQL loses its power, and is there again a while later."""
    await asyncio.to_thread(scene.postgres.kill)
    await asyncio.sleep(chance.uniform(0, 2))
    await asyncio.to_thread(scene.postgres.start)


async def database_slow(scene: Scene, chance: Random) -> None:
    """PostgreSQL halts again and again, as over a disk that cannot keep up."""
    for _ in range(8):
        scene.postgres.send(signal.SIGSTOP)
        try:
            await asyncio.sleep(chance.uniform(0.2, 0.5))
        finally:
            scene.postgres.send(signal.SIGCONT)
        await asyncio.sleep(0.05)


# ---------------------------------------------------------------- Redis and the workers


async def redis_killed(scene: Scene, chance: Random) -> None:
    """Redis is killed, has forgotten everything, and is there again a while later."""
    scene.redis.kill()
    await asyncio.sleep(chance.uniform(0, 2))
    await asyncio.to_thread(scene.redis.start)
    await scene.until_faces_are_judged()


async def redis_full(scene: Scene, chance: Random) -> None:
    """Redis drops nothing, and takes nothing more."""
    await scene.jobs.config_set("maxmemory-policy", "noeviction")
    await scene.jobs.config_set("maxmemory", "1")
    await asyncio.sleep(chance.uniform(0.5, 3))
    await scene.jobs.config_set("maxmemory", "0")
    await scene.until_faces_are_judged()


async def face_worker_killed(scene: Scene, chance: Random) -> None:
    """A face worker is killed, over a picture if there is one, and started again."""
    await scene.until_a_face_is_judged()
    await _killed(chance.choice(scene.face_workers), chance)
    await scene.until_faces_are_judged()


async def judge_killed(scene: Scene, chance: Random) -> None:
    """A judge is killed, over a person if there is one, and started again."""
    await scene.until_somebody_is_judged()
    await _killed(chance.choice(scene.judges), chance)


async def jobs_repeated(scene: Scene, _: Random) -> None:
    """Every job that comes to a face worker comes a second time."""
    seen: set[bytes] = set()
    until = asyncio.get_running_loop().time() + 3
    while asyncio.get_running_loop().time() < until:
        for job in [job for _, job in await scene.jobs.xrange(STREAM) if job[b"job"] not in seen]:
            seen.add(job[b"job"])
            await scene.jobs.xadd(STREAM, job)
        await asyncio.sleep(0.02)
    await scene.until_faces_are_judged()


_ANYWHERE = (killed, drained, frozen, clock_set, clock_far_off, network_cut, network_silent, network_slow, repeated)
FAULTS: tuple[Fault, ...] = (*_ANYWHERE, disk_full, disk_slow)
GROWN_FAULTS: tuple[Fault, ...] = (
    *_ANYWHERE, taken_for_gone, database_killed, database_slow,
    redis_killed, redis_full, face_worker_killed, judge_killed, jobs_repeated,
)  # fmt: skip
