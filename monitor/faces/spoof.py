"""What the probability of a live face means, when a presentation attack detector is plugged in."""

from __future__ import annotations

from monitor.faces.outcome import Outcome, fail, review
from monitor.faces.thresholds import PadThresholds


def genuine_check(live: float, limits: PadThresholds) -> Outcome | None:
    """Is it a live face and no picture of one?  `live` is a probability, 0 to 1."""
    return fail("spoof") if live < limits.fail else None


def sure_check(live: float, limits: PadThresholds) -> Outcome | None:
    """Is it surely a live face?  Between the two limits a person looks."""
    return review("spoof_uncertain") if live < limits.review else None
