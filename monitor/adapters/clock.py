"""The server's time, and a clock for tests that stands until it is told to move."""

from __future__ import annotations

import time


class SystemClock:
    """UTC as the operating system tells it, in milliseconds since 1970."""

    def now(self) -> int:
        """UTC, milliseconds since 1970; whole numbers only, so that no digit depends on a float."""
        return time.time_ns() // 1_000_000


class ManualClock:
    """A clock that shows what it was set to (UTC ms), so that a test decides how much time passes."""

    def __init__(self, now: int = 0) -> None:
        self._now = now

    def now(self) -> int:
        """What was set last, UTC ms."""
        return self._now

    def set(self, now: int) -> None:
        """Show `now` (UTC ms); setting it back is allowed, as real clocks are set back too."""
        self._now = now

    def advance(self, milliseconds: int) -> int:
        """Let so many milliseconds pass and return the new time; a negative step raises `ValueError`."""
        if milliseconds < 0:
            raise ValueError("time passes forward only; use set() to put the clock back")
        self._now += milliseconds
        return self._now
