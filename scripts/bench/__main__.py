"""What the shipped paths cost, against anchors measured beside them in the same run: `make bench`.

What is measured is told as it is found, under titles.  It ends with one line for each goal: name, figure, goal, reached
or not, or why it was not run here.  A missed goal fails nothing; the exit code is 0 when the bench ran to its end.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import alone
import figures
import measuring
from figures import GOALS, Figure, not_run

GROUPS = ("streams", "storing", "decoding", "replaying", "peer")  # modules with a `run`
PROVINCE = not_run(
    9, "70,000 learners on these cores, acknowledged", "it takes minutes and the whole machine: `make bench-province`"
)


def main() -> None:
    """`BENCH=short` takes about a minute."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    file = asked.parse_args().json
    short = os.environ.get("BENCH") == "short"
    began = time.monotonic()
    how_long = "short form, about a minute" if short else "takes 5 to 9 minutes"
    print(f"{how_long}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start", flush=True)
    extent = measuring.SHORT if short else measuring.LONG
    found = list(told(itertools.chain(*(alone.run(group, extent) for group in GROUPS), [PROVINCE])))
    if file is not None:
        figures.write(file, found, **about(short=short))
    print(f"\n{time.monotonic() - began:.0f} s; {summary(found)}:\n")
    for figure in figures.goals(found):
        print(figure.line)


def told(found: Iterable[Figure]) -> Iterator[Figure]:
    """Say each as it comes, under its title."""
    goal = 0
    for figure in found:
        if figure.goal != goal:
            goal = figure.goal
            print(f"\n{GOALS[goal]}", flush=True)
        print(f"  {figure.measured}".rstrip(), flush=True)
        yield figure


def summary(found: list[Figure]) -> str:
    """How many goals were reached, of how many that were measured."""
    outcomes = [figure.outcome for figure in found if figure.outcome]
    unknown = sum(outcome.startswith("not run") for outcome in outcomes)
    return f"{outcomes.count('reached')} of {len(outcomes) - unknown} goals reached, {unknown} not run here"


def about(*, short: bool) -> dict[str, object]:
    """What it was measured on."""
    return {
        "short": short,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[1], 1),
    }


if __name__ == "__main__":
    main()
