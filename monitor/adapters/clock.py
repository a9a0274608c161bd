"""The server's time, one that goes evenly, and a clock for tests that stands until it is told to move."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

_log = logging.getLogger("monitor.clock")

_SLEW = 2000  # ns that pass while the clock comes nearer to the machine's by one, as NTP does it
_APART_NS = 2_000_000_000  # more than clocks that are kept right ever differ


class SystemClock:
    """UTC as the operating system tells it, in milliseconds since 1970."""

    def now(self) -> int:
        """UTC, milliseconds since 1970; whole numbers only, so that no digit depends on a float."""
        return time.time_ns() // 1_000_000


def _since_boot() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


class SteadyClock:
    """UTC in milliseconds since 1970 that goes evenly, whoever sets the machine's clock meanwhile.

    It begins with the machine's time and nears it by half a millisecond a second at most, never backwards: what is
    judged of an hour are durations, and no learner is to be blamed or kept waiting for minutes that nobody lived
    through.  A machine's clock that is far away is told once in the log; a new start takes it over.
    `wall` and `since_boot` give ns.
    """

    def __init__(self, wall: Callable[[], int] = time.time_ns, since_boot: Callable[[], int] = _since_boot) -> None:
        self._wall, self._since_boot = wall, since_boot
        self._at, self._shown = since_boot(), wall()
        self._apart = False
        self._reading = threading.Lock()

    def now(self) -> int:
        """UTC, milliseconds since 1970."""
        with self._reading:
            return self._read() // 1_000_000

    def _read(self) -> int:
        passed = self._since_boot() - self._at
        self._at += passed
        self._shown += passed
        off = self._wall() - self._shown
        if off:
            most = passed // _SLEW
            self._shown += max(-most, min(most, off))
        if self._apart != (not -_APART_NS <= off <= _APART_NS):
            self._tell(off)
        return self._shown

    def _tell(self, off: int) -> None:
        self._apart = not self._apart
        _log.warning("the machine's clock is %+d s beside the collector's, which goes on evenly", off // 10**9)


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
