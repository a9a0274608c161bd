"""One person is judged as a whole, over classes and platforms, and what did not change is not stored again."""

import asyncio
import time
from datetime import date

import msgspec
import pytest
from small_world import CLASS, PLATFORM, UNIT, plan

from monitor.core import verdict as verdicts
from monitor.core.events import LivenessResult
from monitor.flows.adjudicate import adjudicate, adjudicate_running, streams_of
from monitor.flows.claim import NothingToClaim, claim
from monitor.flows.close_session import close_session
from monitor.flows.open_session import open_session
from monitor.flows.reach import Reach
from monitor.flows.replay import people, read_all, replay
from monitor.flows.streams import claims_stream
from monitor.flows.survey import Survey

OTHER_PLATFORM, OTHER_CLASS = "platform-2", "class-2"


@pytest.fixture
async def two_vendors(desk):
    """A desk whose registry has a second platform with a class of its own."""
    registry = desk.monitor.registry
    registry.add_platform(
        OTHER_PLATFORM, title="Q", source_system="test", external_id="q", catalogued_from=date(2023, 3, 7)
    )
    registry.add_class(
        msgspec.structs.replace(plan(), training_class=OTHER_CLASS),
        institution="institution-1",
        title="D",
        source_system="test",
        external_id="d",
        unit_content_min=61_000,
    )
    return desk


async def in_both_classes(desk):
    """One person with a session in each class, the face matched in both."""
    from collector_desk import Learner

    trainee = desk.trainee()
    desk.monitor.registry.enrol(trainee, OTHER_CLASS, source_system="test", external_id="li", at=0)
    places = [("s-one", PLATFORM, CLASS), ("s-other", OTHER_PLATFORM, OTHER_CLASS)]
    learners = []
    for session, platform, training_class in places:
        opened = await open_session(desk.collector, session, platform, trainee, training_class, "lesson-1")
        learners.append(await Learner(desk, opened).come())
    for learner in learners:
        await show_face(learner)
    return trainee, learners


async def show_face(learner) -> None:
    (attempt,) = learner.live.state.opened.attempts
    nonce = f"match-{learner.session}-{learner.n:04}"
    await learner.live.note(
        LivenessResult(attempt=attempt.attempt, nonce=nonce, action="nod", decision="pass", reason="ok", final=True)
    )


async def play_both(desk, learners, seconds: int) -> None:
    """Both pages play on, whatever they were told; a face is matched in both half-way."""
    for second in range(seconds):
        for learner in learners:
            await learner.say("sample", lesson="lesson-1", position=second * 1000, paused=False, visible=True)
        if second == seconds // 2:
            for learner in learners:
                await show_face(learner)
        desk.clock.advance(1000)
    for learner in learners:
        await show_face(learner)


def stored(desk, trainee) -> dict[str, verdicts.Verdict]:
    read = [verdicts.from_bytes(record.verdict) for record in desk.monitor.registry.verdicts(trainee)]
    return {verdict.training_class: verdict for verdict in read}


async def test_row_9b_one_person_on_two_platforms_at_once_is_held_in_both_classes(two_vendors):
    trainee, learners = await in_both_classes(two_vendors)
    await play_both(two_vendors, learners, 20)

    await adjudicate(two_vendors.collector, trainee)

    kept = stored(two_vendors, trainee)
    assert {name: verdict.result for name, verdict in kept.items()} == {CLASS: "held", OTHER_CLASS: "held"}
    assert all("cross_platform_play" in {f.rule for f in verdict.findings} for verdict in kept.values())


async def test_a_verdict_names_the_heads_of_all_the_streams_that_it_read(two_vendors):
    trainee, _ = await in_both_classes(two_vendors)
    await adjudicate(two_vendors.collector, trainee)

    streams = await streams_of(two_vendors.collector, trainee)

    assert set(streams) == {"s-one", "s-other"}
    for verdict in stored(two_vendors, trainee).values():
        assert verdict.heads == {name: entries[-1].digest.hex() for name, entries in streams.items()}


async def test_verdicts_over_two_classes_are_reproduced_byte_for_byte(two_vendors):
    trainee, learners = await in_both_classes(two_vendors)
    await adjudicate(two_vendors.collector, trainee)
    await play_both(two_vendors, learners, 20)
    await claim(two_vendors.collector, OTHER_PLATFORM, trainee, OTHER_CLASS, UNIT)

    log = await read_all(two_vendors.monitor.log)
    kept = [(record.attempt, record.verdict) for record in two_vendors.monitor.registry.verdicts(trainee)]
    report = replay(log, kept, two_vendors.monitor.packs)

    assert report.ok, report.differences
    assert report.people == len(people(log)) == 1
    assert report.reproduced == len(kept) > 2


async def test_what_did_not_change_is_not_stored_again_when_another_class_goes_on(two_vendors):
    trainee, (_, other) = await in_both_classes(two_vendors)
    await adjudicate(two_vendors.collector, trainee)
    before = two_vendors.monitor.registry.verdicts(trainee, CLASS)

    for learner in (other, other, other):
        await learner.say("focuschange", lesson="lesson-1", position=0, paused=True, visible=True)
        judged = await adjudicate(two_vendors.collector, trainee)

    assert two_vendors.monitor.registry.verdicts(trainee, CLASS) == before
    assert judged[0].heads != verdicts.from_bytes(before[-1].verdict).heads


