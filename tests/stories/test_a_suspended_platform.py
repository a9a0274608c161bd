"""A platform that is out of subsidised training is told so at the door, and who is inside is led out (ONL-13)."""

from __future__ import annotations

import asyncio
from datetime import date

import httpx
import pytest
from hours_on_desk import another_platform, replayed
from office_desk import opened_office
from platform_story import Story
from small_world import CLASS, PLATFORM
from typer.testing import CliRunner

from monitor.__main__ import app
from monitor.core.events import SessionClosed
from monitor.flows.recount import resume_recounts
from monitor.web.office_api.people import office_key

WANTED = {"training_class": CLASS, "lesson": "lesson-1"}


@pytest.fixture
async def office(desk):
    async with opened_office(desk) as office:
        office.story = Story(desk)
        yield office


async def knocks(office, **headers: str):
    """The platform's server wants to open a session."""
    key = office.desk.monitor.registry.issue_key(PLATFORM, 0)
    body = {**WANTED, "trainee": office.desk.trainee("newcomer")}
    asked = {"Authorization": f"Bearer {key}", "Accept-Language": "en", **headers}
    return await office.http.post("/v1/sessions", json=body, headers=asked)


async def test_a_confirmed_case_closes_the_door_with_reason_document_and_what_can_be_done(office):
    await office.story.is_caught()
    await office.story.is_heard()
    assert (await knocks(office)).status_code == 201

    office.story.next_day()
    await office.story.is_decided(reason="2x play was let through")

    refused = await knocks(office)
    said = refused.json()
    assert (refused.status_code, said["code"], said["field"]) == (403, "platform_suspended", "platform")
    assert said["detail"] == (
        "The platform is out of subsidised training from 2026-09-23 on (document 2026-17): 2x play was let through"
    )
    assert "another catalogued platform" in said["remedy"]
    assert "D1-1" in said["remedy"]
    chinese = (await knocks(office, **{"Accept-Language": "zh-CN"})).json()
    assert chinese["detail"] == "平台自2026-09-23起暂停参加补贴性培训（文号：2026-17）：2x play was let through"
    assert "其他在册平台" in chinese["remedy"]

    office.story.next_day()
    await office.story.is_decided("reinstated", document="2026-30")
    assert (await knocks(office)).status_code == 201


async def test_a_suspension_in_the_registry_closes_the_door_from_its_day_until_it_is_lifted(office):
    registry = office.desk.monitor.registry
    registry.suspend_platform(PLATFORM, date(2026, 9, 22), "2026-5")
    assert (await knocks(office)).status_code == 201  # 21 September in Asia/Shanghai

    office.story.next_day()
    said = (await knocks(office)).json()
    assert said["detail"] == "The platform is out of subsidised training from 2026-09-22 on (document 2026-5)."
    registry.lift_suspension(PLATFORM, date(2026, 9, 23))
    office.story.next_day()
    assert (await knocks(office)).status_code == 201


ORDER = {"document": "2026-5", "suspended_on": "2026-09-22", "disqualifier": "D1", "reason": "by the province"}
SUSPENSIONS = f"/v1/platforms/{PLATFORM}/suspensions"


async def test_the_office_suspends_directly_by_document_and_two_people_and_reinstates(office):
    desk, story = office.desk, office.story
    assert await story.learns("early") == "certified"
    story.next_day()
    assert await story.learns("li") == "certified"
    inside = await (await desk.learner(desk.trainee("inside"))).come()
    proposed = await office.does("zhao", SUSPENSIONS, ORDER)
    assert (proposed["stage"], proposed["proposal"]["by"], proposed["discovered_on"]) == ("signal", "zhao", None)
    again = await office.ask("zhao", "POST", SUSPENSIONS, ORDER)
    assert (again.status_code, again.json()["code"]) == (409, "second_person_needed")
    assert (await knocks(office)).status_code == 201, "one person's word bars nobody"

    confirmed = await office.does("qian", SUSPENSIONS, ORDER)
    await desk.collector.background.settle()
    assert (confirmed["case"], confirmed["stage"], confirmed["discovered_on"]) == ("D1-1", "confirmed", "2026-09-22")
    assert (confirmed["signals"][0]["source"], confirmed["signals"][0]["evidence"]) == ("order", ["2026-5"])
    assert "document 2026-5" in (await knocks(office)).json()["detail"]
    assert [closed.reason for closed in await inside.facts(SessionClosed)] == ["platform_suspended"]
    assert await story.results("early", "li") == ["certified", "not_counted_platform"]

    third = await office.ask("sun", "POST", SUSPENSIONS, ORDER)
    assert (third.status_code, third.json()["code"]) == (409, "not_allowed")
    await story.is_decided("reinstated", document="2026-30")
    assert await story.results("early", "li") == ["certified", "certified"]
    assert (await replayed(desk)).ok


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"suspended_on": "2026-09-22"}, "suspended_on"),  # tomorrow: it is 21 September in Asia/Shanghai
        ({"suspended_on": "2019-12-31"}, "suspended_on"),
        ({"document": ""}, "document"),
        ({"disqualifier": "D9"}, "disqualifier"),
    ],
)
async def test_an_order_without_document_ground_or_a_day_that_has_come_is_refused(office, changes, field):
    refused = await office.ask("zhao", "POST", SUSPENSIONS, {**ORDER, "suspended_on": "2026-09-21", **changes})

    assert (refused.status_code, refused.json()["field"]) == (422, field)


