"""Consent is given to one text, ends at once when it is taken back, and can be given again (PRV-02, PRV-03)."""

import asyncio
import time
from dataclasses import replace

import pytest

from monitor.core.events import ConsentEnded, DirectiveExpired, LivenessResult, SessionClosed, SessionOpened
from monitor.flows import consents
from monitor.flows.pictures import PictureRefused, session_for_upload

AGREES = {"purpose": "face_check", "text_version": "1"}


async def withdraws(learner) -> None:
    await learner.say("consent_withdrawn", purpose="face_check")
    await learner.desk.collector.background.settle()


async def agrees(learner, **fields) -> None:
    await learner.say("consent_given", **(AGREES | fields))
    await learner.desk.collector.background.settle()


def consented(desk, trainee) -> bool:
    return desk.monitor.registry.consented(trainee, "face_check", "1")


async def upload(learner):
    return await session_for_upload(learner.desk.collector, learner.welcome["upload"])


async def test_taking_it_back_holds_the_lesson_and_ends_nothing(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    await withdraws(learner)
    held = learner.ear.directives("hold")[-1]

    assert held["reason"] == "consent"
    assert "线下理论课" in held["message"]["zh-CN"]
    assert "offline" in held["message"]["en"]
    assert await learner.facts(SessionClosed) == []


async def test_after_that_nothing_is_asked_however_long_it_takes(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    await withdraws(learner)
    asked = len(learner.ear.directives("liveness"))
    for _ in range(10):
        await desk.pass_time(40_000)

    assert len(learner.ear.directives("liveness")) == asked
    assert await learner.facts(SessionClosed) == []


async def test_the_check_that_was_open_ends_and_does_not_count_as_a_failed_one(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    for _ in range(5):  # more often than checks may fail
        await withdraws(learner)
        await desk.pass_time(0)
        await agrees(learner)

    assert len(await learner.facts(DirectiveExpired)) == 5
    assert await learner.facts(SessionClosed) == []


async def test_pictures_are_refused_with_the_way_out(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    await withdraws(learner)

    with pytest.raises(PictureRefused) as refused:
        await upload(learner)

    assert (refused.value.status, refused.value.code, refused.value.field) == (403, "consent_missing", "consent")
    assert refused.value.remedy


async def test_given_again_the_lesson_goes_on_with_a_face_check(desk):
    trainee = desk.trainee()
    learner = await (await desk.learner(trainee)).come()
    await withdraws(learner)
    await desk.pass_time(0)
    asked = len(learner.ear.directives("liveness"))
    await agrees(learner)

    assert len(learner.ear.directives("liveness")) == asked + 1
    assert learner.ear.directives("hold")[-1]["reason"] == "liveness"
    assert await upload(learner) is learner.live
    assert consented(desk, trainee)


async def test_later_sessions_ask_anew(desk):
    trainee = desk.trainee()
    await withdraws(await (await desk.learner(trainee)).come())
    later = await (await desk.learner(trainee)).come()

    assert later.welcome["consent"]["given"] is False
    assert later.ear.directives("liveness") == []


async def test_it_ends_in_the_trainees_other_sessions_too(desk):
    trainee = desk.trainee()
    first = await (await desk.learner(trainee)).come()
    second = await (await desk.learner(trainee)).come()
    await withdraws(second)

    assert [fact.by_session for fact in await first.facts(ConsentEnded)] == [second.session]
    with pytest.raises(PictureRefused, match="consent_missing"):
        await upload(first)


async def test_taken_back_outside_any_lesson_the_same_follows_as_in_one(desk):
    trainee = desk.trainee()
    inside, outside = await (await desk.learner(trainee)).come(), await desk.learner(trainee)
    await consents.withdraw(desk.collector, trainee, "face_check")

    assert [fact.by_session for fact in await inside.facts(ConsentEnded)] == [""]
    assert await inside.facts(SessionClosed) == []
    assert inside.ear.directives("hold")[-1]["reason"] == "consent"
    assert not consented(desk, trainee)
    with pytest.raises(PictureRefused, match="consent_missing"):
        await upload(inside)
    await agrees(inside)
    assert inside.ear.directives("hold")[-1]["reason"] == "liveness"
    await outside.come()
    assert outside.welcome["consent"]["given"] is False
    assert outside.welcome["hold"]["reason"] == "consent"


async def test_taking_back_the_consent_to_a_reference_picture_holds_no_lesson(desk):
    trainee = desk.trainee()
    learner = await (await desk.learner(trainee)).come()
    await consents.withdraw(desk.collector, trainee, "face_reference")

    assert await learner.facts(ConsentEnded) == []
    assert await upload(learner) is learner.live


async def test_a_session_that_opens_in_the_moment_of_the_withdrawal_knows_of_it(desk, monkeypatch):
    trainee, registry = desk.trainee(), desk.monitor.registry

    def slowly(*given, **named):
        facts = type(registry).session_facts(registry, *given, **named)
        time.sleep(0.1)  # as long as the withdrawal needs to come between
        return facts

    monkeypatch.setattr(registry, "session_facts", slowly)
    opening = asyncio.create_task(desk.learner(trainee))
    await asyncio.sleep(0.05)
    await consents.withdraw(desk.collector, trainee, "face_check")
    learner = await (await opening).come()

    assert learner.welcome["consent"]["given"] is False
    assert learner.ear.directives("liveness") == []


async def test_a_withdrawal_stands_after_a_restart(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    await withdraws(learner)
    await learner.go()
    desk.restart()
    await learner.come(resume=learner.welcome["resume"])

    assert learner.welcome["consent"]["given"] is False
    assert learner.ear.directives("liveness") == []


async def test_the_last_word_stands_however_quickly_minds_change(desk):
    trainee = desk.trainee()
    learner = await (await desk.learner(trainee)).come()
    for _ in range(4):
        await learner.say("consent_withdrawn", purpose="face_check")
        await learner.say("consent_given", **AGREES)
    await learner.say("consent_withdrawn", purpose="face_check")
    await desk.collector.background.settle()

    assert not consented(desk, trainee)


# ---------------------------------------------------------------- what is no consent


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"text_version": "0"}, "events[0].text_version"), ({"purpose": "marketing"}, "events[0].purpose")],
)
async def test_agreeing_to_another_text_or_purpose_counts_for_nothing_and_is_said(desk, fields, field):
    trainee = desk.trainee(consented=False)
    learner = await (await desk.learner(trainee)).come()
    await agrees(learner, **fields)
    (error,) = learner.ear.of("error")

    assert (error["code"], error["field"], error["fatal"]) == ("unknown_consent", field, False)
    assert error["remedy"]
    assert learner.ear.directives("liveness") == []
    assert not consented(desk, trainee)
    with pytest.raises(PictureRefused, match="consent_missing"):
        await upload(learner)


async def test_taking_back_a_consent_to_something_else_changes_nothing(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    await learner.say("consent_withdrawn", purpose="marketing")

    assert await upload(learner) is learner.live


async def test_a_session_keeps_the_text_that_it_was_opened_with(desk):
    learner = await desk.learner(desk.trainee(consented=False))
    desk.collector.monitor = replace(desk.monitor, consent_version="2")
    await learner.come()
    shown = learner.welcome["consent"]["version"]
    await agrees(learner, text_version=shown)

    assert shown == (await learner.facts(SessionOpened))[0].consent_version == "1"
    assert len(learner.ear.directives("liveness")) == 1


async def test_a_result_names_the_text_that_was_agreed_to(desk):
    learner = await (await desk.learner(desk.trainee(consented=False))).come()
    await agrees(learner)

    assert learner.live.state.consent == "1"
    assert await learner.facts(LivenessResult) == []
