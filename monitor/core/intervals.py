"""Sets of half-open integer intervals [a, b), kept as sorted lists of pairs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Interval = tuple[int, int]
EVER = 2**62  # later than any moment (ms)


def union(intervals: Iterable[Interval], join: int = 0) -> list[Interval]:
    """The sorted, disjoint form; gaps of at most `join` between neighbours are closed."""
    ordered = sorted([pair for pair in intervals if pair[0] < pair[1]])
    if not ordered:
        return []
    merged: list[Interval] = []
    first, last = ordered[0]
    for start, end in ordered:
        if start > last + join:
            merged.append((first, last))
            first, last = start, end
        elif end > last:
            last = end
    return [*merged, (first, last)]


def add(merged: list[Interval], new: Interval, join: int = 0) -> None:
    """Put one more interval into a sorted, disjoint list; gaps of at most `join` to its neighbours are closed.

    Cheap also for a long list: only the neighbours that it meets are looked at.
    """
    if new[0] >= new[1]:
        return
    start, end = new
    if not merged or start > merged[-1][1] + join:
        merged.append(new)
        return
    if not join and start > merged[-1][0]:  # play that goes on, as nearly always
        merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        return
    left = bisect_left(merged, start - join, key=lambda interval: interval[1])
    right = bisect_right(merged, end + join, key=lambda interval: interval[0])
    if left < right:
        start, end = min(start, merged[left][0]), max(end, merged[right - 1][1])
    merged[left:right] = [(start, end)]


def within(moment: int, merged: list[Interval]) -> bool:
    """Whether one of a sorted, disjoint list holds this moment."""
    index = bisect_right(merged, (moment, EVER))
    return index > 0 and moment < merged[index - 1][1]


def clip(interval: Interval, bounds: Interval) -> Interval | None:
    """The common part of two intervals, or None."""
    (start, end), (first, last) = interval, bounds
    start, end = start if start > first else first, end if end < last else last
    return (start, end) if start < end else None


def intersect(left: list[Interval], right: list[Interval]) -> list[Interval]:
    """The common part of two disjoint sorted sets."""
    common: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if part := clip(left[i], right[j]):
            common.append(part)
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract(whole: list[Interval], holes: list[Interval]) -> list[Interval]:
    """What of `whole` is in none of `holes`; both are disjoint and sorted."""
    rest: list[Interval] = []
    for start, end in whole:
        reached = start
        for hole_start, hole_end in holes:
            if hole_end <= reached or hole_start >= end:
                continue
            if hole_start > reached:
                rest.append((reached, hole_start))
            reached = max(reached, hole_end)
        if reached < end:
            rest.append((reached, end))
    return rest


def total(intervals: Iterable[Interval]) -> int:
    """The length of a disjoint set."""
    return sum(end - start for start, end in intervals)
