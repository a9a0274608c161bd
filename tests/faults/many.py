"""Many hours under faults: `make faults`, with FAULTS (200), SEED (any) and AT_ONCE (3), or the options of these names.

One hour has a collector over its folder, the next one two over PostgreSQL and Redis of their own, with face workers and
a judge.
Every fault says when all learners were heard again.  It ends with what ran and one line per goal, and with exit code 0
only if it ran to its end and every goal was reached.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random

from aftermath import Outcome, look_through
from scene import Fault, Recovery, a_scene, play
from strikes import FAULTS, GROWN_FAULTS

from monitor.learners.local_postgres import local_postgres

FAULTS_AN_HOUR = 6
BEGIN_APART_S = 8.0  # so that somebody honest learns as long as things break
EVERY_S = (0.5, 2.0)


@dataclass
class Hour:
    """What is to happen in one hour, and what did."""

    number: int
    grown: bool
    faults: Sequence[Fault]
    recoveries: list[Recovery] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)


def drawn(chance: Random, faults: int) -> list[Hour]:
    """So many faults in hours, each kind equally often among those of its hours."""
    decks = {False: _deck(chance, FAULTS), True: _deck(chance, GROWN_FAULTS)}
    hours: list[Hour] = []
    while faults > 0:
        grown = len(hours) % 2 == 1
        hours.append(Hour(len(hours), grown, [*islice(decks[grown], min(FAULTS_AN_HOUR, faults))]))
        faults -= FAULTS_AN_HOUR
    return hours


def _deck(chance: Random, faults: Sequence[Fault]) -> Iterator[Fault]:
    """For ever, and all of them before any comes again."""
    while True:
        yield from chance.sample(faults, len(faults))


async def struck(folder: Path, hour: Hour, chance: Random) -> None:
    """Play one hour; it tells at once what happened."""
    told: list[str] = []
    try:
        await _played(folder, hour, chance, told)
    except Exception as error:  # noqa: BLE001  an hour that comes to no end is a result
        hour.outcome.changed.append(f"the hour came to no end: {_why(error)}")
    collectors = "two collectors" if hour.grown else "one collector"
    wrong = [f"WRONG {what}" for what in (*hour.outcome.lost, *hour.outcome.twice, *hour.outcome.changed)]
    print(f"hour {hour.number}, {collectors}", *told, *wrong, sep="\n  ", flush=True)


async def _played(folder: Path, hour: Hour, chance: Random, told: list[str]) -> None:
    with ExitStack() as stack:
        postgres = stack.enter_context(local_postgres()) if hour.grown else None
        async with a_scene(folder, postgres=postgres) as scene:
            scene.told, scene.recoveries = told, hour.recoveries
            for place, learner in enumerate(scene.learners):
                learner.begins_after_s = BEGIN_APART_S * (place % 3)
            await play(scene, hour.faults, chance, EVERY_S)
            hour.outcome = await look_through(scene)


def _why(error: BaseException) -> str:
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return "; ".join(map(_why, parts)) or repr(error)


async def main(folder: Path, count: int, seed: int, at_once: int) -> bool:
    """Let them strike, and count; returns whether every goal was reached."""
    print(f"{count} faults, SEED={seed}", flush=True)
    began, room, hours = time.monotonic(), asyncio.Semaphore(at_once), drawn(Random(seed), count)

    async def in_turn(hour: Hour) -> None:
        async with room:
            await struck(folder / f"hour {hour.number}", hour, Random(seed + hour.number))

    await asyncio.gather(*map(in_turn, hours))
    _tell_what_ran([recovery for hour in hours for recovery in hour.recoveries], count)
    outcomes = [hour.outcome for hour in hours]
    seen = sum(outcome.acknowledged for outcome in outcomes), sum(outcome.faces for outcome in outcomes)
    verdicts = sum(len(outcome.results) for outcome in outcomes)
    print(f"{seen[0]} acknowledged batches, {seen[1]} answers about faces and {verdicts} verdicts compared")
    print(f"{len(hours)} hours in {(time.monotonic() - began) / 60:.0f} min, SEED={seed}")
    return _goals(outcomes)


def _tell_what_ran(recoveries: Sequence[Recovery], count: int) -> None:
    by_kind: defaultdict[str, list[float]] = defaultdict(list)
    for recovery in recoveries:
        by_kind[recovery.fault].append(recovery.seconds)
    print(f"\n{'fault':20} times   all heard again after s: p50    p95    max")
    for kind, seconds in sorted(by_kind.items()):
        print(
            f"{kind:20} {len(seconds):5} {_share(seconds, 0.5):29.1f} {_share(seconds, 0.95):6.1f} {max(seconds):6.1f}"
        )
    honest = sum(recovery.honest for recovery in recoveries)
    print(f"{len(recoveries)} of {count} faults struck, {honest} of them while honest learners were learning")


def _share(seconds: Sequence[float], share: float) -> float:
    """The smallest figure that so large a share does not exceed."""
    return sorted(seconds)[max(0, -int(-share * len(seconds) // 1) - 1)]


def _goals(outcomes: Sequence[Outcome]) -> bool:
    found = {
        "acknowledged batches lost": sum(len(outcome.lost) for outcome in outcomes),
        "batches or answers about faces counted twice": sum(len(outcome.twice) for outcome in outcomes),
        "verdicts changed": sum(len(outcome.changed) for outcome in outcomes),
    }
    for goal, figure in found.items():
        print(f"{goal}: {figure}, goal 0, {'not reached' if figure else 'reached'}")
    return not any(found.values())


def asked() -> argparse.Namespace:
    """What the command line says, or the environment."""
    words = argparse.ArgumentParser(description="Let collectors and what is around them break while people learn.")
    words.add_argument("--count", type=int, default=int(os.environ.get("FAULTS") or 200), help="how many faults")
    words.add_argument("--seed", type=int, default=int(os.environ.get("SEED") or secrets.randbelow(10**6)))
    words.add_argument("--at-once", type=int, default=int(os.environ.get("AT_ONCE") or 3), help="hours side by side")
    return words.parse_args()


if __name__ == "__main__":
    wanted = asked()
    with tempfile.TemporaryDirectory() as place:
        raise SystemExit(not asyncio.run(main(Path(place), wanted.count, wanted.seed, wanted.at_once)))
