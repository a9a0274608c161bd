"""Many hours under faults: `make faults`, with FAULTS (200) and SEED (any).

Every fault says after how long all learners were heard again.  It ends with one line per goal, and with 0 if
it ran to the end.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

from scene import FAULTS, Fault, Outcome, a_scene, look_through, play

AN_HOUR = len(FAULTS)
AT_ONCE = 2


def drawn(chance: Random, faults: int) -> list[list[Fault]]:
    """So many faults in hours, each fault about equally often."""
    return [chance.sample(FAULTS, min(AN_HOUR, faults - done)) for done in range(0, faults, AN_HOUR)]


async def struck(folder: Path, faults: Sequence[Fault], seed: int, room: asyncio.Semaphore) -> Outcome:
    """One hour; it tells at once what happened."""
    async with room, a_scene(folder) as scene:
        await play(scene, faults, Random(seed))
        outcome = await look_through(scene)
        print(folder.name, *scene.told, sep="\n  ", flush=True)
        for wrong in (*outcome.lost, *outcome.twice, *outcome.changed):
            print(f"  WRONG {wrong}", flush=True)
        return outcome


async def main(folder: Path) -> None:
    """Let them strike, and count."""
    seed, faults = int(os.environ.get("SEED") or secrets.randbelow(10**6)), int(os.environ.get("FAULTS") or 200)
    print(f"{faults} faults, SEED={seed}", flush=True)
    room = asyncio.Semaphore(AT_ONCE)
    hours = drawn(Random(seed), faults)
    outcomes = await asyncio.gather(
        *(struck(folder / f"hour {number}", one, seed + number, room) for number, one in enumerate(hours))
    )
    for goal, name in (
        ("acknowledged batches lost", "lost"),
        ("batches stored twice", "twice"),
        ("verdicts changed", "changed"),
    ):
        found = sum(len(getattr(outcome, name)) for outcome in outcomes)
        print(f"{goal}: {found}, goal 0, {'not reached' if found else 'reached'}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(main(Path(place)))
