"""Writes docs/bench.md from what the benches found: `python scripts/bench/page.py FILE [FILE_OF_THE_PROVINCE]`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from figures import GOALS, Figure, read

PAGE = Path(__file__).resolve().parents[2] / "docs" / "bench.md"

_PROVINCE = 9

HEAD = """# What it costs

Made by `make bench-page`; `make bench` shows the same. Parts take turns within a run, and every figure is the median of
the rounds, in processor seconds unless it says otherwise. A ratio names its anchor behind the stroke. Goals were set
from throw-away prototypes without signatures, chains, supervision or metrics; a missed one is a figure like any other.
Figures differ from run to run and from machine to machine, those against the echoes the most, as these do next to
nothing.
"""


def page(about: dict[str, object], figures: Iterable[Figure]) -> str:
    """The document; what has no goal stands beside what has."""
    parts = [HEAD, _measured_on(about)]
    for goal, group in groupby(sorted(figures, key=_goal), key=_goal):
        rows = [f"| {one.name} | {one.shown} | {one.goal_shown} | {one.outcome} |" for one in group]
        parts.append(
            "\n".join([f"## {goal}. {GOALS[goal]}\n", "| | figure | goal | |", "| --- | --- | --- | --- |", *rows])
        )
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _goal(figure: Figure) -> int:
    return figure.goal


def _measured_on(about: dict[str, object]) -> str:
    form = "Short form. " if about["short"] else ""
    busy = f"; others kept it at a load of {about['load']} meanwhile"
    return f"{form}{about['system']}, {about['cores']} cores, Python {about['python']}, SQLite {about['sqlite']}{busy}."


def whole(bench: Path, province: Path | None) -> str:
    """The document of a run; what was found of the province in a run of its own stands in its place."""
    about, figures = read(bench)
    if province is not None:
        figures = [one for one in figures if one.goal != _PROVINCE] + read(province)[1]
    return page(about, figures)


if __name__ == "__main__":
    files = [Path(name) for name in sys.argv[1:] if Path(name).is_file()]
    PAGE.write_text(whole(files[0], files[1] if files[1:] else None), "utf-8")
