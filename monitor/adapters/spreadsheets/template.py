"""An empty table of a kind, with its headings; an XLSX one explains its columns on a sheet that is not imported."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from monitor.core.imports.columns import Column, Kind

_AS_TEXT = "@"  # so that no program rounds an identity number, or makes a date of a code
_ROWS = 1000  # rows that are prepared
_REQUIRED, _OPTIONAL = PatternFill("solid", fgColor="DCE6F1"), PatternFill("solid", fgColor="F2F2F2")
_HEADINGS = {"zh-CN": ("列", "是否必填", "说明", "示例"), "en": ("Column", "Required", "Meaning", "Example")}
_NEED = {"zh-CN": ("必填", "可选"), "en": ("yes", "no")}
_NOTES = {"zh-CN": "说明", "en": "notes"}


def template(kind: Kind[Any], suffix: str, language: str) -> bytes:
    """The bytes of a template; `suffix` is .xlsx or .csv, `language` zh-CN or en."""
    return _workbook(kind, language) if suffix == ".xlsx" else _separated(kind, language)


def _heading(column: Column, language: str) -> str:
    return column.zh if language == "zh-CN" else column.name


def _separated(kind: Kind[Any], language: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([_heading(column, language) for column in kind.columns])
    return text.getvalue().encode("utf-8-sig")  # with the mark by which office programs know UTF-8


def _workbook(kind: Kind[Any], language: str) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = kind.title[language]
    sheet.freeze_panes = "A2"
    for place, column in enumerate(kind.columns, 1):
        _prepare(sheet, place, column, _heading(column, language))
    _explain(book.create_sheet(_NOTES[language]), kind, language)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _prepare(sheet: Any, place: int, column: Column, written: str) -> None:
    head = sheet.cell(1, place, written)
    head.font = Font(bold=column.required)
    head.fill = _REQUIRED if column.required else _OPTIONAL
    sheet.column_dimensions[get_column_letter(place)].width = max(14, len(written) * 2 + 4)
    for row in range(2, _ROWS + 2):
        sheet.cell(row, place).number_format = _AS_TEXT


def _explain(sheet: Any, kind: Kind[Any], language: str) -> None:
    sheet.append(_HEADINGS[language])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in kind.columns:
        need = _NEED[language][0 if column.required else 1]
        sheet.append([_heading(column, language), need, column.meaning[language], column.example])
    for letter, width in zip("ABCD", (22, 10, 70, 30), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        row[2].alignment = Alignment(wrap_text=True, vertical="top")
