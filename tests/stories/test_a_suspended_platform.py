"""A platform that is out of subsidised training is told so at the door, and who is inside is led out (ONL-13)."""

from __future__ import annotations

from datetime import date

import pytest
from hours_on_desk import another_platform, replayed
from office_desk import opened_office
from platform_story import Story
from small_world import CLASS, PLATFORM

from monitor.core.events import SessionClosed
from monitor.flows.recount import resume_recounts

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
