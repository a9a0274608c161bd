"""The test of evenness knows the published values, leaves chance alone, and sees habits."""

from __future__ import annotations

import random

import pytest

from monitor.core.uniformity import distance_from_even, p_value


@pytest.mark.parametrize(
    ("shares", "distance"),
    [([0.5], 0.5), ([0.0], 1.0), ([0.25, 0.75], 0.25), ([0.1, 0.2, 0.3, 0.4], 0.6), ([k / 10 for k in range(10)], 0.1)],
)
def test_the_distance_is_the_largest_step_away_from_even(shares: list[float], distance: float) -> None:
    assert distance_from_even(shares) == pytest.approx(distance)


# Limits of the distribution (Smirnov 1948) for one in five, ten, twenty, a hundred, a thousand.
@pytest.mark.parametrize(
    ("limit", "share"), [(1.0727, 0.2), (1.2239, 0.1), (1.3581, 0.05), (1.6276, 0.01), (1.9495, 0.001)]
)
def test_the_limits_that_are_in_every_table_come_out(limit: float, share: float) -> None:
    n = 1_000_000

    assert p_value(limit / n**0.5, n) == pytest.approx(share, rel=0.01)


# Exact critical distances for small samples (Miller 1956).
@pytest.mark.parametrize(
    ("n", "distance", "share"), [(20, 0.29408, 0.05), (20, 0.35241, 0.01), (40, 0.21012, 0.05), (100, 0.16081, 0.01)]
)
def test_small_samples_come_near_their_exact_limits(n: int, distance: float, share: float) -> None:
    assert p_value(distance, n) == pytest.approx(share, rel=0.05)


def test_no_distance_is_nothing_strange_and_the_largest_one_is() -> None:
    assert p_value(0.0, 200) == 1.0
    assert p_value(1.0, 200) < 1e-80


def test_of_evenly_drawn_samples_as_many_are_strange_as_the_level_says() -> None:
    draw = random.Random(20_230_307)
    strange = sum(_p([draw.random() for _ in range(200)]) < 0.05 for _ in range(2_000))

    assert 0.035 < strange / 2_000 < 0.065


def test_at_one_in_a_thousand_hardly_any_even_sample_is_strange() -> None:
    draw = random.Random(7)

    assert sum(_p([draw.random() for _ in range(200)]) < 0.001 for _ in range(3_000)) <= 10


@pytest.mark.parametrize("habit", ["always at the start", "never in the second half", "every ten minutes"])
def test_two_hundred_photos_taken_by_habit_are_strange(habit: str) -> None:
    draw = random.Random(11)
    taken = {
        "always at the start": lambda: draw.random() ** 2,
        "never in the second half": lambda: draw.random() / 2,
        "every ten minutes": lambda: draw.choice([0.25, 0.5, 0.75]),
    }

    assert _p([taken[habit]() for _ in range(200)]) < 0.001


def _p(shares: list[float]) -> float:
    return p_value(distance_from_even(shares), len(shares))
