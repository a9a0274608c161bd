"""The next moment at which somebody looks again, whatever is heard until then."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable


class Alarm:
    """Rings once, at the earliest moment that was asked for; one that rings early only has somebody look."""

    __slots__ = ("_at", "_timer")

    def __init__(self) -> None:
        self._at = math.inf  # on the loop's clock, which no change of the host's time moves
        self._timer: asyncio.TimerHandle | None = None

    def set(self, seconds: float, ring: Callable[[], None]) -> None:
        """Ring after so many seconds, unless it does so earlier."""
        loop = asyncio.get_running_loop()
        at = loop.time() + seconds
        if at < self._at:
            self.cancel()
            self._at, self._timer = at, loop.call_at(at, self._ring, ring)

    @property
    def is_set(self) -> bool:
        """Whether it will ring."""
        return self._timer is not None

    def cancel(self) -> None:
        """Ring no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._at, self._timer = math.inf, None

    def _ring(self, ring: Callable[[], None]) -> None:
        self._at, self._timer = math.inf, None
        ring()
