"""Whoever is checked in to a classroom and learns online meanwhile: the log is told, and the hour waits for a person.

Check-in logs come later than the hours, and may come before them; so both are compared when a log was imported and
when an hour is claimed (K7).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from monitor.core import codec
from monitor.core.events import SeenInClassroom
from monitor.core.office_records import ClassroomTime
from monitor.flows.adjudicate import adjudicate
from monitor.flows.collector import Collector
from monitor.flows.streams import claims_stream
from monitor.ports import EventLogError

_log = logging.getLogger("monitor.classroom")

LOOK_EVERY_S = 60
_AT_ONCE = 500


async def compare_check_ins(collector: Collector) -> int:
    """Compare what was imported since the last time and judge again whom it concerns; returns how many people.

    Raises the registry's error and `EventLogError`; what was not reached is compared the next time.
    """
    registry, concerned = collector.monitor.registry, set[str]()
    while fresh := await asyncio.to_thread(registry.new_check_ins, limit=_AT_ONCE, grace=_grace(collector)):
        people = await _note(collector, fresh)
        for trainee in people:
            await adjudicate(collector, trainee)
        await asyncio.to_thread(registry.note_compared, fresh, at=collector.monitor.clock.now())
        concerned |= people
    return len(concerned)


async def compare_trainee(collector: Collector, trainee: str) -> None:
    """Compare all check-ins of one person with the sessions that there are by now; raises as above."""
    times = await asyncio.to_thread(collector.monitor.registry.check_ins_of, trainee, grace=_grace(collector))
    await _note(collector, times)


async def watch_check_ins(collector: Collector) -> None:
    """Compare for ever, as logs are imported; what fails is tried again."""
    while True:
        try:
            await compare_check_ins(collector)
        except (EventLogError, collector.monitor.registry_error):
            _log.exception("check-ins cannot be compared with sessions")
        await asyncio.sleep(LOOK_EVERY_S)


def _grace(collector: Collector) -> int:
    pack = collector.monitor.pack
    return pack["concurrent_grace_ms"] + pack["concurrent_clock_tolerance_ms"]


async def _note(collector: Collector, times: Iterable[ClassroomTime]) -> set[str]:
    """Enter what is not in the log yet; returns of whom."""
    noted: set[str] = set()
    for time in times:
        for training_class in time.learning_in:
            if await _enter(collector, time, claims_stream(time.trainee, training_class)):
                noted.add(time.trainee)
    return noted


async def _enter(collector: Collector, time: ClassroomTime, stream: str) -> bool:
    monitor = collector.monitor
    source = f"{time.source_system}/{time.external_id}"
    seen = SeenInClassroom(start=time.came_at, end=time.left_at, training_class=time.training_class, source=source)
    async with collector.locks(stream):
        if seen in [codec.decode_fact(entry.payload) for entry in await monitor.log.read(stream)]:
            return False
        await monitor.log.append(stream, monitor.clock.now(), "server", codec.encode_fact(seen))
    return True
