"""How sure a counted share is."""

from __future__ import annotations

from math import sqrt

_Z = 1.959964  # of 95 %


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The Wilson score interval of 95 % for a share, 0 to 1; without a try it may be anything."""
    if not tries:
        return 0.0, 1.0
    share, shrink = hits / tries, 1 + _Z**2 / tries
    middle = (share + _Z**2 / (2 * tries)) / shrink
    half = _Z / shrink * sqrt(share * (1 - share) / tries + _Z**2 / (4 * tries**2))
    return max(0.0, middle - half), min(1.0, middle + half)
