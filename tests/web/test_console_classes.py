"""Classes and people over the console's API: hours against the cap, clauses, public notice, files, certificates."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
import pytest_asyncio
from console_desk import Tenant, person, seed_offices
from small_world import CLASS, running, seed
from verdicts_at_hand import store

from monitor.core.office_records import ClassProfile, EnrolmentProfile, PublicNotice

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOURCE = {"source_system": "test", "external_id": "1"}
SHOWN_ID = "li-si-20230601"


def _seeded(registry):
    key = seed(registry)
    seed_offices(registry)
    registry.take_in([ClassProfile(training_class=CLASS, begins_at=0)])
    return key


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory):
    """A class with a certified hour of one trainee, who is entitled, and a held hour of another one."""
    async with running(tmp_path_factory.mktemp("classes"), seeded=_seeded) as world:
        world.learned = world.trainee(SHOWN_ID)
        world.attempt = store(world, world.learned, completed_at=0, claimed=True).attempt
        store(world, world.trainee("wang"), result="held", completed_at=None)
        world.monitor.registry.take_in(
            [
                EnrolmentProfile(trainee=world.learned, training_class=CLASS, entitled_on=date(2023, 7, 1)),
                PublicNotice(training_class=CLASS, posted_on=date(2023, 8, 1), **SOURCE),
            ]
        )
        stranger = person(world, "local_office", of=Tenant(kind="office", name="city-2"))
        async with person(world, "reviewer") as world.reviewer, stranger as world.stranger:
            await world.reviewer.enter()
            await world.stranger.enter()
            yield world


async def test_a_class_says_how_many_of_its_hours_may_be_online(world):
    [line] = (await world.reviewer.get("/classes")).json()["items"]
    assert (line["training_class"], line["total_class_hours"], line["online_allowed"]) == (CLASS, 40, 16)
    assert line["state"] == "running"
    assert (await world.reviewer.get(f"/classes/{CLASS}")).json() == line


async def test_every_trainee_is_listed_with_counted_hours_and_what_is_left_of_the_cap(world):
    lines = (await world.reviewer.get(f"/classes/{CLASS}/learners")).json()["items"]
    learned = next(line for line in lines if line["trainee"] == world.learned)
    assert (learned["counted"], learned["online_allowed"], learned["left"]) == (1, 16, 15)
    assert sum(line["outcomes"]["held"] for line in lines) == 1


async def test_every_clause_about_a_class_comes_with_its_reason_in_both_languages(world):
    answers = (await world.reviewer.get(f"/classes/{CLASS}/gates")).json()["answers"]
    assert {"ONL-01", "CLS-13", "FND-02"} <= {answer["clause"] for answer in answers}
    assert all(answer["message"]["zh-CN"] and answer["message"]["en"] for answer in answers)


async def test_the_public_notice_shows_its_days_and_nobodys_whole_id(world):
    notice = (await world.reviewer.get(f"/classes/{CLASS}/notice")).json()
    assert notice["postings"] == [{"posted_on": "2023-08-01", "taken_down_on": None}]
    assert notice["days_wanted"] == 5
    [entitled] = notice["people"]
    assert entitled["online_hours"] == 1
    assert SHOWN_ID not in entitled["person"]
    assert "*" in entitled["person"]


@pytest.mark.parametrize("kind", ["hours", "notice"])
async def test_a_class_leaves_as_a_spreadsheet_or_as_text(world, kind):
    sheet = await world.reviewer.get(f"/classes/{CLASS}/files/{kind}")
    assert f'filename="{kind}-' in sheet.headers["content-disposition"]
    assert "xl/workbook.xml" in zipfile.ZipFile(BytesIO(sheet.content)).namelist()
    text = await world.reviewer.get(f"/classes/{CLASS}/files/{kind}", format="csv")
    assert text.text.startswith("\ufeff#")


async def test_a_person_is_shown_by_pseudonym_with_classes_consents_and_reference(world):
    said = (await world.reviewer.get(f"/trainees/{world.learned}")).json()
    assert [line["training_class"] for line in said["enrolments"]] == [CLASS]
    assert said["face"] == "in_force"
    assert [consent["withdrawn_at"] for consent in said["consents"]] == [None]


async def test_the_certificate_of_an_hour_can_be_fetched_and_that_of_a_held_one_does_not_exist(world):
    bundle = await world.reviewer.get(f"/attempts/{world.attempt}/certificate")
    assert set(bundle.json()) == {"certificate", "jwks"}
    [held] = (await world.reviewer.get("/attempts", outcome="held")).json()["items"]
    assert (await world.reviewer.get(f"/attempts/{held['attempt']}/certificate")).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/classes/{c}", *(f"/classes/{{c}}/{part}" for part in ("learners", "gates", "notice", "files/hours")),
     "/trainees/{t}", "/attempts/{a}/certificate"],
)  # fmt: skip
async def test_what_lies_under_another_office_is_not_there_whatever_its_address(world, path):
    named = path.format(c=CLASS, t=world.learned, a=world.attempt)
    assert (await world.stranger.get(named)).status_code == 404
    assert (await world.reviewer.get(named)).status_code == 200
    assert (await world.stranger.get("/classes")).json()["items"] == []
