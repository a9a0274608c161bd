"""What a table of one kind consists of."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Iterator
from typing import Any, Generic, TypeVar

import msgspec

from monitor.core.bilingual import Bilingual
from monitor.core.imports.cells import Reader
from monitor.core.imports.faults import Wrong
from monitor.core.office_records import Record

Row = TypeVar("Row", bound=msgspec.Struct)
Misfit = tuple[str, Wrong]  # the column's name, and what is wrong with a value that was fine by itself


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column: `name` is that of the row's field, and the English heading; `zh` the Chinese one.

    A value that is missing leaves the field as the row's shape has it.  A `secret` value is nowhere repeated.
    """

    name: str
    zh: str
    read: Reader
    meaning: Bilingual
    example: str
    also: tuple[str, ...] = ()  # other headings that are in use
    say: Callable[[Any], object] = str  # a value that was read, as the table writes it
    required: bool = True
    secret: bool = False

    @property
    def headings(self) -> Iterator[str]:
        """All headings by which the column is known, as `heading` writes them."""
        yield from map(heading, (self.name, self.zh, *self.also))


def optional(
    name: str,
    zh: str,
    read: Reader,
    meaning: Bilingual,
    example: str,
    *,
    also: tuple[str, ...] = (),
    say: Callable[[Any], object] = str,
    secret: bool = False,
) -> Column:
    """A column whose cells may be empty, and which a table may lack."""
    return Column(
        name=name,
        zh=zh,
        read=read,
        meaning=meaning,
        example=example,
        also=also,
        say=say,
        required=False,
        secret=secret,
    )


class AsRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How a row is kept as one record of another system: `shape` has the row's fields but for what is told here.

    `named` is the column with the record's id there, `renamed` leads from columns to the record's fields, and the
    days and moments in `past` cannot lie in the future.  Of rows that are told `partly`, what is null stays as it was.
    """

    shape: type[Record]
    named: str = "external_id"
    renamed: tuple[tuple[str, str], ...] = ()
    past: tuple[str, ...] = ()
    partly: bool = False


class Kind(msgspec.Struct, Generic[Row], frozen=True, kw_only=True):
    """A kind of table.

    `row` is the shape of a row, `keys` say by what a row must differ from all others (the column to point at, and the
    value), `misfits` find what is wrong between the values of one row; `record` is there if a row is just one record.
    """

    name: str
    title: Bilingual
    meaning: Bilingual
    row: type[Row]
    columns: tuple[Column, ...]
    keys: Callable[[Row], Iterator[tuple[str, Hashable]]]
    misfits: Callable[[Row], Iterator[Misfit]]
    record: AsRecord | None = None

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)

    def make(self, values: dict[str, Any]) -> Row:
        """A row of values that were read."""
        return self.row(**values)


# Headings of lists that people keep for themselves; no kind reads them but where it has such a column (PRV-06).
IGNORED = frozenset({"序号", "姓名", "性别", "民族", "年龄", "联系电话", "手机号码", "备注", "no.", "name", "remarks"})


def heading(text: object) -> str:
    """A heading as it is compared: plain characters, no white space, no mark that the column is required."""
    plain = unicodedata.normalize("NFKC", str(text)).lower()
    return "".join(plain.split()).strip("*:").replace("_", "")
