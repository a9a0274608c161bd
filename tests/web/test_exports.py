"""Exports over HTTP and by command: whose rows, in which order, with which header, and equal bytes for equal rows."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from datetime import date

import pytest
from small_world import CLASS, PLATFORM, UNIT
from typer.testing import CliRunner
from verdicts_at_hand import store

from monitor.__main__ import app
from monitor.adapters.clock import ManualClock
from monitor.core import office_records as r
from monitor.flows import export_files, export_rows
from monitor.web.office_api.people import office_key

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EARLY, LATE = 1_790_000_000_000, 1_790_000_000_000 + 40 * 86_400_000  # 21 September and 31 October 2026


def person(world, language: str = "en") -> dict[str, str]:
    key = office_key(world.monitor.keys, "zhao")
    return {"X-Person": "zhao", "Authorization": f"Bearer {key}", "Accept-Language": language}


async def file(world, path: str, *, language: str = "en", key: str = "") -> bytes:
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": language} if key else person(world, language)
    response = await world.http.get(f"/v1/exports/{path}", headers=headers)
    assert response.status_code == 200, response.text
    return response.content


def table(content: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    """What a CSV file says about itself, before and after, and its rows by heading."""
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    about = {line[0].removeprefix("# "): line[1] for line in lines if line[0].startswith("# ")}
    headings, *rows = [line for line in lines if not line[0].startswith("# ")]
    return about, [dict(zip(headings, row, strict=True)) for row in rows]


def cells(content: bytes, number: int = 1) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        root = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    return [["".join(cell.itertext()) for cell in row] for row in root.iter(f"{SHEET}row")]


@pytest.fixture
def learned(world):
    """Three people: two with a certified hour, one without."""
    world.people = {name: world.trainee(name) for name in ("li", "=wang", "zhao")}
    world.verdicts = {
        "li": store(world, world.people["li"], completed_at=EARLY),
        "=wang": store(world, world.people["=wang"], completed_at=LATE),
        "zhao": store(world, world.people["zhao"], "wrong_order"),
    }
    return world


# ---------------------------------------------------------------- certified hours


async def test_certified_hours_have_their_names_elsewhere_their_certificate_and_their_rules(learned):
    about, rows = table(await file(learned, "hours"))
    of_li = next(row for row in rows if row["id in the source system"] == "li")
    verdict = learned.verdicts["li"]
    stored = learned.monitor.registry.verdict(verdict.attempt)

    assert [row["id in the source system"] for row in rows].count("zhao") == 0
    assert len(rows) == 2
    assert (of_li["trainee"], of_li["class"], of_li["platform"]) == (learned.people["li"], CLASS, PLATFORM)
    assert (of_li["class hour"], of_li["completed at"]) == (UNIT, "2026-09-21T22:13:20+08:00")
    assert int(of_li["credited seconds"]) >= int(of_li["required seconds"]) == 60
    assert of_li["certificate"] == f"{verdict.attempt}:{of_li['SHA-256 of the verdict'][:16]}"
    assert stored.certificate is not None
    assert about["content"] == "Certified online hours"
    assert about["rule pack"].split() == ["demo", learned.monitor.pack.version, learned.monitor.pack.hash]
    assert (about["filter"], about["rows"]) == ("none", "2")
    assert int(about["sum credited seconds"]) == sum(int(row["credited seconds"]) for row in rows)


async def test_an_id_that_looks_like_a_formula_is_made_harmless(learned):
    _, rows = table(await file(learned, "hours"))
    sheet = cells(await file(learned, "hours?format=xlsx"))
    told = json.loads(await file(learned, "hours?format=json"))

    assert "'=wang" in [row["id in the source system"] for row in rows]
    assert "=wang" in [row[3] for row in sheet]  # a text cell, which no program calculates
    assert "=wang" in [row["external_id"] for row in told["rows"]]
    with zipfile.ZipFile(io.BytesIO(await file(learned, "hours?format=xlsx"))) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")


async def test_days_are_those_of_shanghai_and_both_are_included(learned):
    async def who(query: str) -> list[str]:
        return [row["id in the source system"] for row in table(await file(learned, f"hours?{query}"))[1]]

    assert await who("from=2026-09-21&to=2026-09-21") == ["li"]
    assert await who("from=2026-09-22") == ["'=wang"]
    assert await who("to=2026-10-30") == ["li"]
    assert await who("training_class=other") == []


async def test_chinese_is_what_nobody_asked_otherwise_gets(learned):
    about, rows = table(await file(learned, "hours", language="zh-CN"))

    assert (about["内容"], about["行数"]) == ("已认定线上学时", "2")
    assert {"学习记录", "来源系统编号", "认定秒数"} <= set(rows[0])


async def test_all_formats_say_the_same(learned):
    about, rows = table(await file(learned, "hours"))
    workbook = await file(learned, "hours?format=xlsx")
    sheet, notes = cells(workbook), cells(workbook, 2)
    told = json.loads(await file(learned, "hours?format=json"))

    assert [[cell.removeprefix("'") for cell in row.values()] for row in rows] == sheet[1:]
    assert [[str(cell) for cell in row.values()] for row in told["rows"]] == sheet[1:]
    assert list(told["columns"].values()) == sheet[0] == list(rows[0])
    assert told["end"] == {"rows": 2, "sums": {"credited_s": int(about["sum credited seconds"])}}
    assert ["rows", "2"] in notes
    assert told["about"]["through"] == int(about["through verdict"])


async def test_the_same_rows_come_again_up_to_the_verdict_that_a_file_names(learned, monkeypatch):
    monkeypatch.setattr(learned.monitor, "clock", ManualClock(LATE))
    before = {form: await file(learned, f"hours?format={form}") for form in ("csv", "xlsx", "json")}
    through = table(before["csv"])[0]["through verdict"]
    store(learned, learned.trainee("later"), completed_at=LATE)
    store(learned, learned.people["li"], "wrong_order", attempt=learned.verdicts["li"].attempt)

    again = {form: await file(learned, f"hours?format={form}&through={through}") for form in before}

    assert again == before
    assert await file(learned, "hours") != before["csv"]


async def test_pages_are_joined_without_a_gap_and_without_a_row_twice(learned, monkeypatch):
    whole = table(await file(learned, "hours"))[1]
    monkeypatch.setattr(export_rows, "PAGE", 1)

    assert table(await file(learned, "hours"))[1] == whole


async def test_a_platform_and_an_institution_get_their_own_hours_alone(learned):
    registry = learned.monitor.registry
    registry.add_platform("q", title="Q", source_system="test", external_id="q", catalogued_from=date(2023, 3, 7))
    registry.add_institution("institution-2", title="Q", source_system="test", external_id="q")
    keys = {
        "platform": registry.issue_key(PLATFORM, 0),
        "other platform": registry.issue_key("q", 0),
        "institution": registry.issue_key("institution-1", 0, kind="institution"),
        "other institution": registry.issue_key("institution-2", 0, kind="institution"),
    }

    counts = {name: len(table(await file(learned, "hours", key=key))[1]) for name, key in keys.items()}
    asked = table(await file(learned, f"hours?platform={PLATFORM}", key=keys["other platform"]))[1]

    assert counts == {"platform": 2, "other platform": 0, "institution": 2, "other institution": 0}
    assert asked == []
    for kind in ("finance?month=2026-09", f"notice?training_class={CLASS}", "findings"):
        refused = await learned.http.get(f"/v1/exports/{kind}", headers={"Authorization": f"Bearer {keys['platform']}"})
        assert refused.status_code == 401


async def test_a_sheet_that_is_full_is_followed_by_another_one(learned, monkeypatch):
    whole = cells(await file(learned, "hours?format=xlsx"))
    monkeypatch.setattr(export_files, "_SHEET_ROWS", 2)
    workbook = await file(learned, "hours?format=xlsx")

    assert cells(workbook, 1) == [whole[0], whole[1]]
    assert cells(workbook, 2) == [whole[0], whole[2]]
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        names = re.findall(r'sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())
    assert names == ["Certified online hours", "Certified online hours 2", "Certified online hours 3", "about"]
    assert ["rows", "2"] in cells(workbook, 4)


# ---------------------------------------------------------------- money


@pytest.fixture
def entitled(learned):
    """Everybody is entitled in September; the claim of the class asks for 1,500.05 yuan a person."""
    registry = learned.monitor.registry
    claim = r.SubsidyClaim(
        source_system="test",
        external_id="c-1",
        claim="claim-1",
        training_class=CLASS,
        entered_by="sun",
        entered_at=0,
        person_fen=150_005,
    )
    people = [
        r.EnrolmentProfile(
            trainee=trainee,
            training_class=CLASS,
            certificate="skill_level",
            certified_on=date(2026, 9, 10),
            entitled_on=date(2026, 9, day),
        )
        for trainee, day in zip(learned.people.values(), (1, 15, 30), strict=True)
    ]
    registry.take_in([claim, *people])
    return learned


async def test_nobody_is_to_be_paid_before_two_people_signed_and_the_notice_was_public_for_five_days(entitled):
    about, rows = table(await file(entitled, "finance?month=2026-09&everybody=true"))

    assert table(await file(entitled, "finance?month=2026-09"))[1] == []
    assert {row["standing"] for row in rows} == {"waits"}
    assert {"FND-01", "FND-02"} <= set(rows[0]["clauses that are not met"].split())
    assert (about["rows"], about["sum amount (fen)"]) == ("3", "0")
    assert about["filter"] == "month: 2026-09; everybody: yes"


async def test_a_list_of_those_to_be_paid_sums_whole_fen(entitled, monkeypatch):
    from monitor.flows import class_gates

    monkeypatch.setattr(class_gates, "results", lambda facts, numbers: [])  # a class with nothing against it
    about, rows = table(await file(entitled, "finance?month=2026-09"))

    assert [row["amount (fen)"] for row in rows] == ["150005"] * 3
    assert [row["amount (yuan)"] for row in rows] == ["1500.05"] * 3
    assert about["sum amount (fen)"] == "450015"
    assert sorted(row["certified online hours"] for row in rows) == ["0", "1", "1"]
    assert table(await file(entitled, "finance?month=2026-10"))[1] == []


@pytest.mark.parametrize("month", ["2026-13", "2026-00"])
async def test_a_month_that_there_is_not_is_refused(world, month):
    refused = await world.http.get(f"/v1/exports/finance?month={month}", headers=person(world))

    assert (refused.status_code, refused.json()["field"]) == (422, "month")


async def test_the_public_notice_names_nobody(entitled):
    _, rows = table(await file(entitled, f"notice?training_class={CLASS}"))

    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert {row["trainee (partly hidden)"] for row in rows} == {"l*", "'=***g", "z**o"}
    text = (await file(entitled, f"notice?training_class={CLASS}")).decode()
    assert not any(trainee in text for trainee in entitled.people.values())
    missing = await entitled.http.get("/v1/exports/notice?training_class=none", headers=person(entitled))
    assert missing.status_code == 422


# ---------------------------------------------------------------- by command


async def run(world, *words: str):
    """The command, in a thread, as it has a loop of its own."""
    return await asyncio.to_thread(CliRunner().invoke, app, ["export", *words, "--data", str(world.folder)])


async def test_the_command_writes_what_the_api_sends(learned, tmp_path):
    place = tmp_path / "hours.csv"
    done = await run(learned, "hours", "--to", str(place), "--language", "en")
    about, rows = table(place.read_bytes())

    assert done.exit_code == 0, done.output
    assert rows == table(await file(learned, "hours"))[1]
    assert about["rule pack"].startswith("henan-2023")  # the command's own setting
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("hours", "--format", "pdf"), "csv, xlsx or json"),
        (("hours", "--language", "fr"), "zh-CN or en"),
        (("finance", "September"), "monitor: a month is written as 2026-09"),
        (("notice", "nothing"), "nothing is not registered"),
    ],
)
async def test_what_cannot_be_exported_is_told_in_one_sentence(world, words, says):
    refused = await run(world, *words)

    assert refused.exit_code == 2
    assert says in " ".join(refused.stderr.split())
    assert "Traceback" not in refused.output


async def test_reported_people_are_marked_once(entitled, monkeypatch):
    from monitor.flows import class_gates

    monkeypatch.setattr(class_gates, "results", lambda facts, numbers: [])
    for _ in range(2):
        done = await run(entitled, "finance", "2026-09", "--mark")
        assert (done.exit_code, "reported: 3" in done.stderr) == (0, True), done.output

    pushes = entitled.monitor.registry.class_facts(CLASS, LATE).pushes.months
    assert [(push.month, push.entitled, push.pushed) for push in pushes] == [("2026-09", 3, 3)]
