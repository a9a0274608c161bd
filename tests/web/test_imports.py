"""Tables over the API: the same as `monitor import`, for named people of the office (docs/import.md)."""

import io

import pytest
from openpyxl import load_workbook
from small_world import CLASS
from test_vendor_api import is_problem

from monitor.adapters.registry.identity import check_digit
from monitor.core.imports.kinds import KINDS
from monitor.web.office_api.imports import KindName
from monitor.web.office_api.people import office_key

LI = "00000019900307801" + check_digit("00000019900307801")  # well formed, and nobody's
HEAD = "班级编号,身份证号,是否在校生"


@pytest.fixture
def office(world):
    """Ask as a person of the office."""

    async def ask(method: str, path: str, language: str = "en", **content):
        headers = {"X-Person": "zhao", "Authorization": f"Bearer {office_key(world.monitor.keys, 'zhao')}"}
        headers |= {"Accept-Language": language, **content.pop("headers", {})}
        return await world.http.request(method, path, headers=headers, **content)

    return ask


def table(*rows: str) -> dict:
    return {"files": {"file": ("名册.csv", "\n".join((HEAD, *rows)).encode("gb18030"), "text/csv")}}


async def test_a_roster_is_taken_in(world, office):
    report = await office("POST", "/v1/imports/roster", **table(f"{CLASS},{LI},否"))

    assert report.status_code == 200, report.text
    assert report.json() == {
        "kind": "roster",
        "rows": 1,
        "imported": True,
        "fault_count": 0,
        "faults": [],
        "stored": {"trainees": 1, "enrolments": 1, "not_eligible": 0},
    }
    assert len(world.monitor.registry.learners_of(CLASS)) == 1


async def test_every_fault_is_an_error_of_the_problem_and_nothing_is_taken_in(world, office):
    sent = table(f"{CLASS},{LI},也许", f"class-9,{LI},否")
    english = is_problem(await office("POST", "/v1/imports/roster", **sent), 422, "file")
    chinese = is_problem(await office("POST", "/v1/imports/roster", "zh-CN", **sent), 422, "file")

    assert [(one["field"], one["code"]) for one in english["errors"]] == [
        ("名册.csv!2.是否在校生", "not_yes_or_no"),
        ("名册.csv!3.班级编号", "unknown"),
    ]
    assert english["detail"] == "There are 2 faults in the table; nothing was imported."
    assert chinese["detail"] == "表中有2处错误，未导入任何内容。"
    assert chinese["errors"][0]["detail"] == "不是“是”或“否”。"
    assert LI not in str(english)
    assert world.monitor.registry.learners_of(CLASS) == []


async def test_a_dry_run_is_answered_with_its_report_whatever_is_wrong(world, office):
    good = (await office("POST", "/v1/imports/roster?dry_run=true", **table(f"{CLASS},{LI},否"))).json()
    bad = (await office("POST", "/v1/imports/roster?dry_run=true", **table(f"class-9,{LI},否"))).json()

    assert (good["imported"], good["fault_count"], good["stored"]) == (False, 0, {})
    assert [(one["sheet"], one["row"], one["column"], one["value"]) for one in bad["faults"]] == [
        ("名册.csv", 2, "班级编号", "class-9")
    ]
    assert world.monitor.registry.learners_of(CLASS) == []


async def test_the_same_table_under_one_key_is_taken_in_once(office):
    answers = [
        await office("POST", "/v1/imports/roster", headers={"Idempotency-Key": "k"}, **table(f"{CLASS},{LI},否"))
        for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"


async def test_a_file_that_is_no_table_and_one_that_is_missing_are_told(office):
    broken = await office("POST", "/v1/imports/roster", files={"file": ("a.xlsx", b"PK\x03\x04", "x/y")})
    missing = await office("POST", "/v1/imports/roster", files={"other": ("a.csv", b"x", "text/csv")})

    assert [one["code"] for one in is_problem(broken, 422, "file")["errors"]] == ["damaged"]
    is_problem(missing, 422, "file")


async def test_a_file_beyond_the_limit_is_refused_while_it_arrives(world, office, monkeypatch):
    monkeypatch.setattr("monitor.web.office_api.imports.TableRoute.form_limit", 1000)
    is_problem(await office("POST", "/v1/imports/roster", **table(*["x"] * 1000)), 413, "body")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_template_can_be_fetched_and_says_what_the_list_says(office, kind):
    told = {one["kind"]: one for one in (await office("GET", "/v1/imports")).json()}[kind]
    xlsx = await office("GET", f"/v1/imports/{kind}/template", "zh-CN")
    csv = await office("GET", f"/v1/imports/{kind}/template?format=csv")
    sheet = load_workbook(io.BytesIO(xlsx.content)).worksheets[0]

    assert [cell.value for cell in sheet[1]] == [column["zh"] for column in told["columns"]]
    assert csv.content.decode("utf-8-sig").strip().split(",") == [column["name"] for column in told["columns"]]
    assert csv.headers["content-disposition"] == f'attachment; filename="{kind}.csv"'


async def test_only_people_of_the_office_hand_in_tables(world):
    is_problem(await world.platform("POST", "/v1/imports/roster", **table(f"{CLASS},{LI},否")), 401, "Authorization")


def test_the_document_names_every_kind():
    assert set(KindName.__origin__.__args__) == set(KINDS)
