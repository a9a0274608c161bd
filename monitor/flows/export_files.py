"""A table as a file, in pieces while its rows are read: CSV, XLSX or JSON, equal bytes for equal rows.

Every file ends with the number of its rows; one that does not was cut off.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import AsyncIterator, Iterator
from typing import Literal, get_args
from xml.sax.saxutils import escape

import msgspec

from monitor.core.exports import SHEETS, Cell, Row, Sheet, harmless, moment
from monitor.flows.export_rows import Export

Format = Literal["csv", "xlsx", "json"]
Language = Literal["zh-CN", "en"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}

_HEAD = {
    "what": ("内容", "content"),
    "made_at": ("生成时间", "made at"),
    "filters": ("筛选条件", "filter"),
    "rules": ("规则包", "rule pack"),
    "through": ("截至结论序号", "through verdict"),
    "rows": ("行数", "rows"),
    "sum": ("合计", "sum"),
    "none": ("无", "none"),
}
_PIECE = 64 * 1024  # bytes that are gathered before they are sent


def file_of(made: Export, form: Format, language: Language) -> AsyncIterator[bytes]:
    """The file, piece by piece."""
    writer = {"csv": _csv, "xlsx": _xlsx, "json": _json}[form]
    return writer(made, SHEETS[made.about.kind], language)


def name_of(made: Export, form: Format) -> str:
    """What the file is called: kind and day."""
    return f"{made.about.kind}-{moment(made.about.made_at)[:10]}.{form}"


class _Counted:
    """Rows and sums on their way through."""

    def __init__(self, made: Export, sheet: Sheet) -> None:
        self._rows = made.rows
        self._places = {column.name: place for place, column in enumerate(sheet.columns) if column.name in sheet.summed}
        self.rows = 0
        self.sums: dict[str, int] = dict.fromkeys(self._places, 0)

    async def __aiter__(self) -> AsyncIterator[Row]:
        async for row in self._rows:
            self.rows += 1
            for name, place in self._places.items():
                self.sums[name] += int(row[place])
            yield row


def _said(word: str, language: Language) -> str:
    return _HEAD[word][language == "en"]


def _head(made: Export, sheet: Sheet, language: Language) -> Iterator[tuple[str, str]]:
    """What stands before the rows, line by line."""
    about = made.about
    limits = "; ".join(f"{name}: {value}" for name, value in about.filters.items())
    yield _said("what", language), sheet.title[language]
    yield _said("made_at", language), moment(about.made_at)
    yield _said("filters", language), limits or _said("none", language)
    yield _said("rules", language), about.rules
    yield _said("through", language), str(about.through)


def _headings(sheet: Sheet, language: Language) -> Row:
    return tuple(column.words[language] for column in sheet.columns)


def _tail(counted: _Counted, sheet: Sheet, language: Language) -> Iterator[tuple[str, int]]:
    yield _said("rows", language), counted.rows
    words = {column.name: column.words[language] for column in sheet.columns}
    for name, value in counted.sums.items():
        yield f"{_said('sum', language)} {words[name]}", value


# ---------------------------------------------------------------- CSV


async def _csv(made: Export, sheet: Sheet, language: Language) -> AsyncIterator[bytes]:
    """Lines that begin with # tell what it is; the byte order mark has spreadsheet programs read Chinese."""
    counted, text = _Counted(made, sheet), io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    text.write("\ufeff")
    lines.writerows((f"# {name}", _plain(value)) for name, value in _head(made, sheet, language))
    lines.writerow(_headings(sheet, language))
    async for row in counted:
        lines.writerow([_plain(cell) for cell in row])
        if text.tell() > _PIECE:
            yield _taken(text)
    lines.writerows((f"# {name}", value) for name, value in _tail(counted, sheet, language))
    yield _taken(text)


