"""What a rule pack would change is counted and listed before it is decreed, and nothing is stored."""

from pathlib import Path

import pytest
import pytest_asyncio
from console_desk import person
from hours_at_hand import learned
from hours_on_desk import honestly
from small_world import running, short_rules

from monitor.core.rulepack import Thresholds
from monitor.flows.pack_trials import Trial
from monitor.web.console.threshold_words import note_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory):
    async with running(tmp_path_factory.mktemp("packs")) as world:
        assert (await learned(world, "li", honestly)).result == "certified"
        yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lead(world):
    async with person(world, "office_lead", "chen") as lead:
        yield await lead.enter()


@pytest.fixture
def stricter(tmp_path) -> str:
    return Path(short_rules(tmp_path, class_hour_ms=70_000, unit_content_min_ms=70_000)).read_text("utf-8")


async def tried(world, lead, **wanted) -> dict:
    began = await lead.send("POST", "/rule-packs/trials", wanted)
    assert began.status_code == 202, began.text
    await world.collector.background.settle()
    trials = (await lead.get("/rule-packs/trials")).json()["trials"]
    return next(one for one in trials if one["trial"] == began.json()["trial"])


async def test_installed_packs_are_listed_and_one_of_them_is_in_force(lead):
    packs = (await lead.get("/rule-packs")).json()["packs"]
    assert {one["name"]: one["in_force"] for one in packs} == {"demo": True, "henan-2023": False}


async def test_two_packs_are_compared_threshold_by_threshold_with_the_clause(lead):
    hashes = {one["name"]: one["hash"] for one in (await lead.get("/rule-packs")).json()["packs"]}
    said = (await lead.get("/rule-packs/differences", old=hashes["demo"], new=hashes["henan-2023"])).json()
    [hour] = [one for one in said["thresholds"] if one["name"] == "class_hour_ms"]
    assert (hour["new"], hour["clause"], hour["basis"]) == (2_400_000, "CLS-14", "plan")
    assert hour["old"] < hour["new"]
    assert all(one["old"] != one["new"] for one in said["thresholds"])


async def test_what_differs_is_explained_in_both_languages(lead):
    hashes = {one["name"]: one["hash"] for one in (await lead.get("/rule-packs")).json()["packs"]}
    said = (await lead.get("/rule-packs/differences", old=hashes["demo"], new=hashes["henan-2023"])).json()
    notes = {one["name"]: one["note"] for one in said["thresholds"]}
    assert notes["class_hour_ms"] == {"zh-CN": "一课时的有效学习时间", "en": "one class hour, engaged"}


@pytest.mark.parametrize("threshold", Thresholds.__struct_fields__)
async def test_every_threshold_has_chinese_words(threshold):
    assert note_of(threshold, "what the pack says")["zh-CN"] != "what the pack says"


async def test_a_pack_that_is_not_installed_is_not_found(lead):
    unknown = await lead.get("/rule-packs/differences", old="0" * 64, new="0" * 64)
    assert unknown.status_code == 404


async def test_a_trial_counts_and_lists_what_would_change_and_stores_nothing(world, lead, stricter):
    trainee = world.monitor.registry.trainees_between(0, 2**45)[0]
    before = [record.verdict for record in world.monitor.registry.verdicts(trainee)]
    said = await tried(world, lead, toml=stricter)
    assert (said["state"], said["judged"], said["people"], said["skipped"]) == ("done", 1, 1, 0)
    assert said["hours"] == {"certified": 1}
    [move] = said["moves"]
    assert (move["before"], move["hours"]) == ("certified", 1)
    assert [one["trainee"] for one in said["changes"]] == [trainee]
    assert [record.verdict for record in world.monitor.registry.verdicts(trainee)] == before
    assert [one["name"] for one in (await lead.get("/rule-packs")).json()["packs"]] == ["demo", "henan-2023"]


async def test_the_rules_in_force_would_change_nothing(world, lead):
    said = await tried(world, lead, hash=world.monitor.pack.hash)
    assert (said["changed"], said["hours"]) == (0, {"certified": 1})


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"toml": "name = 'x'"}, "toml"),
        ({}, ""),
        ({"hash": "0" * 64, "toml": "name = 'x'"}, ""),
    ],
)
async def test_what_is_no_pack_is_refused(lead, wanted, field):
    refused = await lead.send("POST", "/rule-packs/trials", wanted)
    assert refused.status_code == 422
    assert field in refused.json()["field"]


@pytest.mark.parametrize(
    ("first_day", "last_day", "status"),
    [
        ("2026-03-01", "2026-05-31", 202),
        ("2026-03-01", "2026-06-01", 422),
        ("2026-03-02", "2026-03-01", 422),
        ("2026-03-01", "2026-03-01", 202),
    ],
)
async def test_a_trial_is_about_one_to_ninety_two_days(world, lead, first_day, last_day, status):
    wanted = {"hash": world.monitor.pack.hash, "first_day": first_day, "last_day": last_day}
    assert (await lead.send("POST", "/rule-packs/trials", wanted)).status_code == status
    await world.collector.background.settle()


async def test_one_trial_runs_at_a_time_and_can_be_stopped(world, lead):
    trials, pack = world.app.state.pack_trials, world.monitor.pack
    running_one = Trial(99, pack, 0, 1, "chen", started_at=0)
    trials.trials.append(running_one)
    waits = await lead.send("POST", "/rule-packs/trials", {"hash": pack.hash})
    assert (waits.status_code, waits.json()["code"]) == (409, "trial_runs")
    assert (await lead.send("DELETE", "/rule-packs/trials/99")).status_code == 204
    assert running_one.state == "stopped"
    assert (await tried(world, lead, hash=pack.hash))["state"] == "done"


async def test_an_auditor_sees_trials_and_begins_none(world):
    async with person(world, "auditor") as auditor:
        await auditor.enter()
        assert (await auditor.get("/rule-packs/trials")).status_code == 200
        assert (await auditor.send("POST", "/rule-packs/trials", {"hash": world.monitor.pack.hash})).status_code == 403
