"""The six disqualifiers, one file each with the same verb: `findings(attempt) -> list[Finding]`."""

from __future__ import annotations

from monitor.core.attempt import Attempt
from monitor.core.rules import (
    fast_forward,
    liveness_unavailable,
    multi_window,
    out_of_order,
    photo_missing,
    popup_gap,
)
from monitor.core.verdict import Finding

DISQUALIFIERS = (fast_forward, multi_window, popup_gap, liveness_unavailable, out_of_order, photo_missing)


def findings(attempt: Attempt) -> list[Finding]:
    """What all six rules find, in the Plan's order."""
    return [finding for rule in DISQUALIFIERS for finding in rule.findings(attempt)]
