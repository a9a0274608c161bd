"""Files as office programs write them: XLSX and CSV in the encodings that are in use, and templates to fill in."""

import codecs
import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from monitor.adapters.spreadsheets import sheets, template
from monitor.core.imports.faults import Wrong
from monitor.core.imports.kinds import KINDS
from monitor.core.imports.reading import read


def rows(content, name="t.csv"):
    return [(title, [tuple(cells) for _, cells in table]) for title, table in sheets(io.BytesIO(content), name)]


def workbook(**tables):
    book = Workbook()
    book.remove(book.active)
    for title, cells in tables.items():
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


NINE = datetime.fromisoformat("2023-03-07 09:00")
TEXT = "班级编号,备注\r\nc1,焊工\r\n"
TABLE = [("t.csv", [("班级编号", "备注"), ("c1", "焊工")])]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.encode("gbk"),
        codecs.BOM_UTF16_LE + TEXT.replace(",", "\t").encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace(",", ";").encode(),
    ],
    ids=["utf-8", "utf-8 with a mark", "gb18030", "gbk", "utf-16 with tabs", "utf-16 be", "semicolons"],
)
def test_a_csv_file_is_read_in_whatever_encoding_it_came(content):
    assert rows(content) == TABLE


def test_rare_characters_of_names_come_through_gb18030():
    assert rows("㐀,𠮷".encode("gb18030")) == [("t.csv", [("㐀", "𠮷")])]


def test_what_is_put_around_a_number_so_that_it_stays_text_is_taken_off():
    assert rows(b'\'0017,"=""0018""",\t0019') == [("t.csv", [("0017", "0018", "0019")])]


def test_rows_of_a_csv_file_count_by_lines():
    content = b'a,"b\nc"\nd,e\n\nf,g'
    [(_, table)] = sheets(io.BytesIO(content), "t.csv")

    assert [number for number, _ in table] == [1, 3, 4, 5]


def test_cells_of_a_workbook_keep_their_kinds_and_hidden_sheets_stay_out():
    content = workbook(一班=[("a", 1, 1.5, True, NINE)], lists=[("x",)])
    book = load_workbook(io.BytesIO(content))
    book["lists"].sheet_state = "hidden"
    saved = io.BytesIO()
    book.save(saved)

    assert rows(saved.getvalue()) == [("一班", [("a", 1, 1.5, True, NINE)])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_or_locked"),
        (b"PK\x03\x04 and no more", "damaged"),
        (workbook(a=[("x",)])[:-200], "damaged"),
        (b"\xff\xff\xff", "unknown_encoding"),
        (b"a,b\0", "unknown_encoding"),
        (b'a,"b\nc', "broken_line"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content, code):
    with pytest.raises(Wrong) as caught:
        rows(content)

    assert caught.value.code == code
    assert caught.value.remedy["zh-CN"]


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(monkeypatch):
    monkeypatch.setattr("monitor.adapters.spreadsheets.reading.UNPACKED_LIMIT", 100)
    with pytest.raises(Wrong) as caught:
        rows(workbook(a=[("x",)]))

    assert caught.value.code == "too_large"


def test_a_sheet_that_is_no_xml_is_damaged():
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(a=[("x",)]))) as good, zipfile.ZipFile(content, "w") as bad:
        for part in good.namelist():
            bad.writestr(part, b"<no" if "sheet1" in part else good.read(part))
    with pytest.raises(Wrong) as caught:
        rows(content.getvalue())

    assert caught.value.code == "damaged"


# ---------------------------------------------------------------- templates


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_template_that_is_filled_in_with_its_examples_is_read_without_a_fault(kind, suffix, language):
    examples = [column.example for column in kind.columns]
    content = template(kind, suffix, language)
    if suffix == ".csv":
        filled = content + ",".join(examples).encode()
    else:
        book = load_workbook(io.BytesIO(content))
        for place, example in enumerate(examples, 1):
            book.worksheets[0].cell(2, place).value = example
        saved = io.BytesIO()
        book.save(saved)
        filled = saved.getvalue()
    table = read(kind, sheets(io.BytesIO(filled), "t.csv"))

    assert table.faults == []
    assert len(table.rows) == 1


def test_a_template_keeps_numbers_as_text_and_explains_its_columns():
    book = load_workbook(io.BytesIO(template(KINDS["roster"], ".xlsx", "zh-CN")))
    sheet, notes = book.worksheets

    assert (sheet.title, notes.title) == ("学员名册", "说明")
    assert {sheet.cell(row, 2).number_format for row in (2, 1001)} == {"@"}
    assert [row[0].value for row in notes.iter_rows(min_row=2)] == [cell.value for cell in sheet[1]]


def test_dates_of_a_workbook_are_days():
    content = workbook(a=[("条目编号", "类别", "编号", "起始日期"), ("M1", "平台", "p", date(2023, 3, 7))])
    table = read(KINDS["catalogue"], sheets(io.BytesIO(content), "t"))

    assert table.rows[0].row.first_on == date(2023, 3, 7)
