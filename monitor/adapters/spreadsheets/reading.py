"""Reads XLSX and CSV, told apart by their first bytes, without ever holding a whole table.

CSV may be in UTF-8 (with or without a mark), UTF-16 with a mark, or GB18030, as Chinese office programs write it.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from openpyxl import load_workbook

from monitor.core.imports.cells import Cell
from monitor.core.imports.faults import Wrong
from monitor.core.imports.reading import Sheet

UNPACKED_LIMIT = 1024**3  # bytes; a zip file of some kilobytes can unpack to any size
_CHUNK = 1024 * 1024
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DELIMITERS = ",\t;"


def sheets(file: BinaryIO, name: str) -> Iterator[Sheet]:
    """The visible sheets of a file that can be sought in, one after the other; a CSV file is one sheet of this `name`.

    Rows count from 1.  Raises `Wrong` when the file, or what follows in it, cannot be read.
    """
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start == _COMPOUND:
        raise _old_or_locked()
    if start == _ZIP:
        yield from _workbook(file)
    else:
        yield name, _separated(file, name)


# ---------------------------------------------------------------- XLSX


def _workbook(file: BinaryIO) -> Iterator[Sheet]:
    book = _sound(lambda: _opened(file))
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # what a program wrote about the size is not always true
                yield sheet.title, _rows(sheet)
    finally:
        book.close()


def _opened(file: BinaryIO) -> Any:
    with zipfile.ZipFile(file) as packed:
        if sum(part.file_size for part in packed.infolist()) > UNPACKED_LIMIT:
            raise _too_large()
    return load_workbook(file, read_only=True, data_only=True)


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Cell]]]:
    rows, number = sheet.iter_rows(values_only=True), 0
    while (cells := _sound(lambda: next(rows, None))) is not None:
        number += 1
        yield number, cells


def _sound(step: Callable[[], Any]) -> Any:
    """A step of a library that may fail in any way over a damaged file."""
    try:
        return step()
    except Wrong:
        raise
    except Exception as error:
        raise _damaged() from error


# ---------------------------------------------------------------- CSV


def _separated(file: BinaryIO, name: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    file.seek(0)
    text = io.TextIOWrapper(file, _encoding(file), newline="")
    try:
        first = text.readline(64 * 1024)
        file.seek(0)
        text = io.TextIOWrapper(text.detach(), text.encoding, newline="")
        reader = csv.reader(text, delimiter=max(_DELIMITERS, key=first.count), strict=True)
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _broken_line(name, number) from error
            yield number, [_unwrapped(cell) for cell in cells]
    finally:
        text.detach()  # the file is not ours to close


def _encoding(file: BinaryIO) -> str:
    """By its mark, or the first that fits the whole file; leaves the file at its start."""
    start = file.read(4)
    marked = [encoding for mark, encoding in _MARKS.items() if start.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        file.seek(0)
        if _fits(file, encoding):
            file.seek(0)
            return encoding
    raise _unknown_encoding()


def _fits(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unwrapped(cell: str) -> str:
    """Without what is put around a long number so that a program keeps it as text: '123 or ="123"."""
    plain = cell.strip()
    if plain.startswith('="') and plain.endswith('"'):
        return plain[2:-1]
    return plain.removeprefix("'")


# ---------------------------------------------------------------- words


def _old_or_locked() -> Wrong:
    return Wrong(
        "old_or_locked",
        "这是旧版xls文件或加密文件。",
        "This is an old .xls file, or one with a password.",
        "请另存为不加密的xlsx文件。",
        "Save it as .xlsx, without a password.",
    )


def _too_large() -> Wrong:
    return Wrong(
        "too_large",
        "文件解压后过大。",
        "The file is too large when it is unpacked.",
        "请拆分为多个文件。",
        "Split it into several files.",
    )


def _damaged() -> Wrong:
    return Wrong(
        "damaged",
        "文件已损坏，或不是xlsx文件。",
        "The file is damaged, or it is no .xlsx file.",
        "请用表格软件打开后另存为xlsx。",
        "Open it in a program for tables, and save it as .xlsx.",
    )


def _broken_line(name: str, number: int) -> Wrong:
    return Wrong(
        "broken_line",
        f"{name}第{number}行的引号不成对，或内容过长。",
        f"In row {number} of {name} a quotation mark is not closed, or a value is far too long.",
        "请更正该行。",
        "Correct that row.",
    )


def _unknown_encoding() -> Wrong:
    return Wrong(
        "unknown_encoding",
        "无法识别文件的编码。",
        "The encoding of the file is not known.",
        "请另存为UTF-8编码的CSV，或xlsx。",
        "Save it as CSV in UTF-8, or as .xlsx.",
    )
