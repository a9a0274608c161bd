"""Reports over the console's API: the figures of a period and an area, and the same ones as a file."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
import pytest_asyncio
from console_desk import Tenant, person, seed_offices
from small_world import CLASS, running, seed
from verdicts_at_hand import store

from monitor.core.office_records import ClassProfile, EnrolmentProfile
from monitor.core.terms import first_moment

pytestmark = pytest.mark.asyncio(loop_scope="module")

MAY_31 = date(2023, 5, 31)


def _seeded(registry):
    key = seed(registry)
    seed_offices(registry)
    registry.take_in([ClassProfile(training_class=CLASS, begins_at=first_moment(date(2023, 5, 1)), manufacturing=True)])
    return key


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory):
    """One certified hour and one certificate of the last day of May, in a class that began on the first."""
    async with running(tmp_path_factory.mktemp("reports"), seeded=_seeded) as world:
        trainee = world.trainee()
        store(world, trainee, completed_at=first_moment(date(2023, 6, 1)) - 1, claimed=True)
        world.monitor.registry.take_in(
            [EnrolmentProfile(trainee=trainee, training_class=CLASS, certificate="skill_level", certified_on=MAY_31)]
        )
        county = person(world, "local_office", of=Tenant(kind="office", name="city-2"))
        async with person(world, "auditor") as world.auditor, county as world.county:
            await world.auditor.enter()
            await world.county.enter()
            yield world


@pytest.mark.parametrize(
    ("period", "figures"),
    [
        ("2023-04", (0, 0, 0, 0)),
        ("2023-05", (1, 1, 1, 1)),
        ("2023-06", (0, 0, 0, 0)),
        ("2023-Q1", (0, 0, 0, 0)),
        ("2023-Q2", (1, 1, 1, 1)),
        ("2023-H1", (1, 1, 1, 1)),
        ("2023-H2", (0, 0, 0, 0)),
        ("2023", (1, 1, 1, 1)),
        ("2024", (0, 0, 0, 0)),
    ],
)
async def test_a_report_counts_what_happened_in_its_period(world, period, figures):
    said = (await world.auditor.get(f"/reports/{period}")).json()
    whole = said["whole"]
    assert (whole["hours"]["certified"], whole["classes"], whole["manufacturing"], whole["certificates"]) == figures
    for lines in (said["parts"], said["offices"]):
        assert sum(line["figures"]["certificates"] for line in lines) == figures[3]
        assert sum(line["figures"]["hours"]["certified"] for line in lines) == figures[0]


async def test_the_shares_are_those_of_the_year_up_to_the_end_of_the_period(world):
    outcomes = {}
    for period in ("2023-04", "2023-05", "2023-11"):
        said = (await world.auditor.get(f"/reports/{period}")).json()
        outcomes[period] = {share["clause"]: share["outcome"] for share in said["shares"]}
    assert outcomes["2023-04"] == {"KPI-01": "unknown", "KPI-02": "unknown"}
    assert outcomes["2023-05"] == outcomes["2023-11"] == {"KPI-01": "pass", "KPI-02": "pass"}


async def test_a_report_is_divided_by_the_offices_right_below(world):
    said = (await world.auditor.get("/reports/2023-05")).json()
    assert [(line["name"], line["figures"]["classes"]) for line in said["offices"]] == [("city-1", 1), ("city-2", 0)]
    said = (await world.auditor.get("/reports/2023-05", office="city-1")).json()
    assert [(line["name"], line["figures"]["classes"]) for line in said["offices"]] == [("county-1", 1)]


async def test_an_office_says_whether_it_handed_its_report_in(world):
    assert (await world.auditor.get("/reports/2023-05", office="city-1")).json()["reported_at"] is None
    world.monitor.registry.note_report("city-1", "2023-05", at=0)
    said = (await world.auditor.get("/reports/2023-05", office="city-1")).json()
    assert said["reported_at"] == "1970-01-01T00:00:00Z"


async def test_an_office_reports_about_its_own_area_alone(world):
    assert [one["office"] for one in (await world.county.get("/reports")).json()] == ["city-2"]
    assert (await world.county.get("/reports/2023-05")).json()["whole"]["classes"] == 0
    for path in ("/reports/2023-05", "/reports/2023-05/file"):
        assert (await world.county.get(path, office="county-1")).status_code == 404
        assert (await world.auditor.get(path, office="county-1")).status_code == 200


async def test_a_name_that_is_no_period_is_refused_with_the_names_that_are(world):
    refused = await world.auditor.http.get("/console/api/reports/2023-13", headers={"Accept-Language": "zh-CN"})
    assert (refused.status_code, refused.json()["field"]) == (422, "period")
    assert "2023-Q1" in refused.json()["remedy"]
    assert "不是报告期" in refused.json()["detail"]


async def test_the_same_figures_leave_as_a_spreadsheet(world):
    rows = (await world.auditor.get("/reports/2023-Q2/file", format="json")).json()["rows"]
    assert [(row["name"], row["certified"], row["certificates"]) for row in rows] == [
        ("2023-Q2", 1, 1), ("2023-04", 0, 0), ("2023-05", 1, 1), ("2023-06", 0, 0), ("city-1", 1, 1), ("city-2", 0, 0),
    ]  # fmt: skip
    sheet = await world.auditor.get("/reports/2023-Q2/file")
    assert 'filename="report-2023-Q2.xlsx"' in sheet.headers["content-disposition"]
    assert "补贴性培训人次" in zipfile.ZipFile(BytesIO(sheet.content)).read("xl/worksheets/sheet1.xml").decode()
