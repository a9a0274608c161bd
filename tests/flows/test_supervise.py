"""What is due is stored first and then said; sessions end in time and reveal their secrets (K3)."""

import hashlib

from monitor.core.checkpoints import TRANSPORT_GRACE_MS
from monitor.core.events import (
    DirectiveExpired,
    DirectiveIssued,
    SessionClosed,
    SessionOpened,
)
from monitor.flows.resume import resume_sessions
from monitor.flows.supervise import follow_up

IDLE = 120_000  # ms, the demonstration pack's session_idle_timeout_ms


async def test_a_directive_is_in_the_log_before_it_is_said(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    (said,) = learner.ear.directives("liveness")
    (issued,) = await learner.facts(DirectiveIssued)

    assert said["nonce"] == issued.nonce
    assert issued.deadline == desk.clock.now() + said["window_ms"]


async def test_nothing_is_asked_twice_while_it_is_open(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    await desk.pass_time(1000)
    await desk.pass_time(1000)

    assert len(await learner.facts(DirectiveIssued)) == 1


async def test_a_question_that_nobody_answers_expires_and_another_follows(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    await desk.pass_time(40_000)
    await desk.pass_time(0)
    (expired,) = await learner.facts(DirectiveExpired)
    issued = await learner.facts(DirectiveIssued)

    assert expired.nonce == issued[0].nonce
    assert len(issued) == 2


async def test_dropping_the_connection_at_a_prompt_counts_as_missing_it(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    await learner.go()
    await desk.pass_time(40_000)

    assert len(await learner.facts(DirectiveExpired)) == 1


async def test_a_picture_that_is_being_judged_does_not_expire(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    (issued,) = await learner.facts(DirectiveIssued)
    learner.live.analysing |= {issued.nonce}
    await desk.pass_time(60_000)

    assert await learner.facts(DirectiveExpired) == []


async def test_three_missed_face_checks_end_the_session(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    for _ in range(8):
        await desk.pass_time(40_000)
    (closed,) = await learner.facts(SessionClosed)

    assert closed.reason == "face_checks_failed"
    assert learner.ear.directives("end")[0]["reason"] == "face_checks_failed"


# ---------------------------------------------------------------- the end


async def test_a_session_without_a_connection_times_out(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    await learner.go()
    await desk.pass_time(IDLE - 1)
    early = await learner.facts(SessionClosed)
    await desk.pass_time(1)
    (closed,) = await learner.facts(SessionClosed)

    assert early == []
    assert closed.reason == "timed_out"


async def test_a_session_that_nobody_ever_joined_times_out_too(desk):
    learner = await desk.learner(desk.trainee())
    await desk.pass_time(IDLE)

    assert [closed.reason for closed in await learner.facts(SessionClosed)] == ["timed_out"]


async def test_the_last_entry_reveals_the_secrets_behind_the_commitments(desk):
    learner = await desk.learner(desk.trainee())
    await desk.pass_time(IDLE)
    (opened,), (closed,) = await learner.facts(SessionOpened), await learner.facts(SessionClosed)

    for attempt in opened.attempts:
        assert hashlib.sha256(bytes.fromhex(closed.secrets[attempt.attempt])).hexdigest() == attempt.commitment


async def test_an_ended_session_is_noted_in_the_registry(desk):
    learner = await desk.learner(desk.trainee())
    await desk.pass_time(IDLE)
    await desk.collector.background.settle()

    assert desk.monitor.registry.session(learner.session).closed_at == desk.clock.now()


# ---------------------------------------------------------------- restarts and earlier sessions


async def test_a_restarted_collector_times_out_what_nobody_comes_back_to(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    desk.restart()
    await resume_sessions(desk.collector)
    await desk.collector.background.settle()
    await desk.pass_time(IDLE)

    assert [closed.reason for closed in await learner.facts(SessionClosed)] == ["timed_out"]


async def test_the_collectors_own_absence_is_nobodys_idleness(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    desk.restart()
    desk.clock.advance(10 * IDLE)
    await resume_sessions(desk.collector)
    await desk.collector.background.settle()

    assert await learner.facts(SessionClosed) == []


async def test_what_ran_out_in_the_collectors_own_absence_is_missed_only_by_who_stays_away(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    [asked, *_] = await learner.facts(DirectiveIssued)
    desk.restart()
    desk.clock.advance(asked.deadline - desk.clock.now() + TRANSPORT_GRACE_MS + 1)
    await resume_sessions(desk.collector)
    await desk.collector.background.settle()
    assert await learner.facts(DirectiveExpired) == []

    await desk.pass_time(15_000)
    assert [expired.nonce for expired in await learner.facts(DirectiveExpired)] == [asked.nonce]


async def test_a_new_session_is_asked_although_an_earlier_one_has_ended(desk):
    trainee = desk.trainee()
    await desk.learner(trainee)
    await desk.pass_time(IDLE)
    learner = await (await desk.learner(trainee)).come()

    assert len(learner.ear.directives("liveness")) == 1


async def test_a_reload_re_rolls_nothing(desk):
    learner = await (await desk.learner(desk.trainee())).come()
    (before,) = learner.ear.directives("liveness")
    await learner.go()
    desk.restart()
    await learner.come(resume=learner.welcome["resume"])
    (after,) = learner.ear.directives("liveness")

    assert (after["nonce"], after["action"], after["step"]) == (before["nonce"], before["action"], before["step"])


async def test_a_closed_session_is_not_followed_up_again(desk):
    learner = await desk.learner(desk.trainee())
    live = await desk.collector.sessions.get(learner.session)
    await desk.pass_time(IDLE)
    async with live.lock:
        await follow_up(desk.collector, live)

    assert len(await learner.facts(SessionClosed)) == 1