def _plain(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell


def _taken(text: io.StringIO) -> bytes:
    piece = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return piece


# ---------------------------------------------------------------- JSON


async def _json(made: Export, sheet: Sheet, language: Language) -> AsyncIterator[bytes]:
    """`about`, `columns`, `rows` with the columns' names, and `end`; cells as they are."""
    counted, piece = _Counted(made, sheet), bytearray()
    titles = {column.name: column.words[language] for column in sheet.columns}
    about = {**msgspec.to_builtins(made.about), "made_at": moment(made.about.made_at), "title": sheet.title[language]}
    piece += b'{"about":' + msgspec.json.encode(about) + b',"columns":' + msgspec.json.encode(titles) + b',"rows":['
    async for row in counted:
        piece += b"," if counted.rows > 1 else b""
        piece += b"\n" + msgspec.json.encode(dict(zip(titles, row, strict=True)))
        if len(piece) > _PIECE:
            yield bytes(piece)
            piece.clear()
    piece += b'\n],"end":' + msgspec.json.encode({"rows": counted.rows, "sums": counted.sums}) + b"}\n"
    yield bytes(piece)


# ---------------------------------------------------------------- XLSX

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ROOT = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_SHEET_ROWS = 1_048_576  # as many as a sheet may have, its headings among them
_NOT_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
_SAME_DAY = (1980, 1, 1, 0, 0, 0)  # the archive tells no time, so that equal rows are equal bytes


async def _xlsx(made: Export, sheet: Sheet, language: Language) -> AsyncIterator[bytes]:
    """Rows on the first sheet, and on further ones when it is full; what they are on the last.

    All text is text and never a formula.  How many sheets there are is known and written at the end.
    """
    counted, sink = _Counted(made, sheet), _Sink()
    rows, sheets, more = aiter(counted), 0, True
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        while more:
            sheets, more = sheets + 1, False
            with archive.open(_entry(_sheet_file(sheets)), "w", force_zip64=True) as part:
                part.write(_opening(_headings(sheet, language)))
                async for row in rows:
                    part.write(_row(row))
                    if len(sink.held) > _PIECE:
                        yield sink.taken()
                    if counted.rows == sheets * (_SHEET_ROWS - 1):
                        more = True
                        break
                part.write(_CLOSING)
        about: list[Row] = [*_head(made, sheet, language), *_tail(counted, sheet, language)]
        archive.writestr(
            _entry(_sheet_file(sheets + 1)), _opening(("", "")) + b"".join(_row(line) for line in about) + _CLOSING
        )
        for name, content in _frame(sheet, language, sheets).items():
            archive.writestr(_entry(name), _XML + content)
    yield sink.taken()


def _sheet_file(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _frame(sheet: Sheet, language: Language, sheets: int) -> dict[str, str]:
    """What holds so many sheets of rows and the one about them together, by file."""
    title, numbers = sheet.title[language][:28], range(1, sheets + 2)
    names = [
        title,
        *(f"{title} {number}" for number in range(2, sheets + 1)),
        "说明" if language == "zh-CN" else "about",
    ]
    types = "".join(
        f'<Override PartName="/{_sheet_file(number)}" ContentType="{_CONTENT}.worksheet+xml"/>' for number in numbers
    )
    targets = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    return {
        "xl/workbook.xml": (
            f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{targets}</Relationships>',
        "_rels/.rels": _ROOT,
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>{types}</Types>'
        ),
    }


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _SAME_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _opening(headings: Row) -> bytes:
    return (f'{_XML}<worksheet xmlns="{_SPREADSHEET}"><sheetData>').encode() + _row(headings)


_CLOSING = b"</sheetData></worksheet>"


def _row(cells: Row) -> bytes:
    return ("<row>" + "".join(map(_cell, cells)) + "</row>").encode()


def _cell(cell: Cell) -> str:
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    text = escape(cell.translate(_NOT_XML))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


class _Sink(io.RawIOBase):
    """What was written and not yet taken away; it cannot go back, so nothing of the file has to be kept."""

    def __init__(self) -> None:
        self.held = bytearray()
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self.held += piece
        self._written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._written

    def taken(self) -> bytes:
        piece = bytes(self.held)
        self.held.clear()
        return piece
