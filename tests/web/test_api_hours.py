"""Hours with their reasons, their place under the cap, and their certificates (ONL-01)."""

from datetime import date

import pytest
from small_world import CLASS
from test_vendor_api import is_problem
from verdicts_at_hand import store

from monitor.adapters import verifier
from monitor.adapters.clock import SystemClock
from monitor.flows.certify import verify


async def hours(world, query: str = "", key: str = "") -> dict:
    headers = {"Authorization": f"Bearer {key or world.key}"}
    response = await world.http.get(f"/v1/hours?training_class={CLASS}{query}", headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_certified_hour_has_its_place_under_the_cap_and_a_certificate(world):
    trainee = world.trainee()
    verdict = store(world, trainee)
    [told] = (await hours(world))["items"]
    [hour] = told["hours"]

    assert (told["trainee"], told["cap"]) == (trainee, {"allowed": 16, "counted": 1, "left": 15})
    assert (hour["outcome"], hour["place"], hour["reasons"]) == ("certified", 1, [])
    assert hour["certificate"] == f"/v1/certificates/{verdict.attempt}"
    assert hour["completed_at"].endswith("Z")


async def test_an_hour_that_does_not_count_says_why(world):
    store(world, world.trainee(), "wrong_order")
    [told] = (await hours(world))["items"]
    [hour] = told["hours"]

    assert told["cap"]["counted"] == 0
    assert (hour["place"], hour["certificate"]) == (None, None)
    [disorder] = [reason for reason in hour["reasons"] if reason["clause"] == "D5"]
    assert disorder["proof"].startswith("tests/core/rules/test_out_of_order.py::test_")
    assert set(hour["reasons"][0]["message"]) == {"zh-CN", "en"}


async def test_hours_of_one_trainee_can_be_asked_for(world):
    wang, li = world.trainee("wang"), world.trainee("li")
    store(world, wang)
    store(world, li)

    assert [told["trainee"] for told in (await hours(world, f"&trainee={li}"))["items"]] == [li]
    assert (await hours(world, "&trainee=t-unknown"))["items"] == []


async def test_the_hours_of_a_class_come_in_pages(world):
    everybody = sorted(world.trainee(name) for name in ("wang", "li", "zhao"))
    for trainee in everybody:
        store(world, trainee)
    first = await hours(world, "&limit=2")
    second = await hours(world, f"&limit=2&cursor={first['next']}")

    assert [told["trainee"] for told in (*first["items"], *second["items"])] == everybody
    assert second["next"] is None


@pytest.fixture
def other_platform(world) -> str:
    world.monitor.registry.add_platform(
        "platform-2", title="Q", source_system="test", external_id="q", catalogued_from=date(2023, 3, 7)
    )
    return world.monitor.registry.issue_key("platform-2", 0)


async def test_a_platform_sees_its_own_hours_and_the_institution_sees_all(world, other_platform):
    trainee = world.trainee()
    store(world, trainee)
    store(world, trainee, "sleeper", platform="platform-2")
    school = world.monitor.registry.issue_key("institution-1", 0, kind="institution")
    seen = []
    for key in (world.key, other_platform, school):
        [told] = (await hours(world, key=key))["items"]
        assert told["cap"]["counted"] == 1, "the cap is over all platforms"
        seen.append([hour["platform"] for hour in told["hours"]])

    assert [sorted(names) for names in seen] == [["platform-1"], ["platform-2"], ["platform-1", "platform-2"]]


async def test_a_class_that_nobody_registered_is_named(world):
    is_problem(await world.platform("GET", "/v1/hours?training_class=class-9"), 422, "training_class")


# ---------------------------------------------------------------- certificates


async def test_a_certificate_can_be_fetched_and_checked_offline(world):
    verdict = store(world, world.trainee())
    bundle = await world.platform("GET", f"/v1/certificates/{verdict.attempt}")
    headers = {"Authorization": f"Bearer {world.key}", "Accept": "application/vc+jwt"}
    bare = await world.http.get(f"/v1/certificates/{verdict.attempt}", headers=headers)
    read = verify(bundle.content, SystemClock().now() + 1000, verifier.verify)

    assert read.certificate.claims.attempt == verdict.attempt
    assert bare.headers["content-type"].startswith("application/vc+jwt")
    assert bare.text == bundle.json()["certificate"]


async def test_who_has_no_certificate_or_somebody_elses_has_none_here(world, other_platform):
    held = store(world, world.trainee("held"), "scripted_clicker")
    foreign = store(world, world.trainee("foreign"))
    is_problem(await world.platform("GET", f"/v1/certificates/{held.attempt}"), 404, "attempt")
    headers = {"Authorization": f"Bearer {other_platform}"}
    is_problem(await world.http.get(f"/v1/certificates/{foreign.attempt}", headers=headers), 404, "attempt")
    is_problem(await world.platform("GET", "/v1/certificates/a-unknown"), 404, "attempt")
