"""A class hour judged checkpoint by checkpoint, as learners go through it: what each judgement costs this process.

Some people are judged as a whole every time, the others as a checkpoint's judgement does it.  At each checkpoint first
the ones, then the others, so that whatever else the machine does befalls both alike.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from judged_people import NAME, asked_at, judged_at, learned, rows, tell_the_log

from monitor import assembly
from monitor.adapters.registry import open_engine, upgrade
from monitor.flows.adjudicate import adjudicate, adjudicate_running
from monitor.flows.collector import Collector
from monitor.flows.monitor import Monitor
from monitor.learners.bulk import load
from monitor.learners.simulated import Simulated
from monitor.settings import Settings

Judge = Callable[[Collector, str], Awaitable[object]]
WAYS: dict[str, Judge] = {"as a whole": adjudicate, "as it goes on": adjudicate_running}
WAIT_MS = 2000


class Hour(NamedTuple):
    """Milliseconds of processor time that each judgement of a class hour took, the last one after its end.

    `lasted` ms by the clock of its learner.
    """

    judgements: list[float]
    lasted: int

    @property
    def total(self) -> float:
        return sum(self.judgements)

    def cores(self, learners: int) -> float:
        """How many cores so many learners keep busy who are at such an hour."""
        return self.total * learners / self.lasted


async def hour_of(settings: Settings, hours: int, names: Mapping[str, Sequence[str]]) -> dict[str, Hour]:
    """The last of so many class hours, by way, for so many people each."""
    model = learned(hours)
    everybody = [name for those in names.values() for name in those]
    register(settings, everybody, model)
    model.close()
    async with assembly.build(settings) as monitor:
        collector = Collector.of(monitor)
        await _earlier_hours(collector, everybody, model)
        return await _last_hour(collector, names, model)


def register(settings: Settings, names: Sequence[str], model: Simulated) -> None:
    """Enter them in the registry, whose tables are made if they are not there."""
    engine = open_engine(settings.database)
    upgrade(engine)
    load(engine, rows(names, model), lambda *_: None)
    engine.dispose()


async def _earlier_hours(collector: Collector, names: Sequence[str], model: Simulated) -> None:
    last = model.session
    await tell_the_log(collector.monitor.log, names, {n: es for n, es in model.streams.items() if n != last})
    for name in names:
        await adjudicate(collector, name)


async def _last_hour(collector: Collector, names: Mapping[str, Sequence[str]], model: Simulated) -> dict[str, Hour]:
    spent: dict[str, Hour] = {way: Hour([], model.stream[-1].received - model.stream[0].received) for way in names}
    heard = 0
    for moment in [*judged_at(asked_at({"hour": model.stream}), WAIT_MS), None]:
        further = [one for one in model.stream[heard:] if moment is None or one.received <= moment]
        heard += len(further)
        for way, those in names.items():
            await tell_the_log(collector.monitor.log, those, {model.session: further})
            if moment is None:
                _close(collector.monitor, those, model)
            spent[way].judgements.append(await _cost(collector, WAYS[way], those))
    return spent


def _close(monitor: Monitor, names: Iterable[str], model: Simulated) -> None:
    for name in names:
        monitor.registry.close_session(model.session.replace(NAME, name), model.stream[-1].received)


async def _cost(collector: Collector, judge: Judge, names: Sequence[str]) -> float:
    began = time.process_time()
    for name in names:
        await judge(collector, name)
    return 1000 * (time.process_time() - began) / len(names)
