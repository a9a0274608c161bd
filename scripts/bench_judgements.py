"""What judging costs a collector, by itself and with workers beside it: `make bench-judgements`.

Made-up people have learned a class hour each (`--hours` for more), and ended it; a collector over PostgreSQL asks for
everybody's judgement at once, without workers, with one and with two.  Told are judgements a second, and the processor
time of each kind of process for one judgement.  The collector has no streams here, so all of its time is the
judgements'.  Then comes how many requests a class hour makes, and how many are left when each waits a little for the
next; and last what all judgements of a class hour cost, the first and the eighth (`--walk` people each), if each judges
the person as a whole, and as they are.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from collector_apart import cpu_ms
from judged_hour import WAYS, Hour, hour_of, register
from judged_people import asked_at, judged_at, learned, played_at, seldom, tell_the_log
from redis_server import local_redis  # type: ignore[import-not-found]  # of the tests, found at run time

from monitor import assembly
from monitor.core.events import Entry
from monitor.flows.collector import Collector
from monitor.flows.judgements import hear_the_workers, request
from monitor.learners.local_postgres import local_postgres
from monitor.learners.simulated import Simulated
from monitor.settings import Settings

PROVINCE = 70_000


class Cost(NamedTuple):
    """Of so many judgements: seconds by the clock, and milliseconds of processor time for each."""

    seconds: float
    collector: float
    workers: float


# ---------------------------------------------------------------- judging them


@contextmanager
def worker(settings: Settings) -> Iterator[int]:
    """`monitor work judgements`, at work; its process id."""
    words = [sys.executable, "-m", "monitor", "work", "judgements", "--data", str(settings.data)]
    there = {**os.environ, "MONITOR_DATABASE": settings.database, "MONITOR_REDIS_URL": settings.redis_url}
    with subprocess.Popen(words, env=there, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            process.terminate()


async def judged(settings: Settings, names: Sequence[str], workers: int) -> Cost:
    """Ask for everybody at once and wait until all are judged."""
    settings = settings.model_copy(update={"judges": "workers" if workers else "here"})
    async with AsyncExitStack() as stack:
        collector = Collector.of(await stack.enter_async_context(assembly.build(settings)))
        hearing = asyncio.create_task(hear_the_workers(collector))
        processes = [stack.enter_context(worker(settings)) for _ in range(workers)]
        await asyncio.sleep(2.0)  # everything is loaded, and everybody hears
        began, own, theirs = time.monotonic(), time.process_time(), sum(map(cpu_ms, processes))
        for name in names:
            request(collector, name, at_once=True)
        await collector.background.settle()
        cost = Cost(
            time.monotonic() - began,
            1000 * (time.process_time() - own) / len(names),
            (sum(map(cpu_ms, processes)) - theirs) / len(names),
        )
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)
    where = "worker" if workers else "here"
    assert collector.monitor.metrics.judgements == {where: len(names)}, collector.monitor.metrics.judgements
    return cost


# ---------------------------------------------------------------- all of it


def main() -> None:
    """Make people, judge them, tell."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--people", type=int, default=200, help="for each number of workers")
    words.add_argument("--hours", type=int, default=1, help="that everybody has learned")
    words.add_argument("--walk", type=int, default=20, help="people who go through a class hour, for each way to judge")
    asked = words.parse_args()
    model = learned(asked.hours)
    model.close()
    with tempfile.TemporaryDirectory() as folder, local_postgres() as server, local_redis(Path(folder)) as redis:
        given: dict[str, Any] = {"database": server.create("judged"), "redis_url": redis, "judgement_wait_ms": 0}
        settings = Settings(data=Path(folder) / "data", peer_address="http://127.0.0.1:1", **given)
        numbers = count(1)
        for workers in (0, 1, 2) if asked.people else ():
            names = [f"person-{next(numbers):07}" for _ in range(asked.people)]
            _tell(workers, len(names), asyncio.run(_one(settings, names, workers, model)))
        _tell_how_many(learned(1).stream)
        for hours in (1, 8):
            walking = {way: [f"person-{next(numbers):07}" for _ in range(asked.walk)] for way in WAYS}
            _tell_hours(hours, asyncio.run(hour_of(settings, hours, walking)))


def _tell_how_many(hour: Sequence[Entry]) -> None:
    moments = asked_at({"hour": hour})
    for wait in (0, 1000, 2000, 5000):
        print(f"a class hour's judgements when each waits {wait / 1000:g} s: {len(judged_at(moments, wait))}")
    for minutes in (5, 10):
        left = seldom(judged_at(moments, 2000), minutes * 60_000, played_at(hour))
        print(f"and when there is one in {minutes} minutes at most, waiting 2 s: {len(left)}")


async def _one(settings: Settings, names: Sequence[str], workers: int, model: Simulated) -> Cost:
    register(settings, names, model)
    async with assembly.build(settings) as monitor:
        await tell_the_log(monitor.log, names, model.streams)
    return await judged(settings, names, workers)


def _tell(workers: int, people: int, cost: Cost) -> None:
    print(
        f"{workers} workers: {people / cost.seconds:6.1f} judgements a second; for each judgement "
        f"{cost.collector:6.2f} ms of the collector, {cost.workers:6.2f} ms of workers"
    )


def _tell_hours(hours: int, spent: Mapping[str, Hour]) -> None:
    for way, hour in spent.items():
        print(
            f"hour {hours}, judged {way}: {hour.total:6.0f} ms for {len(hour.judgements)} judgements, "
            f"{hour.cores(PROVINCE):5.1f} cores for {PROVINCE:,} learners at once; "
            f"{' '.join(f'{ms:.0f}' for ms in hour.judgements)} ms each"
        )


if __name__ == "__main__":
    main()