async def test_a_claim_is_about_the_unit_of_its_own_class(two_vendors):
    trainee, _ = await in_both_classes(two_vendors)

    verdict = await claim(two_vendors.collector, OTHER_PLATFORM, trainee, OTHER_CLASS, UNIT)

    assert (verdict.training_class, verdict.claimed) == (OTHER_CLASS, True)
    assert not stored(two_vendors, trainee)[CLASS].claimed
    assert await two_vendors.monitor.log.read(claims_stream(trainee, OTHER_CLASS))
    with pytest.raises(NothingToClaim):
        await claim(two_vendors.collector, OTHER_PLATFORM, trainee, CLASS, UNIT)


async def test_a_claim_and_a_checkpoint_at_once_store_each_verdict_once(two_vendors, monkeypatch):
    trainee, learners = await in_both_classes(two_vendors)
    await play_both(two_vendors, learners, 20)
    registry, at_once = two_vendors.monitor.registry, []

    def slowly(attempt, *given, **named):
        at_once.append(attempt)
        time.sleep(0.05)  # as long as another judgement of the same person would need to come here, too
        return type(registry).save_verdict(registry, attempt, *given, **named)

    monkeypatch.setattr(registry, "save_verdict", slowly)
    await asyncio.gather(*(adjudicate(two_vendors.collector, trainee) for _ in range(3)))

    assert len(at_once) == len(set(at_once)) == 2


async def test_those_who_look_on_see_what_was_stored(two_vendors):
    trainee, learners = await in_both_classes(two_vendors)
    await play_both(two_vendors, learners, 20)
    monitor = two_vendors.monitor
    judged = await adjudicate(two_vendors.collector, trainee)

    seen = await Survey(monitor.log, monitor.judge, monitor.packs, monitor.clock).verdicts()

    assert seen == judged


# ---------------------------------------------------------------- while an hour goes on


@pytest.fixture
def read(two_vendors, monkeypatch):
    """The streams that were read, each with whose entries were."""
    found, log = [], two_vendors.monitor.log

    async def noted(stream, after=-1, source=None):
        found.append((stream, source))
        return await type(log).read(log, stream, after, source)

    monkeypatch.setattr(log, "read", noted)
    return found


async def in_one_class_and_then_the_other(desk):
    """Somebody whose session in the first class ended before the other one's began."""
    trainee = desk.trainee()
    desk.monitor.registry.enrol(trainee, OTHER_CLASS, source_system="test", external_id="li", at=0)
    first = await learner_in(desk, "s-one", PLATFORM, trainee, CLASS)
    await close_session(desk.collector, first.session)
    await desk.collector.background.settle()
    desk.clock.advance(60_000)
    return trainee, first, await learner_in(desk, "s-other", OTHER_PLATFORM, trainee, OTHER_CLASS)


async def learner_in(desk, session, platform, trainee, training_class):
    """A learner whose face was matched."""
    from collector_desk import Learner

    opened = await open_session(desk.collector, session, platform, trainee, training_class, "lesson-1")
    learner = await Learner(desk, opened).come()
    await show_face(learner)
    return learner


async def test_while_an_hour_goes_on_what_was_played_in_earlier_ones_is_not_read(two_vendors, read):
    trainee, first, second = await in_one_class_and_then_the_other(two_vendors)
    read.clear()

    await adjudicate_running(two_vendors.collector, trainee)

    assert (first.session, "server") in read
    assert (second.session, None) in read
    assert (first.session, None) not in read


async def test_what_is_kept_of_an_hour_that_goes_on_is_what_the_whole_person_would_give(two_vendors):
    trainee, _, second = await in_one_class_and_then_the_other(two_vendors)

    await adjudicate_running(two_vendors.collector, trainee)

    [attempt] = [one.attempt for one in second.live.state.opened.attempts]
    [whole] = [verdict for verdict in await adjudicate(two_vendors.collector, trainee) if verdict.attempt == attempt]
    [kept] = two_vendors.monitor.registry.verdicts_on(attempt)
    assert kept.verdict == whole.to_bytes()


async def test_an_hour_that_goes_on_is_judged_with_the_whole_person_while_an_end_is_unjudged(two_vendors, read):
    trainee, first, _ = await in_one_class_and_then_the_other(two_vendors)
    two_vendors.monitor.registry.note_unjudged(first.session, two_vendors.clock.now())
    read.clear()

    await adjudicate_running(two_vendors.collector, trainee)

    assert (first.session, None) in read
    assert two_vendors.monitor.registry.unjudged(before=two_vendors.clock.now() + 1_000_000, limit=10) == []


async def test_nothing_but_how_far_a_learner_has_come_is_decided_without_the_whole_person(two_vendors, monkeypatch):
    monitor, whole = two_vendors.monitor, []
    judge = monitor.judge
    monitor.judge = lambda *given: whole.append(given) or judge(*given)
    trainee, learners = await in_both_classes(two_vendors)
    attempts = [one.attempt for learner in learners for one in learner.live.state.opened.attempts]
    near = Reach(frozenset(learner.session for learner in learners), frozenset(attempts))
    monkeypatch.setattr("monitor.flows.adjudicate.within_reach", lambda _: near)
    await adjudicate_running(two_vendors.collector, trainee)
    assert not whole

    await play_both(two_vendors, learners, 20)
    await adjudicate_running(two_vendors.collector, trainee)

    assert len(whole) == 1
    assert {verdict.result for verdict in stored(two_vendors, trainee).values()} == {"held"}
