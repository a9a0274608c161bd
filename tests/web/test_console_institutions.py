"""Institutions confirm faces and hand in rosters for their own classes; the helpdesk finds whoever calls."""

import pytest
import pytest_asyncio
from console_desk import Tenant, person, seed_offices
from msgspec.structs import replace
from small_world import CLASS, plan, running, seed

from monitor.core.accounts import AccessSearch
from monitor.core.consent import PURPOSE
from monitor.core.identity_number import check_digit

pytestmark = pytest.mark.asyncio(loop_scope="module")

NUMBER, STRANGER = "11010519491231002X", "110105194912310038"
OTHER_CLASS = "class-of-others"
HEAD = "班级编号,身份证号"


def _seeded(registry):
    key = seed(registry)
    seed_offices(registry)
    registry.add_institution("institution-2", title="II", source_system="test", external_id="ii")
    approved = replace(plan(), training_class=OTHER_CLASS)
    names = {"institution": "institution-2", "title": "D", "source_system": "test", "external_id": "d"}
    registry.add_class(approved, unit_content_min=61_000, **names)
    return key


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory):
    """A school with somebody at its desk, another school, and a helpdesk."""
    async with running(tmp_path_factory.mktemp("schools"), seeded=_seeded) as world:
        others = Tenant(kind="institution", name="institution-2")
        mine, theirs = person(world, "institution", "wu"), person(world, "institution", "zheng", of=others)
        async with mine as world.wu, theirs as world.zheng, person(world, "helpdesk", "gu") as world.gu:
            for one in (world.wu, world.zheng, world.gu):
                await one.enter()
            yield world


def uploaded(viewer, rows: list[str], *, dry_run: bool):
    table = "\n".join([HEAD, *rows]).encode()
    return viewer.http.post(
        "/console/api/rosters",
        params={"dry_run": dry_run},
        files={"file": ("roster.csv", table, "text/csv")},
        headers={"X-CSRF-Token": viewer.csrf},
    )


# ---------------------------------------------------------------- faces


async def waiting(viewer) -> list[str]:
    return [line["trainee"] for line in (await viewer.get("/references")).json()["items"]]


async def test_a_face_waits_with_its_own_institution_until_somebody_there_confirms_it(world):
    trainee = world.trainee("unconfirmed", referenced=False)
    registry = world.monitor.registry
    number = registry.add_reference(trainee, embedding=[0.5] * 128, sha256="1" * 64, supplied_by="platform-1", at=0)
    assert await waiting(world.wu) == [trainee]
    assert await waiting(world.zheng) == []

    path, wanted = f"/trainees/{trainee}/references/confirmations", {"references": [number]}
    assert (await world.zheng.send("POST", path, wanted)).status_code == 404
    assert (await world.wu.send("POST", path, wanted)).json() == {"in_force": True}
    assert await waiting(world.wu) == []
    [record] = registry.reference_records(trainee)
    assert record.confirmed_by == "institution/institution-1/wu"


async def test_a_picture_of_somebody_else_cannot_be_confirmed_under_this_name(world):
    trainee, other = world.trainee("asked-for"), world.trainee("somebody-else")
    [record] = world.monitor.registry.reference_records(other)
    wanted = {"references": [record.reference]}
    refused = await world.wu.send("POST", f"/trainees/{trainee}/references/confirmations", wanted)
    assert (refused.status_code, refused.json()["field"]) == (422, "references")


# ---------------------------------------------------------------- rosters


async def test_a_dry_run_shows_every_bad_row_and_imports_nothing(world):
    rows = [f"{CLASS},{NUMBER}", f"{CLASS},123", f"nowhere,{STRANGER}", f"{OTHER_CLASS},{STRANGER}"]
    report = (await uploaded(world.wu, rows, dry_run=True)).json()
    assert [(fault["row"], fault["code"]) for fault in report["faults"]] == [
        (3, "not_an_identity_number"),
        (4, "unknown"),
        (5, "not_your_class"),
    ]
    assert not report["imported"]
    assert "123" not in str(report["faults"][0]["value"])
    assert world.monitor.registry.trainee_by_identity(NUMBER) is None

    refused = await uploaded(world.wu, rows, dry_run=False)
    assert (refused.status_code, len(refused.json()["errors"])) == (422, 3)


