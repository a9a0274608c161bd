"""`monitor import`: a table is taken in as a whole, or every fault is told and nothing is taken in."""

from datetime import date

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from monitor.__main__ import app
from monitor.adapters.keys import MasterKey
from monitor.adapters.registry import SqlRegistry, open_engine
from tests.registry.cast import LI, WANG, a_plan, add_class
from tests.registry.databases import lay_out


@pytest.fixture
def folder(tmp_path):
    """An installation with the class c1."""
    lay_out(tmp_path)
    (tmp_path / "keys").mkdir()
    registry = SqlRegistry(
        open_engine(tmp_path / "registry.db"), MasterKey.in_folder(tmp_path / "keys").derive("identity")
    )
    registry.add_institution("school", title="技工学校", source_system="talent", external_id="9")
    add_class(registry, a_plan())
    registry.add_trainee(WANG, source_system="talent", external_id="HN-1", at=1)
    registry.close()
    return tmp_path


@pytest.fixture
def run(folder):
    """Run `monitor import` over the installation."""

    def command(*arguments, language="en"):
        done = CliRunner().invoke(
            app, ["import", *map(str, arguments), "--data", str(folder), "--language", language], env={"COLUMNS": "200"}
        )
        return done.exit_code, done.stdout, done.stderr

    return command


def learners(folder):
    registry = SqlRegistry(open_engine(folder / "registry.db"), b"")
    try:
        return len(registry.learners_of("c1"))
    finally:
        registry.close()


def write(folder, text, name="roster.csv", encoding="gb18030"):
    (folder / name).write_bytes(text.encode(encoding))
    return folder / name


def test_a_roster_is_taken_in_with_progress_shown(folder, run):
    file = write(folder, f"班级编号,身份证号\nc1,{WANG}\nc1,{LI}\n")
    code, said, progress = run("roster", file)

    assert (code, said) == (0, "2 rows imported: new trainees 1, new enrolments 2, of them not eligible (ONL-14) 0.\n")
    assert all(stage in progress for stage in ("reading", "looking over", "storing"))
    assert learners(folder) == 2


def test_a_dry_run_takes_in_nothing(folder, run):
    code, said, _ = run("roster", write(folder, f"班级编号,身份证号\nc1,{WANG}\n"), "--dry-run", language="zh-CN")

    assert (code, said) == (0, "共1行，没有错误；试运行，未导入任何内容。\n")
    assert learners(folder) == 0


def test_a_fault_names_sheet_row_column_value_and_what_to_do(folder, run):
    file = write(folder, f"班级编号,身份证号,是否在校生\nc1,{WANG},也许\n")
    english, chinese = run("roster", file), run("roster", file, language="zh-CN")

    assert english[:2] == (1, "roster.csv row 2 是否在校生 [也许]: This is neither yes nor no. Enter yes or no.\n")
    assert chinese[:2] == (1, "roster.csv 第2行 是否在校生 [也许]: 不是“是”或“否”。 请填写是或否。\n")
    assert "1 faults; nothing was imported." in english[2]


HEAD = "班级编号 身份证号 学员编号 人员类别 岗位职业编码 是否在校生 培训券编号 班次编号 宿舍".split()
BAD = [
    # the headings of the second sheet lack two columns
    (None, WANG, "a"),
    ("c1", None, "b"),
    ("c9", LI, "c"),
    ("c1", "11010519491231002", "d"),
    ("c1", "110105194912310021", "e"),
    ("c1", 110105194912310020, "f"),
    ("c1", "#REF!", "g"),
    ("c1", LI, "x" * 129),
    ("c1", LI, "HN-1"),
    ("c1", "110101199003078515", "i", "农民"),
    ("c1", "110101199003071313", "j", None, "6-18-02-04-06-18-02-04-06-18-02-04"),
    ("c1", "110101199003074370", "k", None, None, "也许"),
    ("c1", "110101199003077053", "l\nm"),
    ("c1", WANG, None, None, None, None, "Q1"),
    ("c1", WANG, None, None, None, None, "Q2"),
    ("c2", WANG, None, None, None, None, "Q1"),
]


def test_a_workbook_with_twenty_faults_reports_all_of_them_and_nothing_is_imported(folder, run):
    book = Workbook()
    book.active.title = "一班"
    for row in (HEAD, *BAD):
        book.active.append(row)
    book.create_sheet("二班").append(["学员编号"])
    book.save(folder / "bad.xlsx")
    code, said, _ = run("roster", folder / "bad.xlsx", "--report", folder / "faults.csv")
    told = [line.partition(": ")[0] for line in said.splitlines()]

    assert code == 1
    assert told == [
        "一班 row 1 班级编号",
        "一班 row 1 宿舍",
        "一班 row 2 班级编号",
        "一班 row 3 身份证号",
        "一班 row 4 班级编号 [c9]",
        "一班 row 5 身份证号",
        "一班 row 6 身份证号",
        "一班 row 7 身份证号",
        "一班 row 8 身份证号",
        f"一班 row 9 学员编号 [{'x' * 39}…]",
        "一班 row 10 学员编号 [HN-1]",
        "一班 row 11 人员类别 [农民]",
        "一班 row 12 岗位职业编码 [6-18-02-04-06-18-02-04-06-18-02-04]",
        "一班 row 13 是否在校生 [也许]",
        "一班 row 14 学员编号 [l m]",
        "一班 row 16 身份证号",
        "一班 row 17 班级编号 [c2]",
        "一班 row 17 培训券编号 [Q1]",
        "二班 row 1 班级编号",
        "二班 row 1 身份证号",
    ]
    assert len(told) == 20
    assert len({line.partition(": ")[2] for line in said.splitlines()}) > 12
    assert (folder / "faults.csv").read_text("utf-8-sig").count("\n") == 21
    assert WANG not in said + (folder / "faults.csv").read_text("utf-8-sig")
    assert learners(folder) == 0


def test_a_template_is_written_filled_in_and_taken_in(folder, run):
    code, said, _ = run("catalogue", "--template", folder / "catalogue.csv")
    with (folder / "catalogue.csv").open("a", encoding="utf-8") as file:
        file.write(f"M1,platform,p1,P,{date(2023, 3, 7)},,,\n")

    assert (code, said.strip()) == (0, str(folder / "catalogue.csv"))
    assert run("catalogue", folder / "catalogue.csv")[:2] == (
        0,
        "1 rows imported: new platforms 1, new institutions 0, catalogue entries 1.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lists", "x.csv"], "There is no kind of table lists."),
        (["roster"], "name a file"),
        (["roster", "nowhere.csv"], "No such file"),
        (["roster", "--template", "x.ods"], "a template is an .xlsx or a .csv file"),
    ],
)
def test_a_mistake_in_use_is_one_sentence(run, arguments, message):
    code, _, said = run(*arguments)

    assert code == 2
    assert message in said
