"""From the API's answer to the clause and the test that proves it; and tasks that a person decides."""

import runpy
from datetime import date
from pathlib import Path

import pytest
from small_world import CLASS, PLATFORM

from monitor.core import office_records as r
from monitor.core.gates.clauses import CLAUSES
from monitor.web.office_api.people import office_key

ROOT = Path(__file__).resolve().parents[2]
WORD = {"outcome": "pass", "reason": "compared with the identity cards"}


@pytest.fixture
async def province(world):
    """The small world with an office above its institution, and one trainee."""
    world.li = world.trainee()
    office = r.Office(source_system="talent", external_id="o", office="henan", title="河南省", level="province")
    institution = r.InstitutionProfile(institution="institution-1", office="henan", city="4101", kind="school")
    world.monitor.registry.take_in([office, institution])
    return world


def person(world, name="zhao"):
    """The headers with which a person of the office asks."""
    return {"X-Person": name, "Authorization": f"Bearer {office_key(world.monitor.keys, name)}"}


async def asked(world, path, status=200):
    response = await world.http.get(path, headers=person(world))
    assert response.status_code == status, response.text
    return response.json()


async def tell(world, word, name="zhao"):
    return await world.http.post("/v1/tasks/answers", json=word, headers=person(world, name))


async def subjects(world):
    """All that the API says about everything in the small province."""
    paths = [f"classes/{CLASS}", f"platforms/{PLATFORM}", "institutions/institution-1", "offices/henan"]
    said = [await asked(world, f"/v1/{path}/gates") for path in paths]
    return said + await asked(world, f"/v1/trainees/{world.li}/gates")


def of(said, clause):
    (answer,) = [answer for answer in said["answers"] if answer["clause"] == clause]
    return answer


async def test_every_clause_that_software_decides_is_answered_and_leads_to_its_proof(province):
    said = await subjects(province)
    answered = {answer["clause"]: answer for one in said for answer in one["answers"]}
    decided = {clause.id: clause for clause in CLAUSES if clause.about}

    assert set(answered) == set(decided)
    for name, answer in answered.items():
        assert (answer["proof"], answer["decided_by"]) == (decided[name].proof, decided[name].decided_by)
        assert set(answer["message"]) == {"zh-CN", "en"}


async def test_the_table_of_clauses_names_paths_that_exist(province):
    paths = runpy.run_path(str(ROOT / "scripts/write_clauses.py"))["PATHS"].values()
    document = await asked(province, "/openapi.json")

    assert set(paths) <= set(document["paths"])


async def test_an_answer_has_the_numbers_and_whose_they_are(province):
    said = await asked(province, f"/v1/classes/{CLASS}/gates")
    size = of(said, "CLS-13")

    assert (said["kind"], said["subject"], said["rules"]["name"]) == ("class", CLASS, "henan-2023")
    assert (size["outcome"], size["values"]) == ("pass", {"trainees": 1, "most": 80})
    assert size["message"]["zh-CN"] == "本班学员1人，不超过80人。"


@pytest.mark.parametrize("kind", ["classes", "platforms", "institutions", "offices", "trainees"])
async def test_what_is_not_registered_is_not_found(world, kind):
    problem = await asked(world, f"/v1/{kind}/nobody/gates", 404)

    assert problem["code"] == "not_found"


async def test_a_platform_that_left_the_catalogue_fails_today(province):
    assert of(await asked(province, f"/v1/platforms/{PLATFORM}/gates"), "ONL-03")["outcome"] == "pass"
    province.monitor.registry.exit_catalogue(PLATFORM, date(2023, 6, 1), "2023-17")

    assert of(await asked(province, f"/v1/platforms/{PLATFORM}/gates"), "ONL-03")["outcome"] == "fail"


@pytest.mark.parametrize("headers", [{}, {"X-Person": "zhao"}, {"X-Person": "zhao", "Authorization": "Bearer imo_x"}])
async def test_only_people_of_the_office_see_and_decide(world, headers):
    words = {"kind": "class", "subject": CLASS, "clause": "CLS-05", "values": {}, **WORD}
    answers = [
        await world.http.get(f"/v1/classes/{CLASS}/gates", headers=headers),
        await world.http.get("/v1/tasks", headers=headers),
        await world.http.post("/v1/tasks/answers", json=words, headers=headers),
    ]

    assert [answer.status_code for answer in answers] == [401] * 3


# ---------------------------------------------------------------- tasks


async def all_tasks(world, query=""):
    """Page after page."""
    found, cursor, pages = [], "", 0
    while cursor is not None:
        page = await asked(world, f"/v1/tasks?limit=1{query}" + (f"&cursor={cursor}" if cursor else ""))
        found, cursor, pages = found + page["items"], page["next"], pages + 1
    return found, pages


