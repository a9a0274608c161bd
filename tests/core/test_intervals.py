"""Sets of intervals, against sets of single moments."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.core import intervals
from monitor.core.intervals import Interval

sets = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8)


def moments(parts: list[Interval]) -> set[int]:
    return {moment for start, end in parts for moment in range(start, end)}


@given(sets)
def test_a_union_holds_every_moment_once_and_in_order(parts: list[Interval]) -> None:
    merged = intervals.union(parts)

    assert moments(merged) == moments(parts)
    assert all(before[1] < after[0] for before, after in pairwise(merged))


@given(sets, st.integers(0, 3))
def test_adding_one_by_one_comes_to_the_union(parts: list[Interval], join: int) -> None:
    grown: list[Interval] = []
    for part in parts:
        intervals.add(grown, part, join)

    assert grown == intervals.union(parts, join)


@given(sets, st.integers(-1, 31))
def test_a_moment_lies_within_from_the_start_to_before_the_end(parts: list[Interval], moment: int) -> None:
    assert intervals.within(moment, intervals.union(parts)) == (moment in moments(parts))
