"""What a collector counts while it works; `monitor.web.metrics` says it to Prometheus, and nobody is named in it."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.ports import JudgesState

_QUICK_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_ACK_S = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_SLOW_S = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Histogram:
    """How many took at most so many seconds; may be told by any thread."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0
        self._lock = threading.Lock()

    def observe(self, seconds: float) -> None:
        place = bisect_left(self._bounds, seconds)
        with self._lock:
            self._counts[place] += 1
            self._sum += seconds

    def read(self) -> tuple[list[tuple[float, int]], float]:
        """Cumulative counts by upper bound, the last of them infinity, and the sum of all seconds."""
        with self._lock:
            counts, total = list(self._counts), self._sum
        return list(zip((*self._bounds, float("inf")), _running(counts), strict=True)), total


def _running(counts: list[int]) -> Iterator[int]:
    total = 0
    for count in counts:
        total += count
        yield total


@dataclass(slots=True)
class Metrics:
    """Counts since the start.  But for the histograms, only the event loop may change them."""

    repeated: int = 0  # acknowledged batches that were stored before
    refused: Counter[str] = field(default_factory=Counter)  # frames and hellos, by the protocol's code
    cut_off: int = 0  # clients that did not read
    ack_seconds: Histogram = field(default_factory=lambda: Histogram(_ACK_S))
    log_failures: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)  # stored ones, by result
    judgements: Counter[str] = field(default_factory=Counter)  # asked for by checkpoints and ends, by where they ran
    line: JudgesState = field(default_factory=lambda: JudgesState(0, 0.0))  # as of the last question
    judgement_seconds: Histogram = field(default_factory=lambda: Histogram(_SLOW_S))
    face_seconds: defaultdict[str, Histogram] = field(default_factory=lambda: defaultdict(lambda: Histogram(_SLOW_S)))
    webhooks: Counter[str] = field(default_factory=Counter)  # deliveries, by what became of them
    webhooks_overdue: float = 0.0  # as of the last question; not a number where the registry did not answer
    registry_seconds: Histogram = field(default_factory=lambda: Histogram(_QUICK_S))
    loop_lag_seconds: float = 0.0  # how late the event loop came to its last timer

    def acknowledged(self, seconds: float, *, new: bool) -> None:
        """A batch was acknowledged so long after its frame was read."""
        self.ack_seconds.observe(seconds)
        if not new:
            self.repeated += 1
