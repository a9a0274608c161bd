"""Pictures whose learner is at another collector by now: what came in time is never missed, and nobody waits for it."""

import asyncio

import pytest
from collector_desk import Learner
from small_world import FakeFaces, jpeg

from monitor.core.checkpoints import TRANSPORT_GRACE_MS
from monitor.core.events import DirectiveExpired, DirectiveIssued, LivenessResult, PhotoJudged, PhotoStored
from monitor.flows.analyse_faces import take_burst
from monitor.flows.elsewhere import as_in_the_log
from monitor.flows.receive import HandedOver
from monitor.flows.resume import be_there, leave_lost_photos_to_a_person, resume_sessions

PLAYED = {"lesson": "lesson-1", "position": 0, "paused": False, "visible": True}


class HeldFaces(FakeFaces):
    """A face service that takes its time."""

    def __init__(self):
        super().__init__()
        self.go_on = asyncio.Event()

    async def judge_burst(self, action, frames, references, *, owner=None):
        await self.go_on.wait()
        return await super().judge_burst(action, frames, references, owner=owner)


@pytest.fixture
async def asked(desk):
    """A learner, and the movement that was asked for."""
    learner = await (await desk.learner(desk.trainee())).come()
    await learner.say("sample", **PLAYED)
    return learner, [fact for fact in await learner.facts(DirectiveIssued) if fact.kind == "liveness"][-1]


def passed(asked):
    return LivenessResult(
        attempt=asked.attempt, nonce=asked.nonce, action=asked.action, decision="pass", reason="ok", final=False
    )


async def test_an_owner_decides_anew_when_another_collector_wrote(desk, elsewhere, asked):
    learner, question = asked
    await (await as_in_the_log(elsewhere.collector, learner.session)).note(passed(question))
    await desk.pass_time(question.deadline - desk.clock.now() + TRANSPORT_GRACE_MS + 1)

    assert question.nonce not in {fact.nonce for fact in await learner.facts(DirectiveExpired)}


async def test_a_result_that_another_collector_found_is_told_where_the_learner_is(elsewhere, asked):
    learner, question = asked
    await (await as_in_the_log(elsewhere.collector, learner.session)).note(passed(question))
    await learner.say("sample", **PLAYED)

    assert [(said["nonce"], said["verdict"]) for said in learner.ear.of("outcome")] == [(question.nonce, "pass")]


async def test_a_judgement_that_ends_after_the_learner_went_elsewhere_is_kept_and_told(desk, elsewhere, asked):
    old, question = asked
    faces = desk.monitor.faces = HeldFaces()
    await take_burst(desk.collector, old.live, question.nonce, question.action, [jpeg()])
    new = Learner(elsewhere, old)
    await new.come(resume=old.welcome["resume"])
    faces.go_on.set()
    await desk.collector.background.settle()
    new.seq, new.n, new.prev = old.seq, old.n, old.prev
    await new.say("sample", **PLAYED)

    assert [fact.decision for fact in await new.facts(LivenessResult)] == ["pass"]
    assert [said["nonce"] for said in new.ear.of("outcome")] == [question.nonce]


async def test_a_question_that_another_collector_found_answered_keeps_that_answer(desk, elsewhere, asked):
    learner, question = asked
    faces = desk.monitor.faces = HeldFaces()
    await take_burst(desk.collector, learner.live, question.nonce, question.action, [jpeg()])
    await (await as_in_the_log(elsewhere.collector, learner.session)).note(passed(question))
    faces.go_on.set()
    await desk.collector.background.settle()

    assert [fact.nonce for fact in await learner.facts(LivenessResult)] == [question.nonce]


async def test_a_lesson_goes_on_when_another_collector_found_the_face_in_order(elsewhere, asked):
    learner, _ = asked
    assert learner.welcome["hold"]["reason"] == "liveness"
    while not learner.ear.directives("release"):
        question = [fact for fact in await learner.facts(DirectiveIssued) if fact.kind == "liveness"][-1]
        await (await as_in_the_log(elsewhere.collector, learner.session)).note(passed(question))
        asked_before = len(await learner.facts(DirectiveIssued))
        await learner.say("sample", **PLAYED)
        assert learner.ear.directives("release") or len(await learner.facts(DirectiveIssued)) > asked_before


async def test_a_silent_learner_whose_session_is_another_collectors_is_told_to_come_back(desk, elsewhere, asked):
    learner, question = asked
    faces = desk.monitor.faces = HeldFaces()
    await take_burst(desk.collector, learner.live, question.nonce, question.action, [jpeg()])
    desk.monitor.registry.own_session(learner.session, elsewhere.monitor.name)
    await (await as_in_the_log(elsewhere.collector, learner.session)).note(passed(question))
    faces.go_on.set()
    await desk.collector.background.settle()

    assert learner.ear.handed_over == 0
    with pytest.raises(HandedOver):
        await learner.say("sample", **PLAYED)
    assert learner.ear.of("error") == []


async def test_a_collector_that_is_there_again_tells_what_others_found_meanwhile(desk, elsewhere, asked):
    learner, question = asked
    await (await as_in_the_log(elsewhere.collector, learner.session)).note(passed(question))
    begun = asyncio.Event()
    being_there = asyncio.create_task(be_there(desk.collector, begun))
    await begun.wait()
    await desk.collector.background.settle()
    being_there.cancel()

    assert [said["nonce"] for said in learner.ear.of("outcome")] == [question.nonce]


@pytest.mark.parametrize(("analysed", "decisions"), [(False, ["review"]), (True, [])])
async def test_a_photo_that_nobody_judges_any_more_is_left_to_a_person(desk, asked, monkeypatch, analysed, decisions):
    learner, question = asked

    async def analyse(session, nonce):
        return analysed

    monkeypatch.setattr(desk.collector.peers, "analyse", analyse)
    await learner.live.note(PhotoStored(nonce=question.nonce, sha256="a" * 64, store_ref="photos/1"))
    await leave_lost_photos_to_a_person(desk.collector)

    assert [fact.decision for fact in await learner.facts(PhotoJudged)] == decisions


@pytest.mark.parametrize(("analysed", "expired"), [(False, 1), (True, 0)])
async def test_a_question_whose_picture_another_collector_judges_does_not_expire(
    desk, asked, monkeypatch, analysed, expired
):
    learner, question = asked

    async def analyse(session, nonce):
        return analysed

    monkeypatch.setattr(desk.collector.peers, "analyse", analyse)
    await desk.pass_time(question.deadline - desk.clock.now() + TRANSPORT_GRACE_MS + 1)

    assert [fact.nonce for fact in await learner.facts(DirectiveExpired)].count(question.nonce) == expired


async def test_what_was_asked_by_one_that_took_this_collector_for_gone_is_asked_here(desk, elsewhere, asked):
    learner, question = asked
    await resume_sessions(elsewhere.collector)
    await elsewhere.collector.background.settle()
    desk.monitor.registry.own_session(learner.session, desk.monitor.name)
    await elsewhere.pass_time(question.deadline - desk.clock.now() + TRANSPORT_GRACE_MS + 1)
    again = (await learner.facts(DirectiveIssued))[-1]
    await learner.say("sample", **PLAYED)

    assert again.nonce != question.nonce
    assert learner.ear.directives("liveness")[-1]["nonce"] == again.nonce
    assert [fact.nonce for fact in await learner.facts(DirectiveIssued)].count(again.nonce) == 1
