"""Who is judged when: requests that come together are one, ends wait for nothing, and what was lost is found again."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from monitor.core import verdict as verdicts
from monitor.core.errors import RulePackError
from monitor.flows import judgements
from monitor.flows.adjudicate import adjudicate, adjudicate_running
from monitor.flows.close_session import close_session
from monitor.flows.judgements import ask_for_what_was_lost, judge_for_others, request_judgement
from monitor.ports import Judged, JudgesAway, JudgesState

PLAYED = {"lesson": "lesson-1", "position": 0, "paused": False, "visible": True}


@pytest.fixture
async def learner(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    await learner.say("sample", **PLAYED)
    return learner


@pytest.fixture
def judged(desk, monkeypatch):
    """Everybody whom this process judged, in order."""
    found = []

    async def noted(collector, trainee, **how):
        found.append(trainee)
        return await adjudicate_running(collector, trainee, **how)

    monkeypatch.setattr(judgements, "adjudicate_running", noted)
    return found


def waiting(desk, milliseconds):
    desk.monitor.limits = replace(desk.monitor.limits, judgement_wait_ms=milliseconds)


def states(learner):
    return [said["state"] for said in learner.ear.of("status")]


# ---------------------------------------------------------------- several requests, one judgement


async def test_checkpoints_of_the_same_seconds_are_one_judgement(desk, learner, judged):
    waiting(desk, 200)
    for _ in range(3):
        request_judgement(desk.collector, learner.live)
        await asyncio.sleep(0.01)
    await desk.collector.background.settle()

    assert len(judged) == len(states(learner)) == 1


async def test_the_end_of_a_session_waits_for_nothing(desk, learner, judged):
    waiting(desk, 10_000)
    request_judgement(desk.collector, learner.live)
    await close_session(desk.collector, learner.session)
    async with asyncio.timeout(5):
        await desk.collector.background.settle()

    assert len(judged) == 1


async def test_a_checkpoint_during_a_judgement_is_judged_once_more(desk, learner, judged):
    request_judgement(desk.collector, learner.live)
    async with asyncio.timeout(5):
        while not judged:  # noqa: ASYNC110
            await asyncio.sleep(0)
    for _ in range(3):
        request_judgement(desk.collector, learner.live)
    await desk.collector.background.settle()

    assert len(judged) == 2


# ---------------------------------------------------------------- who hears of it


async def test_who_was_away_when_it_was_said_hears_at_coming_back_where_the_hour_stands(desk, learner):
    await learner.go()
    request_judgement(desk.collector, learner.live)
    await desk.collector.background.settle()
    await learner.come(resume=learner.welcome["resume"])

    assert states(learner) == ["in_progress"]
    assert [said["type"] for said in learner.ear.heard[:2]] == ["welcome", "status"]


async def test_who_comes_for_the_first_time_hears_of_no_hour(desk, learner):
    request_judgement(desk.collector, learner.live)
    await desk.collector.background.settle()
    newcomer = await (await desk.learner(learner.live.state.trainee)).come()

    assert states(newcomer) == []


async def test_what_is_judged_while_somebody_comes_back_is_not_followed_by_anything_older(desk, learner, monkeypatch):
    registry, looks = desk.monitor.registry, []
    all_verdicts = registry.verdicts

    def verdicts(*of):
        looks.append(found := all_verdicts(*of) if looks else [])
        if len(looks) == 1:
            judgements.tell(desk.collector, Judged(learner.live.state.trainee, {}))
        return found

    request_judgement(desk.collector, learner.live)
    await desk.collector.background.settle()
    monkeypatch.setattr(registry, "verdicts", verdicts)
    await learner.come(resume=learner.welcome["resume"])

    assert len(looks) == 2
    assert states(learner) == ["in_progress"]


async def test_a_verdict_by_rules_that_are_not_kept_keeps_nobody_from_coming_back(desk, learner, monkeypatch):
    def not_kept(*_):
        raise RulePackError("gone")

    request_judgement(desk.collector, learner.live)
    await desk.collector.background.settle()
    monkeypatch.setattr(type(desk.monitor), "rules_of", not_kept)
    await learner.come(resume=learner.welcome["resume"])

    assert learner.welcome["session"] == learner.session
    assert states(learner) == []


# ---------------------------------------------------------------- seldom, in the middle of an hour


async def ask(desk, learner):
    request_judgement(desk.collector, learner.live)
    await desk.collector.background.settle()


def every(desk, milliseconds):
    desk.monitor.limits = replace(desk.monitor.limits, judgement_every_ms=milliseconds)


async def test_in_the_middle_of_an_hour_a_person_is_judged_as_seldom_as_is_set(desk, learner, judged):
    every(desk, 600_000)
    for _ in range(3):
        await ask(desk, learner)
        desk.clock.advance(199_999)
    assert len(judged) == 1

    desk.clock.advance(3)
    await ask(desk, learner)
    assert len(judged) == 2


async def test_unless_it_is_set_a_person_is_judged_at_each_checkpoint(desk, learner, judged):
    for _ in range(3):
        await ask(desk, learner)

    assert len(judged) == 3
    assert desk.collector.judged_at == {}  # and nothing is remembered


async def test_whoever_has_played_the_hour_is_judged_at_each_checkpoint(desk, learner, judged, monkeypatch):
    every(desk, 600_000)
    await ask(desk, learner)
    monkeypatch.setattr(type(learner.live.supervisor), "played", True)
    for _ in range(2):
        await ask(desk, learner)

    assert len(judged) == 3


async def test_the_end_of_media_and_of_a_session_is_judged_however_seldom_the_rest_is(desk, learner, judged):
    every(desk, 600_000)
    await ask(desk, learner)
    await learner.say("ended", **{**PLAYED, "paused": True})
    await desk.collector.background.settle()
    assert len(judged) == 2

    await close_session(desk.collector, learner.session)
    await desk.collector.background.settle()
    assert len(judged) == 3


async def test_who_was_judged_long_ago_is_forgotten(desk, learner, judged):
    every(desk, 600_000)
    desk.collector.judged_at["somebody"] = desk.clock.now() - 600_000

    await ask(desk, learner)

    assert [*desk.collector.judged_at] == [learner.live.state.trainee]


# ---------------------------------------------------------------- what was lost


def unjudged(desk):
    return desk.monitor.registry.unjudged(before=desk.clock.now() + 1_000_000, limit=10)


@asynccontextmanager
async def judgement_lost(monkeypatch):
    """Whatever is asked for meanwhile comes to nothing, as when the collector is killed over it."""
    with monkeypatch.context() as lost:
        lost.setattr(judgements, "request", lambda *_, **__: None)
        yield


async def test_an_end_whose_judgement_was_lost_is_judged_when_somebody_looks(desk, learner, judged, monkeypatch):
    trainee = learner.live.state.trainee
    async with judgement_lost(monkeypatch):
        await close_session(desk.collector, learner.session)
        await desk.collector.background.settle()
    desk.clock.advance(59_000)
    await ask_for_what_was_lost(desk.collector)
    await desk.collector.background.settle()
    assert judged == []  # it may be on its way

    desk.clock.advance(2_000)
    await ask_for_what_was_lost(desk.collector)
    await desk.collector.background.settle()
    assert judged == [trainee]
    assert unjudged(desk) == []
    assert len(desk.monitor.registry.verdicts(trainee)) == 1


async def test_who_was_judged_is_not_looked_for(desk, learner):
    await close_session(desk.collector, learner.session)
    await desk.collector.background.settle()

    assert unjudged(desk) == []


async def test_what_comes_after_the_end_and_is_lost_is_judged_when_somebody_looks(desk, learner, judged, monkeypatch):
    await close_session(desk.collector, learner.session)
    await desk.collector.background.settle()
    before = len(judged)
    async with judgement_lost(monkeypatch):
        request_judgement(desk.collector, learner.live)
        await desk.collector.background.settle()
    desk.clock.advance(61_000)
    await ask_for_what_was_lost(desk.collector)
    await desk.collector.background.settle()

    assert len(judged) == before + 1


async def test_a_person_whose_stream_is_damaged_is_not_tried_again_and_again(desk, learner):
    await desk.monitor.log.append(learner.session, desk.clock.now(), "server", b"no fact")
    desk.monitor.registry.close_session(learner.session, desk.clock.now())

    found = await judge_for_others(desk.collector, learner.live.state.trainee)

    assert found.judged.said == {}
    assert unjudged(desk) == []


# ---------------------------------------------------------------- workers elsewhere


class Workers:
    """`Judges` that do what a test tells them."""

    def __init__(self) -> None:
        self.asked, self.taken_back = [], []
        self.answer: bool | Exception = True

    async def ask(self, trainee):
        self.asked.append(trainee)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def withdraw(self, trainee):
        self.taken_back.append(trainee)

    async def told(self):
        return
        yield

    async def state(self):
        return JudgesState(0, 0.0)


@pytest.fixture
def workers(desk, monkeypatch):
    monkeypatch.setattr(judgements, "WORKER_S", 0.05)
    desk.monitor.judges = Workers()
    return desk.monitor.judges


async def asked(workers, times=1):
    async with asyncio.timeout(5):
        while len(workers.asked) < times:  # noqa: ASYNC110
            await asyncio.sleep(0)


@pytest.mark.parametrize("answer", [False, JudgesAway("Redis is away")])
async def test_without_a_worker_the_collector_judges_at_once(desk, learner, judged, workers, answer):
    workers.answer = answer
    request_judgement(desk.collector, learner.live)
    await desk.collector.background.settle()

    assert (len(workers.asked), len(judged), states(learner)) == (1, 1, ["in_progress"])
    assert desk.monitor.metrics.judgements == {"here": 1}


async def test_what_a_worker_found_is_told_and_not_judged_again(desk, learner, judged, workers, monkeypatch):
    trainee = learner.live.state.trainee
    monkeypatch.setattr(judgements, "WORKER_S", 5.0)
    request_judgement(desk.collector, learner.live)
    await asked(workers)
    found = await judge_for_others(desk.collector, trainee)
    judged.clear()

    async def told():
        yield found.judged

    workers.told = told
    await judgements.hear_the_workers(desk.collector)
    await desk.collector.background.settle()

    assert found.collectors == {desk.monitor.name}
    assert (judged, states(learner)) == ([], ["in_progress"])
    assert desk.monitor.metrics.judgements == {"worker": 1}


async def test_a_worker_that_does_not_answer_is_asked_again_before_the_collector_judges(desk, learner, judged, workers):
    trainee = learner.live.state.trainee
    request_judgement(desk.collector, learner.live)
    await desk.collector.background.settle()

    assert workers.asked == [trainee] * judgements.ASKED_TIMES
    assert workers.taken_back == judged == [trainee]


async def test_whom_a_worker_refuses_the_collector_judges_at_once(desk, learner, judged, workers, monkeypatch):
    trainee = learner.live.state.trainee
    monkeypatch.setattr(judgements, "WORKER_S", 5.0)
    request_judgement(desk.collector, learner.live)
    await asked(workers)

    async def told():
        yield Judged(trainee, {}, refused=True)

    workers.told = told
    await judgements.hear_the_workers(desk.collector)
    await desk.collector.background.settle()

    assert (workers.asked, judged, states(learner)) == ([trainee], [trainee], ["in_progress"])
    assert desk.monitor.metrics.judgements == {"here": 1}


async def test_a_workers_verdict_is_the_collectors_to_the_byte(desk, learner):
    trainee = learner.live.state.trainee
    await judge_for_others(desk.collector, trainee)

    [stored] = desk.monitor.registry.verdicts(trainee)
    [here] = await adjudicate(desk.collector, trainee)
    assert stored.verdict == here.to_bytes()
    assert verdicts.from_bytes(stored.verdict) == here
