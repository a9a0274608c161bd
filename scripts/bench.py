"""What the main paths cost, as ratios of one run: `make bench`.

Machines are noisy, so every figure is a median of rounds whose parts take turns, and most are ratios of two parts of
the same round.  Each line says name, figure, goal and whether it was reached; a missed goal does not fail the run.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from monitor import rulepacks
from monitor.adapters.sqlite_log import SqliteLog
from monitor.core import codec, judging
from monitor.core.events import Batch
from monitor.core.rulepack import always
from monitor.flows import ingest
from monitor.flows.refusals import Refused
from monitor.learners.simulated import Simulated

ROUNDS = 5
GROUP = 100
GROUPS = 60  # of appends in one round
FULL = 300_000  # entries of the full log
KEY = bytes(32)

HENAN = rulepacks.load("henan-2023")


def honest_hour() -> Simulated:
    """Everything that one honest class hour leaves behind."""
    learner = Simulated(HENAN).watch()
    learner.claim()
    return learner


def batches(learner: Simulated) -> list[bytes]:
    """The client's batches of an hour, as received."""
    return [entry.payload for entries in learner.streams.values() for entry in entries if entry.source == "client"]


def clocked(work: Callable[[], object]) -> float:
    """CPU seconds that it took."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def medians(**parts: Callable[[], object]) -> dict[str, float]:
    """The median of each part over the rounds; the parts take turns."""
    taken: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(ROUNDS):
        for name, work in parts.items():
            taken[name].append(clocked(work))
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def tell(name: str, figure: float, goal: float | None = None, unit: str = "") -> None:
    """One line; without a goal the figure is for orientation."""
    wanted = "" if goal is None else f"   goal ≤ {goal:g}{unit}   {'reached' if figure <= goal else 'MISSED'}"
    print(f"{name:<58} {figure:8.2f}{unit}{wanted}")


# ---------------------------------------------------------------- taking in


def bench_decoding(raws: list[bytes]) -> None:
    """Decoding with full validation against the standard library's parsing alone."""
    times = 20
    taken = medians(
        validated=lambda: [codec.decode_batch(raw) for _ in range(times) for raw in raws],
        parsed=lambda: [json.loads(raw) for _ in range(times) for raw in raws],
        accepted=lambda: [_accepted(raw) for _ in range(times) for raw in raws],
    )
    tell("decode and validate a batch / json.loads alone", taken["validated"] / taken["parsed"], 0.65)
    tell("… in microseconds", taken["validated"] / times / len(raws) * 1e6, unit=" µs")
    tell("all checks on a batch, signature included", taken["accepted"] / times / len(raws) * 1e6, unit=" µs")


def _accepted(raw: bytes) -> Batch | None:
    try:
        return ingest.read(raw, KEY)
    except Refused:
        return None  # made-up learners do not sign; the signature is computed and compared all the same


# ---------------------------------------------------------------- storing


async def append(log: SqliteLog, payload: bytes, groups: int) -> float:
    """Seconds of wall time for groups of appends that wait together."""
    began = time.perf_counter()
    for group in range(groups):
        await asyncio.gather(*(log.append(f"s-{group}-{i}", 1, "client", payload) for i in range(GROUP)))
    return time.perf_counter() - began


async def bench_log(payload: bytes) -> None:
    """A full log against an empty one, and what an entry takes on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        full = SqliteLog(Path(folder) / "full.db", window=0.0)
        await append(full, payload, FULL // GROUP)
        taken = await _alternately(
            full=lambda _: append(full, payload, GROUPS), empty=lambda n: _append_to_new(folder, payload, n)
        )
        await full.close()
        size = sum(file.stat().st_size for file in Path(folder).glob("empty-0.db*"))
    tell(f"append in groups of {GROUP}: log of {FULL:,} entries / empty", taken["full"] / taken["empty"], 1.10)
    tell("… appends a second, durable, full log", GROUP * GROUPS / taken["full"])
    tell("bytes on disk / bytes of payload", size / (GROUP * GROUPS * len(payload)), 2.3)


async def _alternately(**parts: Callable[[int], Awaitable[float]]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in parts}
    for number in range(ROUNDS):
        for name, work in parts.items():
            taken[name].append(await work(number))
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


async def _append_to_new(folder: str, payload: bytes, number: int) -> float:
    log = SqliteLog(Path(folder) / f"empty-{number}.db", window=0.0)
    seconds = await append(log, payload, GROUPS)
    await log.close()
    return seconds


# ---------------------------------------------------------------- judging


def bench_judging(learner: Simulated) -> None:
    """Judging an hour against merely decoding it, and whether twice as many people cost twice as much."""
    hour = learner.streams
    entries = [entry for stream in hour.values() for entry in stream]
    taken = medians(
        decode=lambda: [_decode(entry.source, entry.payload) for entry in entries],
        once=lambda: [judging.judge(hour, always(HENAN)) for _ in range(5)],
        twice=lambda: [judging.judge(hour, always(HENAN)) for _ in range(10)],
    )
    tell("judge a 40-minute hour / decode its entries", taken["once"] / 5 / taken["decode"])
    tell("… in milliseconds", taken["once"] / 5 * 1000, unit=" ms")
    tell("twice as many hours / once (2 is linear)", taken["twice"] / taken["once"], 2.2)


def _decode(source: str, payload: bytes) -> object:
    return codec.decode_batch(payload) if source == "client" else codec.decode_fact(payload)


def main() -> None:
    """Run everything; about a minute."""
    learner = honest_hour()
    raws = batches(learner)
    size = statistics.mean(map(len, raws))
    print(f"one honest hour: {len(raws)} batches of {size:.0f} bytes, msgspec {msgspec.__version__}\n")
    bench_decoding(raws)
    asyncio.run(bench_log(max(raws, key=len)))
    bench_judging(learner)


if __name__ == "__main__":
    main()
