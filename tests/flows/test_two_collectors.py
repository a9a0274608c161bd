"""Two collectors over one log that both think a session is theirs: the one that the learner left learns it in time."""

import pytest
from collector_desk import Desk, Learner

from monitor.core import codec
from monitor.core.events import Connected, DirectiveIssued, Disconnected
from monitor.core.platform_facts import PhotoLost
from monitor.flows.refusals import Refused

PLAYED = {"lesson": "lesson-1", "position": 0, "paused": False, "visible": True}


@pytest.fixture
async def elsewhere(desk):
    """Another collector over the same log and registry, at the same time."""
    other = Desk(desk.monitor, desk.clock)
    yield other
    await other.collector.close()


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


async def test_a_word_about_one_of_its_photos_disturbs_no_session(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    lost = PhotoLost(platform="vendor-a", trainee="li", stored=f"{learner.session}:0", sha256="ab" * 32, why="gone")
    for _ in range(2):
        await desk.monitor.log.append(learner.session, desk.clock.now(), "server", codec.encode_fact(lost))
        await learner.say("sample", **PLAYED)

    assert learner.ear.of("ack")[-1]["seq"] == 1
    assert len(await learner.facts(PhotoLost)) == 2
