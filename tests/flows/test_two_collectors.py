"""Two collectors over one log that both think a session is theirs: the one that the learner left learns it in time."""

import asyncio

import pytest
from collector_desk import Learner

from monitor.core import codec, consent
from monitor.core.events import Connected, ConsentEnded, DirectiveIssued, Disconnected, SessionClosed, TakenOver
from monitor.core.platform_facts import PhotoLost
from monitor.flows.consents import withdraw
from monitor.flows.refusals import Refused
from monitor.flows.resume import be_there, resume_sessions

PLAYED = {"lesson": "lesson-1", "position": 0, "paused": False, "visible": True}


@pytest.fixture
async def gone_over(desk, elsewhere):
    """A learner who came back through another collector: as the old one still sees it, and as the new one does."""
    old = await (await desk.learner(desk.trainee())).come()
    await old.say("sample", **PLAYED)
    new = Learner(elsewhere, old)
    await new.come(resume=old.welcome["resume"])
    new.seq, new.n, new.prev = old.seq, old.n, old.prev
    return old, new


async def entries_of(learner):
    return await learner.desk.monitor.log.read(learner.session)


async def test_what_comes_over_the_connection_that_was_left_is_refused(gone_over):
    old, _ = gone_over
    before = await entries_of(old)

    with pytest.raises(Refused) as refused:
        await old.say("sample", **PLAYED)

    assert refused.value.code == "stale_epoch"
    assert await entries_of(old) == before


async def test_a_batch_that_reached_both_counts_once(gone_over):
    old, new = gone_over
    await new.say("sample", **PLAYED)
    with pytest.raises(Refused):
        await old.say("sample", **PLAYED)

    batches = [codec.decode_batch(entry.payload).seq for entry in await entries_of(new) if entry.source == "client"]
    assert batches == [0, 1]


async def test_the_connection_that_was_left_ends_without_a_word_about_the_new_one(gone_over):
    old, new = gone_over
    await old.go()

    assert await new.facts(Disconnected) == []
    assert [fact.epoch for fact in await new.facts(Connected)] == [1, 2]


async def test_only_the_collector_that_the_learner_came_to_asks_anything(desk, elsewhere, gone_over):
    old, new = gone_over
    with pytest.raises(Refused):
        await old.say("sample", **PLAYED)
    asked = len(await new.facts(DirectiveIssued))
    await desk.pass_time(600_000)

    assert len(await new.facts(DirectiveIssued)) == asked
    await elsewhere.pass_time(0)
    assert len(await new.facts(DirectiveIssued)) > asked


async def test_a_learner_who_comes_back_to_the_first_collector_is_at_home_there(desk, gone_over):
    old, new = gone_over
    await new.say("sample", **PLAYED)
    back = Learner(desk, old)
    await back.come(resume=new.welcome["resume"])
    back.seq, back.n, back.prev = new.seq, new.n, new.prev
    await back.say("sample", **PLAYED)

    with pytest.raises(Refused):
        await new.say("sample", **PLAYED)
    assert back.ear.of("ack")[-1]["seq"] == 2
    assert desk.monitor.registry.owner_of(old.session) == desk.monitor.name
    assert await back.facts(TakenOver) == []


async def test_nobody_stops_the_own_lesson_by_coming_to_two_collectors_at_once(desk, elsewhere):
    trainee = desk.trainee()
    old = await desk.learner(trainee)
    new = Learner(elsewhere, old)
    async with desk.collector.locks(f"play/{trainee}"):  # so the first takes long, and the learner goes on
        first = asyncio.create_task(old.come())
        await welcomed(old)
        second = asyncio.create_task(new.come(resume=old.welcome["resume"]))
        await welcomed(new)
    await asyncio.gather(first, second)

    assert await new.facts(TakenOver) == []


async def welcomed(learner):
    async with asyncio.timeout(10):
        while not (learner.ear.of("welcome")):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_word_about_one_of_its_photos_disturbs_no_session(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    lost = PhotoLost(platform="vendor-a", trainee="li", stored=f"{learner.session}:0", sha256="ab" * 32, why="gone")
    for _ in range(2):
        await desk.monitor.log.append(learner.session, desk.clock.now(), "server", codec.encode_fact(lost))
        await learner.say("sample", **PLAYED)

    assert learner.ear.of("ack")[-1]["seq"] == 1
    assert len(await learner.facts(PhotoLost)) == 2


# ---------------------------------------------------------------- which of them times a session


@pytest.fixture
async def first_is_there(desk):
    begun = asyncio.Event()
    there = asyncio.create_task(be_there(desk.collector, begun))
    await begun.wait()
    yield there
    there.cancel()
    await asyncio.gather(there, return_exceptions=True)


async def look_for_sessions(desk):
    """What the other collector does every few seconds."""
    await resume_sessions(desk.collector)
    await desk.collector.background.settle()


def idle(desk):
    return desk.monitor.pack["session_idle_timeout_ms"]


async def closings(learner):
    return [closed.reason for closed in await learner.facts(SessionClosed)]


async def test_a_session_is_timed_by_its_collector_alone_as_long_as_that_is_there(desk, elsewhere, first_is_there):
    learner = await (await desk.learner(desk.trainee())).come()
    await learner.go()
    await look_for_sessions(elsewhere)
    await elsewhere.pass_time(idle(desk))
    assert await closings(learner) == []

    await desk.pass_time(0)
    assert await closings(learner) == ["timed_out"]


async def test_a_second_collector_begins_when_the_first_has_ended(elsewhere, first_is_there):
    begun = asyncio.Event()
    waiting = asyncio.create_task(be_there(elsewhere.collector, begun))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not begun.is_set()

    first_is_there.cancel()
    await begun.wait()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)


