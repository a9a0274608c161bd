"""How a bench says what it found: one line, with the goal where there is one; a missed goal does not fail the run."""

from __future__ import annotations


def tell(name: str, figure: float, goal: float | None = None, unit: str = "") -> None:
    """One line; without a goal the figure is for orientation."""
    wanted = "" if goal is None else f"   goal ≤ {goal:g}{unit}   {'reached' if figure <= goal else 'MISSED'}"
    print(f"{name:<58} {figure:8.2f}{unit}{wanted}")
