"""The server's clock counts milliseconds; a manual one stands until it is moved."""

import time

import pytest

from monitor.adapters.clock import ManualClock, SteadyClock, SystemClock

SECOND, MINUTE = 10**9, 60 * 10**9


class Machine:
    """A machine's clock and how long it has been running, in ns."""

    def __init__(self) -> None:
        self.wall, self.since_boot = 1_000 * MINUTE, 7 * SECOND

    def passes(self, duration: int) -> None:
        self.wall += duration
        self.since_boot += duration


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def steady(machine):
    return SteadyClock(lambda: machine.wall, lambda: machine.since_boot)


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


def test_a_steady_clock_begins_with_the_machines_time_and_goes_with_it(machine, steady):
    began = machine.wall
    machine.passes(40 * MINUTE)

    assert steady.now() * 10**6 == began + 40 * MINUTE


@pytest.mark.parametrize("step", [5 * MINUTE, -5 * MINUTE])
def test_whoever_sets_the_machines_clock_moves_a_steady_clock_by_no_more_than_its_drift(machine, steady, step):
    before = steady.now()
    machine.wall += step
    machine.passes(40 * MINUTE)

    assert abs(steady.now() - before - 40 * 60_000) == 1200  # half a thousandth, in the direction of the step


def test_a_steady_clock_comes_to_the_machines_time_in_the_end(machine, steady):
    machine.wall -= SECOND
    machine.passes(2001 * SECOND)

    assert steady.now() == machine.wall // 10**6


def test_a_steady_clock_never_goes_back(machine, steady):
    shown = []
    for _ in range(100):
        machine.wall -= MINUTE
        machine.passes(1_000_000)
        shown.append(steady.now())

    assert shown == sorted(shown)


def test_a_machines_clock_that_is_far_away_is_told_once(machine, steady, caplog):
    machine.wall += 3 * MINUTE
    for _ in range(3):
        machine.passes(SECOND)
        steady.now()

    assert [record.message for record in caplog.records] == [
        "the machine's clock is +180 s beside the collector's, which goes on evenly"
    ]