async def test_the_sessions_of_a_collector_that_is_gone_are_timed_by_another(desk, elsewhere, first_is_there):
    learner = await (await desk.learner(desk.trainee())).come()
    first_is_there.cancel()
    await asyncio.gather(first_is_there, return_exceptions=True)
    await look_for_sessions(elsewhere)
    await elsewhere.pass_time(idle(desk))

    assert await closings(learner) == ["timed_out"]


async def test_a_collector_that_was_taken_for_gone_says_nothing_twice(desk, elsewhere):
    learner = await (await desk.learner(desk.trainee())).come()
    before = await entries_of(learner)
    await look_for_sessions(elsewhere)
    await elsewhere.pass_time(idle(desk) - 1)
    said = await entries_of(learner)
    assert len(said) > len(before)

    with pytest.raises(Refused) as refused:
        await learner.say("sample", **PLAYED)
    await desk.pass_time(0)

    assert refused.value.code == "stale_epoch"
    assert await entries_of(learner) == said


async def test_a_collector_that_is_there_again_keeps_those_who_never_left(desk, elsewhere):
    learner = await (await desk.learner(desk.trainee())).come()
    await look_for_sessions(elsewhere)
    begun = asyncio.Event()
    there = asyncio.create_task(be_there(desk.collector, begun))
    await begun.wait()
    await learner.say("sample", **PLAYED)
    await elsewhere.pass_time(idle(desk))
    await learner.say("sample", **PLAYED)
    there.cancel()
    await asyncio.gather(there, return_exceptions=True)

    assert await closings(learner) == []
    assert learner.ear.of("ack")[-1]["seq"] == 1


async def test_a_learner_who_comes_takes_the_session_along(desk, elsewhere, first_is_there, gone_over):
    _, new = gone_over
    await new.go()
    await desk.pass_time(idle(desk))
    assert await closings(new) == []

    await elsewhere.pass_time(0)
    assert await closings(new) == ["timed_out"]


# ---------------------------------------------------------------- one person at two collectors


@pytest.fixture
async def two_lessons(desk, elsewhere):
    """Somebody who learns at one collector and then opens another lesson at the other."""
    trainee = desk.trainee()
    first = await (await desk.learner(trainee)).come()
    await first.say("sample", **PLAYED)
    elsewhere._sessions = 1
    second = await (await elsewhere.learner(trainee)).come()
    return first, second


def holds(learner):
    return [directive["reason"] for directive in learner.ear.directives("hold")]


async def test_who_plays_second_takes_over_also_from_another_collector(two_lessons):
    first, second = two_lessons
    await first.say("sample", **PLAYED)

    assert [fact.by_session for fact in await first.facts(TakenOver)] == [second.session]
    assert "taken_over" in holds(first)
    assert "taken_over" not in holds(second)
    assert first.ear.of("ack")[-1]["seq"] == 1


async def test_who_was_told_to_stop_does_not_take_it_back_by_reconnecting(desk, two_lessons):
    first, second = two_lessons
    await first.say("sample", **PLAYED)
    await first.go()
    await first.come(resume=first.welcome["resume"])
    await second.say("sample", **PLAYED)

    assert await second.facts(TakenOver) == []


async def test_of_two_lessons_that_begin_at_once_one_goes_on(desk, elsewhere):
    trainee = desk.trainee()
    first = await desk.learner(trainee)
    elsewhere._sessions = 1
    second = await elsewhere.learner(trainee)
    await asyncio.gather(first.come(), second.come())

    assert len(await first.facts(TakenOver) + await second.facts(TakenOver)) == 1


async def test_a_lesson_that_nobody_is_at_is_not_told_to_stop(desk, elsewhere):
    trainee = desk.trainee()
    first = await (await desk.learner(trainee)).come()
    await first.go()
    elsewhere._sessions = 1
    await (await elsewhere.learner(trainee)).come()

    assert await first.facts(TakenOver) == []


async def test_a_consent_that_is_taken_back_ends_in_the_sessions_of_all_collectors(desk, elsewhere):
    trainee = desk.trainee()
    first = await (await desk.learner(trainee)).come()
    await withdraw(elsewhere.collector, trainee, consent.PURPOSE)
    await first.say("sample", **PLAYED)

    assert len(await first.facts(ConsentEnded)) == 1
    assert not first.live.state.consent


async def test_who_comes_from_a_collector_that_was_killed_hears_where_the_hour_stands(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    await learner.say("sample", **PLAYED)
    desk.restart()
    await learner.come(resume=learner.welcome["resume"])
    await desk.collector.background.settle()

    assert [status["state"] for status in learner.ear.of("status")] == ["in_progress"]


async def test_who_comes_back_from_another_collector_is_judged_here_too_as_the_other_one_may_tell_nobody(
    desk, elsewhere, gone_over
):
    old, new = gone_over
    await new.say("sample", **PLAYED)
    await elsewhere.collector.background.settle()
    back = await Learner(desk, old).come(resume=new.welcome["resume"])
    await desk.collector.background.settle()

    assert [status["state"] for status in back.ear.of("status")] == ["in_progress", "in_progress"]
