"""What several kinds of tables find wrong between the values of a row, and by what their rows differ."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any

from monitor.core.imports.columns import Misfit
from monitor.core.imports.faults import Wrong


def by(*columns: str) -> Callable[[Any], Iterator[tuple[str, Hashable]]]:
    """No two rows have the same value in one of these columns."""

    def keys(row: Any) -> Iterator[tuple[str, Hashable]]:
        for column in columns:
            yield column, getattr(row, column)

    return keys


def nothing(_: Any) -> Iterator[Misfit]:
    """All values fit together."""
    return iter(())


def in_order(first: str, *later: str) -> Callable[[Any], Iterator[Misfit]]:
    """What is in the later columns lies not before what is in the first; empty cells say nothing."""

    def misfits(row: Any) -> Iterator[Misfit]:
        begin = getattr(row, first)
        for column in later:
            value = getattr(row, column)
            if begin is not None and value is not None and value < begin:
                yield column, backwards()

    return misfits


def backwards() -> Wrong:
    """An end that lies before its beginning."""
    return Wrong(
        "backwards", "早于开始时间。", "This lies before the beginning.", "请更正其中一个。", "Correct one of the two."
    )
