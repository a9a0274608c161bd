"""Recordings, reasons for missed hours, and claims over the console's API: who sees them, and whose word counts."""

import pytest
import pytest_asyncio
from console_desk import Tenant, person, seed_offices
from small_world import CLASS, running, seed

from monitor.core.office_records import MakeUpCourse, Recording, SubsidyClaim

pytestmark = pytest.mark.asyncio(loop_scope="module")

NUMBER = "11010519491231002X"


def _seeded(registry):
    key = seed(registry)
    seed_offices(registry)
    return key


def source(name: str) -> dict:
    return {"source_system": "talent", "external_id": name, "training_class": CLASS}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory):
    """A class with three recordings, a make-up course and a claim that chen entered; chen, sun and wu look at them."""
    async with running(tmp_path_factory.mktemp("records"), seeded=_seeded) as world:
        registry = world.monitor.registry
        spans = {"starts_at": 1, "ends_at": 2}
        registry.take_in([Recording(recording=name, **spans, **source(name)) for name in ("1", "2", "3")])
        registry.take_in([MakeUpCourse(course="m", trainee=world.trainee(), reason="病假", **spans, **source("m"))])
        registry.take_in([SubsidyClaim(claim="k", entered_by="chen", entered_at=1, **source("k"))])
        chen, sun, wu = (
            person(world, "office_lead", "chen"),
            person(world, "reviewer", "sun"),
            person(world, "institution", "wu"),
        )
        others = Tenant(kind="office", name="city-2")
        async with (
            chen as world.chen,
            sun as world.sun,
            wu as world.wu,
            person(world, "local_office", of=others) as world.stranger,
        ):
            for one in (world.chen, world.sun, world.wu, world.stranger):
                await one.enter()
            yield world


async def items(viewer, kind: str, **query) -> list[dict]:
    return (await viewer.get(f"/{kind}", **query)).json()["items"]


async def test_the_third_recording_that_does_not_show_everybody_is_one_too_many(world):
    for name in ("1", "2", "3"):
        assert (await world.sun.send("PUT", f"/recordings/{name}/review", {"shows_all": False})).status_code == 204
    [first, *_] = await items(world.sun, "recordings", state="bad")
    assert (first["strikes"], first["strikes_allowed"], first["reviewed_by"]) == (3, 2, "sun")
    await world.chen.send("PUT", "/recordings/1/review", {"shows_all": True})
    [mended] = await items(world.sun, "recordings", state="good")
    assert (mended["recording"], mended["strikes"], mended["reviewed_by"]) == ("1", 2, "chen")


async def test_a_reason_waits_until_the_office_judges_it(world):
    [course] = await items(world.wu, "make-ups", state="waiting", training_class=CLASS)
    assert (course["reason"], course["accepted"]) == ("病假", None)
    assert (await world.wu.send("PUT", "/make-ups/m/decision", {"accepted": True})).status_code == 403
    assert (await world.sun.send("PUT", "/make-ups/m/decision", {"accepted": True})).status_code == 204
    assert await items(world.wu, "make-ups", state="waiting", training_class=CLASS) == []


async def test_whoever_entered_a_claim_cannot_sign_it_and_others_sign_it_once(world):
    assert [one["signable"] for one in await items(world.chen, "claims")] == [False]
    refused = await world.chen.send("POST", "/claims/k/signatures", {})
    assert (refused.status_code, refused.json()["field"]) == (422, "signed_by")
    assert [one["signable"] for one in await items(world.sun, "claims", state="waiting")] == [True]
    await world.sun.send("POST", "/claims/k/signatures", {})
    [claim] = await items(world.sun, "claims", state="waiting")
    assert ([one["signed_by"] for one in claim["signatures"]], claim["signable"]) == (["sun"], False)


async def test_an_office_elsewhere_sees_none_of_it_and_an_institution_no_claims(world):
    for kind in ("recordings", "make-ups"):
        assert await items(world.wu, kind)
        assert await items(world.stranger, kind) == []
    assert (await world.wu.get("/claims")).status_code == 403


async def test_an_institution_enters_make_ups_for_its_own_people(world):
    registry = world.monitor.registry
    trainee = registry.add_trainee(NUMBER, source_system="test", external_id="absent", at=0)
    registry.enrol(trainee, CLASS, source_system="test", external_id="absent", at=0)
    row = f"BK-1,{CLASS},{NUMBER},2023-05-15 09:00,2023-05-15 09:40,住院"
    table = f"补课编号,班级编号,身份证号,开始时间,结束时间,缺课原因\n{row}"
    report = await world.wu.http.post(
        "/console/api/make-ups",
        files={"file": ("make-ups.csv", table.encode(), "text/csv")},
        headers={"X-CSRF-Token": world.wu.csrf},
    )
    assert report.json()["stored"] == {"make_ups": 1}
    [entered] = [one for one in await items(world.wu, "make-ups") if one["course"] == "BK-1"]
    assert (entered["trainee"], entered["reason"], entered["accepted"]) == (trainee, "住院", None)
    assert (await world.wu.get("/make-ups/template", format="csv")).text.startswith("\ufeff")
