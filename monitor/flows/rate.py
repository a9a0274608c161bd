"""How much one session may say, and how much one key may ask."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager


class Bucket:
    """A token bucket on the server's clock: `per_second` on average, up to `burst` at once."""

    __slots__ = ("_burst", "_filled_at", "_left", "_per_ms")

    def __init__(self, per_second: int, burst: int) -> None:
        self._per_ms = per_second / 1000
        self._burst = float(burst)
        self._left = float(burst)
        self._filled_at: int | None = None

    def take(self, now: int) -> bool:
        """Whether one more is allowed at `now` (ms)."""
        passed = max(0, now - self._filled_at) if self._filled_at is not None else 0
        self._filled_at = now
        self._left = min(self._burst, self._left + passed * self._per_ms)
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def put_back(self) -> None:
        """What was taken was not used."""
        self._left += 1

    def wait_ms(self) -> int:
        """After how long the next one will be allowed, where one was just refused."""
        return math.ceil((1 - self._left) / self._per_ms)


class Buckets:
    """A bucket for everybody who comes; of very many, those who were quiet longest are forgotten."""

    def __init__(self, per_second: int, burst: int, most: int = 10_000) -> None:
        self._per_second, self._burst, self._most = per_second, burst, most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def wait_ms(self, name: str, now: int) -> int:
        """0 when one more is allowed at `now` (ms), else how long to wait."""
        bucket = self._buckets.setdefault(name, Bucket(self._per_second, self._burst))
        self._buckets.move_to_end(name)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0 if bucket.take(now) else bucket.wait_ms()


class Places:
    """How many things of one name may be under way at once, as each takes memory."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    @contextmanager
    def take(self, name: str) -> Iterator[bool]:
        """Hold one for as long as it is needed; false where all are taken."""
        free = self._taken[name] < self._most
        self._taken[name] += free
        try:
            yield free
        finally:
            self._taken[name] -= free
            if not self._taken[name]:
                del self._taken[name]
