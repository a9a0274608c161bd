"""From photos in sessions to a signal: moments that nobody would draw are found by themselves, drawn ones never."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from hours_on_desk import learn_and_claim
from small_world import PLATFORM

from monitor.flows.audits import audited
from monitor.flows.dossiers import dossier
from monitor.flows.streams import audits_stream

PHOTOS = 20  # in place of the 200 of the rule packs, to be quick; the test itself is the same
DAY = 86_400_000


@pytest.fixture
def desk(desk):
    pack = desk.monitor.pack
    numbers = {
        name: msgspec.structs.replace(getattr(pack.thresholds, name), value=PHOTOS)
        for name in ("photo_times_min", "photo_times_max")
    }
    fewer = msgspec.structs.replace(pack, thresholds=msgspec.structs.replace(pack.thresholds, **numbers))
    desk.monitor = replace(desk.monitor, pack=desk.monitor.packs.keep(fewer))
    desk.restart()
    return desk


async def cases(desk):
    return (await dossier(desk.collector, PLATFORM)).cases


async def claim_hours(desk, how_many: int, **more) -> None:
    for number in range(how_many):
        await learn_and_claim(desk, desk.trainee(f"learner-{number}"), **more)


async def test_photos_that_were_all_taken_at_one_moment_are_a_signal_with_the_last_one_that_is_needed(desk):
    await claim_hours(desk, PHOTOS - 1, seed="a draw that is broken")
    assert await cases(desk) == []

    await learn_and_claim(desk, desk.trainee("the last"), seed="a draw that is broken")

    [case] = await cases(desk)
    [signal] = case.signals
    assert (case.case, case.stage, signal.source, signal.disqualifier) == ("D6-1", "signal", "photo_times", "D6")
    assert (signal.hours, signal.trainees) == (PHOTOS, PHOTOS)
    audits = audited(await desk.monitor.log.read(audits_stream(PLATFORM)))
    assert len({audit.photo_moment // 10_000 for audit in audits}) == 1  # the same hundredth of every hour
    assert signal.first_evidence_at == audits[0].claimed_at


async def test_photos_that_were_drawn_are_none(desk):
    await claim_hours(desk, PHOTOS)

    audits = audited(await desk.monitor.log.read(audits_stream(PLATFORM)))
    assert len({audit.photo_moment for audit in audits}) > PHOTOS // 2
    assert await cases(desk) == []
