"""What a bench finds: figures with their goals, a line for each, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; a ratio names its anchor behind the stroke.  Without `wanted` it is for orientation."""

    goal: int  # 1 to 9
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
        return f"{self.goal}  {self.name:<74} {self.shown:>16}  {self.goal_shown:<12} {self.outcome}".rstrip()


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
