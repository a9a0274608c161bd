"""From rows of cells to rows of a kind: everything that is wrong is found in one go, and each fault names its cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic

import msgspec

from monitor.core.imports.cells import Cell, is_empty
from monitor.core.imports.columns import IGNORED, Column, Kind, Row, heading
from monitor.core.imports.faults import Fault, Wrong, shown

Cells = Sequence[Cell]
Sheet = tuple[str, Iterable[tuple[int, Cells]]]  # its name, and its rows with their numbers

NOTES = frozenset({"说明", "notes"})  # sheets that explain, as those of our templates do


class Placed(msgspec.Struct, Generic[Row], frozen=True):
    """A row and where it stands."""

    sheet: str
    number: int
    row: Row


class Table(msgspec.Struct, Generic[Row]):
    """What was read; there is nothing to import while there are faults."""

    kind: Kind[Row]
    rows: list[Placed[Row]] = []
    faults: list[Fault] = []

    def blame(self, place: int, column: str, wrong: Wrong) -> None:
        """Add a fault of a row that could be read, by its place in `rows`."""
        placed = self.rows[place]
        if not column:
            self.faults.append(fault(placed.sheet, placed.number, "", "", wrong))
            return
        known = self.kind.column(column)
        value = getattr(placed.row, column)
        told = "" if known.secret or value is None else shown(known.say(value))
        self.faults.append(fault(placed.sheet, placed.number, known.zh, told, wrong))

    def sort(self) -> None:
        """Put the faults in the order of the file."""
        names = [*(row.sheet for row in self.rows), *(one.sheet for one in self.faults)]
        order = {name: place for place, name in enumerate(dict.fromkeys(names))}
        columns = {column.zh: place for place, column in enumerate(self.kind.columns)}
        self.faults.sort(key=lambda one: (order[one.sheet], one.row, columns.get(one.column, len(columns))))


def read(kind: Kind[Row], sheets: Iterable[Sheet], progress: Callable[[int], None] = lambda _: None) -> Table[Row]:
    """Read all sheets of a file; `progress` is told now and then how many rows were read."""
    table = Table(kind)
    reader = _Reader(table, progress)
    headed = [reader.sheet(name, rows) for name, rows in sheets if name.strip().lower() not in NOTES]
    if not any(headed):
        table.faults.append(fault("", 0, "", "", _nothing_in_it()))
    return table


class _Reader(Generic[Row]):
    """Fills a table."""

    def __init__(self, table: Table[Row], progress: Callable[[int], None]) -> None:
        self.table = table
        self.kind = table.kind
        self.progress = progress
        self.seen: dict[tuple[str, Hashable], Placed[Row]] = {}

    def sheet(self, name: str, rows: Iterable[tuple[int, Cells]]) -> bool:
        """Read one sheet; false when there is nothing on it."""
        filled = ((number, cells) for number, cells in rows if not all(map(is_empty, cells)))
        first = next(filled, None)
        if first is None:
            return False
        columns = self._columns(name, *first)
        for number, cells in filled:
            self._row(name, number, cells, columns)
        self.progress(len(self.table.rows))
        return True

    # ------------------------------------------------------------ headings

    def _columns(self, sheet: str, number: int, cells: Cells) -> list[tuple[int, Column]]:
        """Which column stands where."""
        known = {written: column for column in self.kind.columns for written in column.headings}
        found: dict[str, tuple[int, Column]] = {}
        for place, cell in enumerate(cells):
            column = None if is_empty(cell) else known.get(heading(cell))
            if is_empty(cell) or (column is None and heading(cell) in IGNORED):
                continue
            if column is None:
                self._blame(sheet, number, shown(cell), "", _unknown_column())
            elif column.name in found:
                self._blame(sheet, number, column.zh, "", _repeated_column())
            else:
                found[column.name] = (place, column)
        for column in self.kind.columns:
            if column.required and column.name not in found:
                self._blame(sheet, number, column.zh, "", _missing_column())
        return list(found.values())

    # ------------------------------------------------------------ rows

    def _row(self, sheet: str, number: int, cells: Cells, columns: list[tuple[int, Column]]) -> None:
        before, values = len(self.table.faults), {}
        for place, column in columns:
            cell = _whole(cells[place]) if place < len(cells) else None
            if is_empty(cell):
                if column.required:
                    self._blame(sheet, number, column.zh, "", _missing_value())
                continue
            try:
                values[column.name] = column.read(cell)
            except Wrong as wrong:
                self._blame(sheet, number, column.zh, "" if column.secret else shown(cell), wrong)
        if len(self.table.faults) > before or any(c.required and c.name not in values for c in self.kind.columns):
            return
        self._keep(Placed(sheet, number, self.kind.make(values)))

    def _keep(self, placed: Placed[Row]) -> None:
        place = len(self.table.rows)
        self.table.rows.append(placed)
        for column, wrong in self.kind.misfits(placed.row):
            self.table.blame(place, column, wrong)
        for column, value in self.kind.keys(placed.row):
            earlier = self.seen.setdefault((column, value), placed)
            if earlier is not placed:
                self.table.blame(place, column, _twice(earlier))
        if place % 1000 == 0:
            self.progress(place)

    def _blame(self, sheet: str, number: int, column: str, value: str, wrong: Wrong) -> None:
        self.table.faults.append(fault(sheet, number, column, value, wrong))


def _whole(cell: Cell) -> Cell:
    """A number that is none is what a program writes when a formula fails."""
    return "#NUM!" if isinstance(cell, float) and not math.isfinite(cell) else cell


def fault(sheet: str, row: int, column: str, value: str, wrong: Wrong) -> Fault:
    """What is wrong, and where."""
    return Fault(
        sheet=sheet,
        row=row,
        column=column,
        value=value,
        code=wrong.code,
        message=wrong.message,
        remedy=wrong.remedy,
    )


# ---------------------------------------------------------------- words


def _nothing_in_it() -> Wrong:
    return Wrong(
        "empty",
        "文件中没有内容。",
        "There is nothing in the file.",
        "请在第一行填写表头，其后每行填写一条记录。",
        "Put the headings into the first row, and a record into each row after it.",
    )


def _unknown_column() -> Wrong:
    return Wrong(
        "unknown_column",
        "没有该列。",
        "There is no such column.",
        "请更正表头，或删除该列。",
        "Correct the heading, or delete the column.",
    )


def _repeated_column() -> Wrong:
    return Wrong(
        "repeated_column", "该列出现了两次。", "The column is there twice.", "请只保留一列。", "Keep one of them."
    )


def _missing_column() -> Wrong:
    return Wrong(
        "missing_column",
        "缺少该列。",
        "The column is missing.",
        "请添加该列；模板中有全部表头。",
        "Add it; the template has all headings.",
    )


def _missing_value() -> Wrong:
    return Wrong("missing", "未填写。", "Nothing is entered.", "请填写该列。", "Enter a value.")


def _twice(earlier: Placed[Row]) -> Wrong:
    return Wrong(
        "twice",
        f"与“{earlier.sheet}”第{earlier.number}行重复。",
        f"The same is in row {earlier.number} of {earlier.sheet!r}.",
        "请删除或更正其中一行。",
        "Delete one of the two rows, or correct it.",
    )
