"""What a bench finds: figures with their goals, a line for each, and the same as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

GOALS = {
    1: "The whole path against a bare echo",
    2: "The whole path against an echo written in C",
    3: "Growth with sessions",
    4: "Storing",
    5: "Reading a batch, and the rules on its events",
    6: "Replay",
    7: "Memory",
    8: "Against a learning record store",
    9: "A province",
}
_MORE = "… "  # begins the name of a row that goes on about one above it
_RATE, _THAT_RATE = re.compile(r"at [\d,]+ batches a second"), "at that rate"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; a ratio names its anchor behind the stroke.  Without `wanted` it is for orientation."""

    goal: int  # a key of GOALS
    name: str
    value: float | None
    unit: str = "×"
    wanted: float | None = None
    at_least: bool = False  # the goal is a lower bound
    why_not: str = ""  # it was not run here

    @property
    def outcome(self) -> str:
        """Reached, missed, or why it is not known; empty for what has no goal."""
        if self.value is None:
            return f"not run here: {self.why_not}"
        if self.wanted is None:
            return ""
        reached = self.value >= self.wanted if self.at_least else self.value <= self.wanted
        return "reached" if reached else "MISSED"

    @property
    def shown(self) -> str:
        return "–" if self.value is None else f"{self.value:,.{_places(self.value)}f} {self.unit}".rstrip()

    @property
    def goal_shown(self) -> str:
        if self.wanted is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {self.wanted:g} {self.unit}".rstrip()

    @property
    def line(self) -> str:
        return f"{self.measured}  {self.goal_shown:<12} {self.outcome}".rstrip()

    @property
    def measured(self) -> str:
        """Name and figure without the goal."""
        return f"{self.name:<86} {self.shown:>16}"


def goals(figures: Sequence[Figure]) -> Iterator[Figure]:
    """Those that have a goal or were not run, in the order of the goals, under names that need no row above them."""
    for one in sorted(in_full(figures), key=lambda figure: figure.goal):
        if one.outcome:
            yield one


def in_full(figures: Iterable[Figure]) -> Iterator[Figure]:
    """The same under whole names: `…` goes on about the row above, and `that rate` is the one that was named last."""
    above = rate = ""
    for one in figures:
        more = one.name.removeprefix(_MORE)
        name = _whole(above, more) if one.name.startswith(_MORE) else more
        yield replace(one, name=name.replace(_THAT_RATE, rate) if rate else name)
        above = above if one.name.startswith(_MORE) else one.name
        rate = found[0] if (found := _RATE.search(name)) else rate


def _whole(above: str, more: str) -> str:
    """What the row above is about, up to its colon, with its own ratio left out where there is another one."""
    about, colon, _ = above.partition(": ")
    if colon:
        return f"{about}: {more}"
    if " / " in more:
        return f"{above.partition(' / ')[0]} {more}"
    return f"{above.partition(', ')[0]}, {more}"


def not_run(goal: int, name: str, why: str) -> Figure:
    return Figure(goal, name, None, why_not=why)


def _places(value: float) -> int:
    return 0 if abs(value) >= 100 else 2


def write(file: Path, figures: Iterable[Figure], **about: object) -> None:
    """All figures with their outcomes, and what they were measured on."""
    rows = [{**asdict(figure), "outcome": figure.outcome} for figure in figures]
    file.write_text(json.dumps({**about, "figures": rows}, ensure_ascii=False, indent=2) + "\n", "utf-8")


def read(file: Path) -> tuple[dict[str, object], list[Figure]]:
    """What `write` wrote: what it was measured on, and the figures."""
    about = json.loads(file.read_text("utf-8"))
    rows = about.pop("figures")
    return about, [Figure(**{name: row[name] for name in Figure.__dataclass_fields__}) for row in rows]
