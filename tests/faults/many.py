"""Many hours under faults: `make faults`, with FAULTS (200) and SEED (any), or `--count` and `--seed`.

One hour has a collector over its folder, the next one two over a PostgreSQL of its own.  Every fault says when
all learners were heard again.  It ends with one line per goal, and with 0 if it ran to the end.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random

from scene import FAULTS, GROWN_FAULTS, Fault, Outcome, a_scene, look_through, play

from monitor.learners.local_postgres import local_postgres

AT_ONCE = 2


def drawn(chance: Random, faults: int) -> list[tuple[bool, list[Fault]]]:
    """So many faults in hours, each fault about equally often; and whether two collectors share the hour."""
    hours: list[tuple[bool, list[Fault]]] = []
    while faults > 0:
        grown = len(hours) % 2 == 1
        among = GROWN_FAULTS if grown else FAULTS
        hours.append((grown, chance.sample(among, min(len(among), faults))))
        faults -= len(hours[-1][1])
    return hours


async def struck(folder: Path, *, grown: bool, faults: Sequence[Fault], chance: Random) -> Outcome:
    """One hour; it tells at once what happened."""
    with ExitStack() as stack:
        postgres = stack.enter_context(local_postgres()) if grown else None
        async with a_scene(folder, postgres=postgres) as scene:
            await play(scene, faults, chance)
            outcome = await look_through(scene)
    collectors = "two collectors" if grown else "one collector"
    print(f"{folder.name}, {collectors}", *scene.told, sep="\n  ", flush=True)
    for wrong in (*outcome.lost, *outcome.twice, *outcome.changed):
        print(f"  WRONG {wrong}", flush=True)
    return outcome


async def main(folder: Path, count: int, seed: int) -> None:
    """Let them strike, and count."""
    print(f"{count} faults, SEED={seed}", flush=True)
    room = asyncio.Semaphore(AT_ONCE)

    async def hour(number: int, *, grown: bool, faults: Sequence[Fault]) -> Outcome:
        async with room:
            return await struck(folder / f"hour {number}", grown=grown, faults=faults, chance=Random(seed + number))

    hours = enumerate(drawn(Random(seed), count))
    outcomes = await asyncio.gather(*(hour(number, grown=grown, faults=faults) for number, (grown, faults) in hours))
    for goal, name in (
        ("acknowledged batches lost", "lost"),
        ("batches stored twice", "twice"),
        ("verdicts changed", "changed"),
    ):
        found = sum(len(getattr(outcome, name)) for outcome in outcomes)
        print(f"{goal}: {found}, goal 0, {'not reached' if found else 'reached'}")


def asked() -> argparse.Namespace:
    """What the command line says, or the environment."""
    words = argparse.ArgumentParser(description="Let collectors break while people learn.")
    words.add_argument("--count", type=int, default=int(os.environ.get("FAULTS") or 200), help="how many faults")
    words.add_argument("--seed", type=int, default=int(os.environ.get("SEED") or secrets.randbelow(10**6)))
    return words.parse_args()


if __name__ == "__main__":
    wanted = asked()
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(main(Path(place), wanted.count, wanted.seed))
