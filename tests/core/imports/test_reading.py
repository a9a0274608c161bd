"""From rows of cells to rows of a kind: everything that is wrong is found, and each fault names its cell."""

import runpy
from pathlib import Path

from monitor.core.imports.reading import read
from monitor.core.imports.roster import ROSTER, RosterRow

ROOT = Path(__file__).parents[3]
WANG, LI = "00000019900101123X", "000000199003078016"
HEAD = ("班级编号", "身份证号", "学员编号", "是否在校生")


def table(*rows, name="名册"):
    return read(ROSTER, [(name, list(enumerate(rows, 1)))])


def told(done):
    return [(fault.sheet, fault.row, fault.column, fault.value, fault.code) for fault in done.faults]


def test_rows_are_read_by_their_headings_in_any_order():
    done = table(("学员编号", "身份证号码", "training_class"), ("HN-1", WANG, "c1"))

    assert done.faults == []
    assert [placed.row for placed in done.rows] == [
        RosterRow(training_class="c1", identity_number=WANG, external_id="HN-1")
    ]


def test_headings_are_known_whatever_marks_are_around_them():
    done = table(("* 班级 编号", "身份证号：", "姓名", "序号"), ("c1", WANG, "王", 1))

    assert done.faults == []
    assert len(done.rows) == 1


def test_empty_rows_are_no_rows_and_keep_the_count():
    done = table((None,), HEAD, ("", " "), ("c1", WANG), (None,) * 4, ("c1", "7"))

    assert [placed.number for placed in done.rows] == [4]
    assert told(done) == [("名册", 6, "身份证号", "", "not_an_identity_number")]


def test_every_fault_of_a_row_is_told_at_once():
    done = table(HEAD, (None, "7", "x" * 200, "也许"))

    assert [(row, column, code) for _, row, column, _, code in told(done)] == [
        (2, "班级编号", "missing"),
        (2, "身份证号", "not_an_identity_number"),
        (2, "学员编号", "too_long"),
        (2, "是否在校生", "not_yes_or_no"),
    ]


def test_an_identity_number_is_never_repeated():
    done = table(HEAD, ("c1", WANG[:-1] + "1"), ("c1", WANG), ("c1", WANG))

    assert WANG[:-1] not in repr(done.faults)
    assert [fault.value for fault in done.faults] == ["", ""]


def test_columns_that_are_missing_unknown_or_there_twice_are_named():
    done = table(("班级编号", "班期编号", "身份证号", "学号"), ("c1", "c1", WANG, "9"))
    without = table(("班级编号",), ("c1",), ("c1",))

    assert told(done) == [("名册", 1, "班级编号", "", "repeated_column"), ("名册", 1, "学号", "", "unknown_column")]
    assert told(without) == [
        ("名册", 1, "身份证号", "", "missing_column"),
    ]


def test_the_same_person_twice_in_a_class_is_told_with_the_first_row():
    done = table(HEAD, ("c1", WANG), ("c2", WANG), ("c1", LI), ("c1", WANG))

    assert told(done) == [("名册", 5, "身份证号", "", "twice")]
    assert "第2行" in done.faults[0].message["zh-CN"]


def test_all_sheets_are_read_but_those_that_explain():
    rows = list(enumerate([HEAD, ("c1", WANG)], 1))
    notes = list(enumerate([("列", "说明"), ("班级编号", "…")], 1))
    done = read(ROSTER, [("一班", rows), ("说明", notes), ("空", []), ("二班", list(enumerate([HEAD, ("c1", LI)], 1)))])

    assert done.faults == []
    assert [placed.sheet for placed in done.rows] == ["一班", "二班"]


def test_a_file_without_anything_in_it_is_a_fault():
    assert told(read(ROSTER, [("Sheet1", [])])) == [("", 0, "", "", "empty")]


def test_a_formula_that_failed_is_told():
    assert told(table(HEAD, ("c1", WANG, float("inf")))) == [("名册", 2, "学员编号", "#NUM!", "formula_error")]


def test_the_page_of_columns_is_what_the_kinds_say():
    script = runpy.run_path(str(ROOT / "scripts/write_import_docs.py"))

    assert script["PAGE"].read_text(encoding="utf-8") == script["page"](), "run scripts/write_import_docs.py"
