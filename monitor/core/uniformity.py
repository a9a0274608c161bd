"""Whether numbers look as if they were drawn evenly: the one-sample test of Kolmogorov and Smirnov."""

from __future__ import annotations

import math
from collections.abc import Sequence


def distance_from_even(shares: Sequence[float]) -> float:
    """The largest distance between the shares' empirical distribution and the even one on [0, 1]."""
    ranked, n = sorted(shares), len(shares)
    return max((max((place + 1) / n - share, share - place / n) for place, share in enumerate(ranked)), default=0.0)


def p_value(distance: float, n: int) -> float:
    """How often n evenly drawn numbers are at least so far from even, by the asymptotic distribution.

    With the usual correction for small n (Stephens 1970), good to a few per cent from n = 20 on.
    """
    root = math.sqrt(n)
    scaled = (root + 0.12 + 0.11 / root) * distance
    if scaled < 0.2:
        return 1.0  # the series below converges too slowly there, and the answer is 1 to twelve digits
    series = math.fsum((-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return min(1.0, max(0.0, 2 * series))