async def test_a_clean_roster_enrols_its_people_and_again_enrols_nobody(world):
    rows = [f"{CLASS},{STRANGER}"]
    report = (await uploaded(world.wu, rows, dry_run=False)).json()
    assert report["imported"]
    assert report["stored"]["enrolments"] == 1
    assert (await uploaded(world.wu, rows, dry_run=False)).json()["stored"]["enrolments"] == 0


@pytest.mark.parametrize(("form", "beginning"), [("xlsx", b"PK"), ("csv", "\ufeff".encode())])
async def test_the_template_of_a_roster_is_a_spreadsheet_or_text(world, form, beginning):
    template = await world.wu.get("/rosters/template", format=form)
    assert template.content.startswith(beginning)


# ---------------------------------------------------------------- helpdesk


async def test_the_helpdesk_finds_a_caller_by_the_whole_number_and_the_number_is_written_down_nowhere(world):
    registry = world.monitor.registry
    trainee = registry.add_trainee(NUMBER, source_system="test", external_id="caller", at=0)
    registry.enrol(trainee, CLASS, source_system="test", external_id="caller", at=0)
    registry.give_consent(trainee, PURPOSE, "1", 0)

    found = await world.gu.send("POST", "/helpdesk/searches", {"identity_number": NUMBER.lower()})
    assert found.json() == {"people": [{"trainee": trainee, "classes": ["C"]}], "more": False}
    told = (await world.gu.get(f"/helpdesk/people/{trainee}")).json()
    assert [one["standing"]["training_class"] for one in told["classes"]] == [CLASS]
    noted = registry.accesses(AccessSearch(account="gu"), limit=10)
    assert ("POST /helpdesk/searches", {"by": "identity_number", "found": trainee}) in [
        (one.action, one.details) for one in noted
    ]
    assert NUMBER not in str(noted)


@pytest.mark.parametrize(
    ("number", "status"), [("110105194912310012", 422), ("11010519491231", 422), ("410101199001011238", 404)]
)
async def test_a_number_that_is_mistyped_or_unknown_finds_nobody_and_is_not_repeated(world, number, status):
    response = await world.gu.send("POST", "/helpdesk/searches", {"identity_number": number})
    assert (response.status_code, response.json()["field"]) == (status, "identity_number"), response.text
    assert number not in response.text


def _with_phones(world, *phones):
    """People whose phone numbers are known, by name."""
    add, marks = world.monitor.registry.add_trainee, "110105194912310"
    numbers = [f"{marks}{place:02}" for place in range(len(phones))]
    told = zip(numbers, phones, strict=True)
    return sorted(
        add(number + check_digit(number), source_system="test", external_id=number, at=0, phone=phone)
        for number, phone in told
    )


async def test_all_who_share_a_phone_are_found_by_it_and_the_number_is_written_down_nowhere(world):
    people = _with_phones(world, "138 0013 8000", "+86 138-0013-8000")
    found = (await world.gu.send("POST", "/helpdesk/searches", {"phone": "13800138000"})).json()
    assert ([one["trainee"] for one in found["people"]], found["more"]) == (people, False)
    [noted] = world.monitor.registry.accesses(AccessSearch(account="gu"), limit=1)
    assert noted.details == {"by": "phone", "found": " ".join(people)}
    assert "13800138000" not in str(noted)


@pytest.mark.parametrize(("sharing", "shown", "more"), [(20, 20, False), (21, 20, True)])
async def test_a_number_that_very_many_share_asks_for_the_identity_number(world, sharing, shown, more):
    _with_phones(world, *["0371-65551234"] * sharing)
    found = (await world.gu.send("POST", "/helpdesk/searches", {"phone": "037165551234"})).json()
    assert (len(found["people"]), found["more"]) == (shown, more)


@pytest.mark.parametrize(("phone", "status"), [("1380013800", 422), ("", 422), ("13900139000", 404)])
async def test_a_phone_number_that_is_mistyped_or_unknown_finds_nobody(world, phone, status):
    response = await world.gu.send("POST", "/helpdesk/searches", {"phone": phone})
    assert (response.status_code, response.json()["field"]) == (status, "phone"), response.text


@pytest.mark.parametrize("sought", [{}, {"phone": "13800138000", "identity_number": NUMBER}])
async def test_one_searches_by_one_number(world, sought):
    assert (await world.gu.send("POST", "/helpdesk/searches", sought)).status_code == 422
