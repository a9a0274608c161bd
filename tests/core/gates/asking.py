"""The shipped numbers, and what a gate's answer comes down to."""

from __future__ import annotations

from datetime import date

from monitor import rulepacks
from monitor.core.gates.pack import numbers
from monitor.core.gates.result import GateResult

NUMBERS = numbers(rulepacks.load_gates(), rulepacks.load("henan-2023"))
HOUR = 2_400_000  # ms


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def said(result: GateResult) -> tuple[str, str]:
    """Outcome and reason; a result without a sentence in both languages is none."""
    assert result.message["zh-CN"]
    assert result.message["en"]
    return result.outcome, result.reason


PASS = ("pass", "met")
NOT_CONCERNED = ("pass", "not_concerned")