async def test_tasks_come_page_by_page_over_all_subjects(province):
    found, pages = await all_tasks(province)

    assert pages == 4  # a class, an institution, a platform, an office
    assert {(task["kind"], task["clause"]) for task in found} == {("class", "CLS-05"), ("class", "PRC-03")}


async def test_tasks_of_one_institution_are_those_of_it_and_its_classes(province):
    _, pages = await all_tasks(province, "&institution=institution-1")
    problem = await asked(province, "/v1/tasks?institution=nobody", 422)

    assert (pages, problem["field"]) == (2, "institution")


async def test_a_cursor_of_another_list_is_refused(province):
    page = await asked(province, "/v1/tasks?limit=1")
    problem = await asked(province, f"/v1/tasks?institution=institution-1&cursor={page['next']}", 422)

    assert problem["code"] == "bad_cursor"


async def test_a_persons_word_settles_a_clause_until_the_data_change(province):
    (task,) = [task for task in (await all_tasks(province))[0] if task["clause"] == "CLS-05"]
    word = {name: task[name] for name in ("kind", "subject", "clause", "values")} | WORD
    response = await tell(province, word)
    settled = of(await asked(province, f"/v1/classes/{CLASS}/gates"), "CLS-05")

    assert response.status_code == 201
    assert (settled["outcome"], settled["reason"], settled["decision"]["by"]) == ("pass", "decided_by_person", "zhao")
    assert "CLS-05" not in {task["clause"] for task in (await all_tasks(province))[0]}

    province.trainee("wang")
    assert "CLS-05" in {task["clause"] for task in (await all_tasks(province))[0]}
    again = await tell(province, word)
    assert (again.status_code, again.json()["code"]) == (409, "not_waiting")


async def test_a_person_may_think_again(province):
    (task,) = [task for task in (await all_tasks(province))[0] if task["clause"] == "PRC-03"]
    word = {name: task[name] for name in ("kind", "subject", "clause", "values")} | WORD
    for name, outcome in (("zhao", "pass"), ("qian", "fail")):
        await tell(province, word | {"outcome": outcome}, name)
    settled = of(await asked(province, f"/v1/classes/{CLASS}/gates"), "PRC-03")

    assert (settled["outcome"], settled["decision"]["by"]) == ("fail", "qian")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"clause": "CLS-13", "values": {"trainees": 1, "most": 80}}, 409),
        ({"clause": "XXX-99"}, 409),
        ({"kind": "enrolment", "subject": "t-nobody/class"}, 422),
        ({"subject": "nobody"}, 422),
        ({"outcome": "perhaps"}, 422),
        ({"reason": ""}, 422),
    ],
)
async def test_only_what_waits_can_be_decided(province, changed, status):
    word = {"kind": "class", "subject": CLASS, "clause": "CLS-05", "values": {}, **WORD}
    response = await tell(province, word | changed)

    assert response.status_code == status


async def test_an_enrolments_task_is_decided_by_person_and_class(province):
    make_up = r.MakeUpCourse(
        source_system="talent",
        external_id="m1",
        course="m1",
        trainee=province.li,
        training_class=CLASS,
        starts_at=0,
        ends_at=60_000,
        recorded_ms=60_000,
        reason="illness",
    )
    province.monitor.registry.take_in([make_up])
    (task,) = [task for task in (await all_tasks(province))[0] if task["clause"] == "PRC-09"]
    word = {name: task[name] for name in ("kind", "subject", "clause", "values")} | WORD
    response = await tell(province, word)
    (said,) = await asked(province, f"/v1/trainees/{province.li}/gates")

    assert (task["subject"], response.status_code) == (f"{province.li}/{CLASS}", 201)
    assert of(said, "PRC-09")["outcome"] == "pass"


async def test_an_institution_reads_the_gates_of_its_own_classes_and_of_nothing_else(province):
    registry = province.monitor.registry
    registry.add_institution("institution-2", title="Q", source_system="test", external_id="q")
    own, other = (registry.issue_key(f"institution-{n}", 0, kind="institution") for n in (1, 2))
    narrow = registry.issue_key("institution-1", 0, kind="institution", scopes=["enrol"])
    platform = registry.issue_key(PLATFORM, 0)

    async def read(key, path=f"classes/{CLASS}"):
        return await province.http.get(f"/v1/{path}/gates", headers={"Authorization": f"Bearer {key}"})

    mine = await read(own)
    assert mine.json() == await asked(province, f"/v1/classes/{CLASS}/gates")
    assert (await read(other)).status_code == 403
    assert (await read(narrow)).status_code == 403
    assert (await read(platform)).status_code == 403
    assert (await read(own, "classes/nothing")).status_code == 404
    for path in (f"platforms/{PLATFORM}", "institutions/institution-1", f"trainees/{province.li}"):
        assert (await read(own, path)).status_code == 401
