"""People of the office say what they saw in recordings and reasons, and sign claims (PRC-06, PRC-09, FND-01)."""

import pytest
from small_world import CLASS
from test_vendor_api import is_problem

from monitor.core import office_records as r
from monitor.web.office_api.people import office_key


@pytest.fixture
def office(world):
    """Ask as a person of the office."""

    async def ask(method: str, path: str, name: str = "zhao", **content):
        headers = {"X-Person": name, "Authorization": f"Bearer {office_key(world.monitor.keys, name)}"}
        return await world.http.request(method, f"/v1/{path}", headers=headers, **content)

    return ask


async def answer(office, clause: str, subject: str) -> dict:
    said = (await office("GET", f"{subject}/gates")).json()
    (gates,) = said if isinstance(said, list) else [said]
    return next(one for one in gates["answers"] if one["clause"] == clause)


async def test_the_third_recording_in_which_a_person_misses_somebody_cancels_the_subsidy(world, office):
    for name in ("a", "b", "c"):
        told = {"source_system": "talent", "external_id": name, "recording": name, "training_class": CLASS}
        world.monitor.registry.take_in([r.Recording(**told, starts_at=0, ends_at=900_000)])
        reviewed = await office("PUT", f"recordings/{name}/review", json={"shows_all": name == "c"})
        assert reviewed.status_code == 204
    two = await answer(office, "PRC-06", f"classes/{CLASS}")
    await office("PUT", "recordings/c/review", json={"shows_all": False})
    three = await answer(office, "PRC-06", f"classes/{CLASS}")

    assert (two["outcome"], three["outcome"]) == ("pass", "fail")


@pytest.mark.parametrize(("accepted", "outcome"), [(True, "pass"), (False, "fail")])
async def test_whether_hours_can_be_made_up_is_decided_by_a_person(world, office, accepted, outcome):
    trainee = world.trainee()
    told = {"source_system": "talent", "external_id": "m", "course": "m", "trainee": trainee, "training_class": CLASS}
    made_up = r.MakeUpCourse(**told, starts_at=0, ends_at=60_000, recorded_ms=60_000, reason="illness")
    world.monitor.registry.take_in([made_up])
    decided = await office("PUT", "make-ups/m/decision", json={"accepted": accepted})

    assert decided.status_code == 204
    assert (await answer(office, "PRC-09", f"trainees/{trainee}"))["outcome"] == outcome


async def test_two_people_sign_a_claim_and_whoever_entered_it_cannot(world, office):
    told = {"source_system": "talent", "external_id": "s", "claim": "s", "training_class": CLASS}
    world.monitor.registry.take_in([r.SubsidyClaim(**told, entered_by="li", entered_at=0)])
    by_one = await office("POST", "claims/s/signatures")
    one = await answer(office, "FND-01", f"classes/{CLASS}")
    refused = await office("POST", "claims/s/signatures", name="li")
    await office("POST", "claims/s/signatures", name="qian")
    two = await answer(office, "FND-01", f"classes/{CLASS}")

    assert by_one.status_code == 204
    is_problem(refused, 422, "signed_by")
    assert (one["outcome"], two["outcome"]) == ("fail", "pass")


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("PUT", "recordings/x/review", {"shows_all": True}, "recording"),
        ("PUT", "make-ups/x/decision", {"accepted": True}, "course"),
        ("POST", "claims/x/signatures", None, "claim"),
    ],
)
async def test_what_nobody_registered_is_named(office, method, path, body, field):
    is_problem(await office(method, path, json=body), 422, field)
