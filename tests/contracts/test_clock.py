"""The server's clock counts milliseconds; a manual one stands until it is moved."""

import time

import pytest

from monitor.adapters.clock import ManualClock, SystemClock


def test_the_system_clock_counts_milliseconds_since_1970():
    before = time.time_ns()
    now = SystemClock().now()
    after = time.time_ns()

    assert before // 1_000_000 <= now <= after // 1_000_000


def test_a_manual_clock_stands_still():
    clock = ManualClock(5)

    assert [clock.now(), clock.now()] == [5, 5]


def test_a_manual_clock_can_be_set_back():
    clock = ManualClock(5)
    clock.set(3)

    assert clock.now() == 3


@pytest.mark.parametrize(("step", "expected"), [(0, 5), (1, 6)])
def test_a_manual_clock_advances_by_what_it_is_told(step, expected):
    clock = ManualClock(5)

    assert clock.advance(step) == expected
    assert clock.now() == expected


def test_a_manual_clock_does_not_advance_backwards():
    with pytest.raises(ValueError, match="forward"):
        ManualClock(5).advance(-1)
