"""How it is measured: parts take turns within a round, and a figure is the median of the rounds.

Machines are noisy and shared, so what counts are processor seconds, and ratios of two parts of the same run.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    rounds: int
    entries: int  # of the full log
    hours: int  # of the long replay; the short one has a tenth
    connections: int  # the fewest are a hundredth
    seconds: float  # for which streams are measured in each round
    rate: int  # batches a second of a paced load


LONG = Extent(rounds=5, entries=3_000_000, hours=1000, connections=10_000, seconds=2.0, rate=2000)
SHORT = Extent(rounds=3, entries=30_000, hours=40, connections=200, seconds=0.3, rate=500)


def clocked(work: Callable[[], object]) -> float:
    """Processor seconds that it took."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def medians(rounds: int, **parts: Callable[[], object]) -> dict[str, float]:
    """The median of each part's processor seconds; the parts take turns."""
    taken: dict[str, list[float]] = {name: [] for name in parts}
    for number in range(rounds):
        for name, work in in_turn(parts, number):
            taken[name].append(clocked(work))
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


async def medians_of(rounds: int, **parts: Callable[[int], Awaitable[float]]) -> dict[str, float]:
    """The same of what each part says itself; it is told the number of the round."""
    taken: dict[str, list[float]] = {name: [] for name in parts}
    for number in range(rounds):
        for name, work in in_turn(parts, number):
            taken[name].append(await work(number))
    return {name: statistics.median(values) for name, values in taken.items()}


def in_turn(parts: Mapping[str, T], number: int) -> list[tuple[str, T]]:
    """Every second round the other way round, so that nobody is always first."""
    order = list(parts.items())
    return order if number % 2 == 0 else order[::-1]


def processor_seconds(process: int) -> float:
    """What a process has used of the processor, all its threads together."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return sum(int((thread / "schedstat").read_text("ascii").split()[0]) for thread in threads) / 1e9


def resident_kib(process: int) -> int:
    """Memory of a process that is in use, in KiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def written_bytes() -> int:
    """What this process has had written to disks."""
    lines = Path("/proc/self/io").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))
