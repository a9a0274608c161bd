"""How much one session may say."""

from __future__ import annotations


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
