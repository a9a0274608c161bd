"""Signals come by themselves from claimed hours, once each, and count what the platform stopped in its favour."""

from __future__ import annotations

import pytest
from hours_on_desk import at_double_speed, honestly, learn, learn_and_claim, stopped_from_speeding
from small_world import CLASS, PLATFORM, UNIT

from monitor.adapters.memory_log import MemoryLog
from monitor.flows.audits import audited
from monitor.flows.claim import claim
from monitor.flows.collector import Collector
from monitor.flows.dossiers import dossier
from monitor.flows.streams import audits_stream
from monitor.ports import EventLogError

DAY = 86_400_000


async def cases(desk):
    return (await dossier(desk.collector, PLATFORM)).cases


async def audits(desk):
    return audited(await desk.monitor.log.read(audits_stream(PLATFORM)))


async def three(desk, how=at_double_speed, apart=0):
    for name in ("li", "wang", "zhang"):
        await learn_and_claim(desk, desk.trainee(name), how)
        desk.clock.advance(apart)


async def test_a_platform_that_lets_three_trainees_play_at_double_speed_and_claims_credit_has_a_signal(desk):
    await three(desk)

    [case] = await cases(desk)
    [signal] = case.signals
    assert (case.case, case.stage, signal.source) == ("D1-1", "signal", "production")
    assert (signal.trainees, signal.hours, len(signal.attempts)) == (3, 3, 3)
    assert signal.first_evidence_at < case.flagged_at
    assert signal.evidence


async def test_hours_that_are_claimed_through_several_collectors_are_one_signal(desk):
    elsewhere = Collector.of(desk.monitor)
    for name, collector in (("li", desk.collector), ("wang", elsewhere), ("zhang", desk.collector)):
        trainee = desk.trainee(name)
        await learn(desk, trainee, at_double_speed)
        await claim(collector, PLATFORM, trainee, CLASS, UNIT)
    await elsewhere.close()

    [case] = await cases(desk)
    assert [signal.trainees for signal in case.signals] == [3]


async def test_two_trainees_are_no_signal_and_neither_are_three_on_different_days(desk):
    await three(desk, apart=DAY)

    assert await cases(desk) == []
    assert len(await audits(desk)) == 3


async def test_hours_that_nobody_claims_say_nothing(desk):
    for name in ("li", "wang", "zhang"):
        await learn(desk, desk.trainee(name), at_double_speed)

    assert await cases(desk) == []
    assert await audits(desk) == []


async def test_what_the_platform_stopped_is_no_signal_and_is_shown_in_its_favour(desk):
    await three(desk, stopped_from_speeding)
    assert await cases(desk) == []

    for name in ("zhao", "qian", "sun"):
        await learn_and_claim(desk, desk.trainee(name), at_double_speed)

    [case] = await cases(desk)
    assert (case.signals[0].prevented, case.signals[0].hours) == (9, 6)


async def test_claiming_again_and_a_fourth_trainee_add_no_second_signal(desk):
    await three(desk)
    before = await audits(desk)

    for _ in range(3):
        await claim(desk.collector, PLATFORM, desk.trainee("li"), CLASS, UNIT)
    assert await audits(desk) == before

    await learn_and_claim(desk, desk.trainee("zhou"), at_double_speed)
    [case] = await cases(desk)
    assert len(case.signals) == 1


async def test_a_collector_that_starts_again_remembers_what_was_claimed_before(desk):
    for name in ("li", "wang"):
        await learn_and_claim(desk, desk.trainee(name), at_double_speed)
    desk.restart()

    await learn_and_claim(desk, desk.trainee("zhang"), at_double_speed)

    [case] = await cases(desk)
    assert case.signals[0].trainees == 3


class FailingOnce(MemoryLog):
    """Cannot store the next entry of one stream."""

    fails = ""

    async def append(self, stream, received, source, payload, n=None):
        if stream == self.fails:
            self.fails = ""
            raise EventLogError("disk full")
        return await super().append(stream, received, source, payload, n)


@pytest.mark.parametrize("stream", [f"audits/{PLATFORM}", f"platforms/{PLATFORM}"])
async def test_what_a_failing_disk_left_undone_is_done_when_the_claim_is_repeated(desk, stream):
    log = FailingOnce()
    log._streams = desk.monitor.log._streams
    desk.monitor.log = log
    desk.collector = Collector.of(desk.monitor)
    for name in ("li", "wang"):
        await learn_and_claim(desk, desk.trainee(name), at_double_speed)
    trainee = desk.trainee("zhang")
    await learn(desk, trainee, at_double_speed)
    log.fails = stream

    with pytest.raises(EventLogError):
        await claim(desk.collector, PLATFORM, trainee, CLASS, UNIT)
    await claim(desk.collector, PLATFORM, trainee, CLASS, UNIT)

    [case] = await cases(desk)
    assert case.signals[0].trainees == 3


async def test_an_honest_platform_has_audits_and_no_case(desk):
    await three(desk, honestly)

    assert await cases(desk) == []
    assert [audit.lapses for audit in await audits(desk)] == [(), (), ()]