ORDERED = {"document": "2026-6", "suspended_on": "2026-09-20", "scope": "all_since_first_evidence"}
DECIDED = {"document": "2026-6", "discovery": "confirmed", "scope": "all_since_first_evidence"}


async def test_the_second_person_confirms_what_the_first_one_entered_and_nothing_else(office):
    order = {**ORDER, "suspended_on": "2026-09-21"}
    await office.does("zhao", SUSPENSIONS, order)
    decisions = f"/v1/platforms/{PLATFORM}/cases/D1-1/decisions"
    confirmed = {"outcome": "confirmed", "document": "2026-5", "reason": "…", "discovery": "first_evidence"}

    for person in ("qian", "zhao"):
        told = [
            await office.ask(person, "POST", SUSPENSIONS, {**order, field: said}) for field, said in ORDERED.items()
        ]
        told += [
            await office.ask(person, "POST", decisions, {**confirmed, field: said}) for field, said in DECIDED.items()
        ]
        assert [(one.status_code, one.json()["code"], one.json()["field"]) for one in told] == [
            (409, "other_than_ordered", field) for field in (*ORDERED, *DECIDED)
        ]
    assert "2026-5" in told[0].json()["detail"]
    assert (await knocks(office)).status_code == 201
    assert (await office.does("qian", decisions, confirmed))["stage"] == "confirmed"


async def test_an_order_with_a_slip_is_dismissed_by_two_people_and_entered_anew(office):
    await office.does("zhao", SUSPENSIONS, {**ORDER, "suspended_on": "2026-09-20"})
    for person in ("zhao", "qian"):
        dismissed = {"outcome": "dismissed", "document": "2026-5", "reason": "a slip"}
        await office.does(person, f"/v1/platforms/{PLATFORM}/cases/D1-1/decisions", dismissed)
    for person in ("zhao", "qian"):
        entered = await office.does(person, SUSPENSIONS, {**ORDER, "suspended_on": "2026-09-21"})

    assert (entered["case"], entered["discovered_on"]) == ("D1-2", "2026-09-21")


async def test_the_command_enters_an_order_under_ones_own_key_and_tells_what_is_lacking(office, monkeypatch):
    key = office_key(office.desk.monitor.keys, "zhao")
    loop = asyncio.get_running_loop()

    def posted(address, *, json, headers, timeout):
        path = address.removeprefix("http://127.0.0.1:8000")
        sent = office.http.post(path, json=json, headers=headers)
        return asyncio.run_coroutine_threadsafe(sent, loop).result(timeout)

    async def suspend(person: str, *words: str):
        told = ["--document", "2026-5", "--ground", "D1", "--reason", "…", "--person", person, "--from", "2026-09-21"]
        return await asyncio.to_thread(CliRunner().invoke, app, ["suspend", PLATFORM, *told, "--key", key, *words])

    monkeypatch.setattr(httpx, "post", posted)
    first, second = await suspend("zhao"), await suspend("qian")

    assert (first.exit_code, "a second person" in first.output) == (0, True), first.output
    assert (second.exit_code, "Send your account in X-Person" in second.stderr) == (2, True), second.stderr


async def test_sessions_that_are_open_end_with_a_last_entry_and_a_word_that_blames_nobody(office):
    desk, story = office.desk, office.story
    await story.is_caught()
    await story.is_heard()
    inside = await (await desk.learner(desk.trainee("inside"))).come()
    elsewhere = await desk.learner(desk.trainee("elsewhere"), platform=another_platform(desk))

    await story.is_decided()

    [told] = inside.ear.directives("end")
    assert told["reason"] == "platform_suspended"
    assert "no fault of yours" in told["message"]["en"]
    [closed] = await inside.facts(SessionClosed)
    assert closed.reason == "platform_suspended"
    assert set(closed.secrets) == {attempt.attempt for attempt in inside.live.state.opened.attempts}
    assert await elsewhere.facts(SessionClosed) == []
    assert desk.monitor.registry.session(inside.session).closed_at is not None
    assert (await replayed(desk)).ok


async def test_what_a_collector_that_died_left_open_is_ended_by_the_next_one(office):
    desk, story = office.desk, office.story
    await story.is_caught()
    await story.is_heard()
    inside = await (await desk.learner(desk.trainee("inside"))).come()
    await desk.collector.background.settle()
    await desk.collector.background.close()  # nothing new is started any more, as when the process dies
    await story.is_decided()
    assert await inside.facts(SessionClosed) == []

    desk.restart()
    await resume_recounts(desk.collector)
    await desk.collector.background.settle()

    assert [closed.reason for closed in await inside.facts(SessionClosed)] == ["platform_suspended"]
