"""After a step about a platform everybody who learned there is judged again, so that stored verdicts follow the log."""

from __future__ import annotations

import asyncio
import logging

from monitor.core import codec
from monitor.core.platform_facts import CaseDecision, Recounted, SignalVerified
from monitor.flows.adjudicate import adjudicate
from monitor.flows.collector import Collector
from monitor.flows.streams import PLATFORMS, platform_stream

_log = logging.getLogger("monitor.recount")


def request_recount(collector: Collector, platform: str) -> None:
    """Recount soon; while one recount runs, further requests become one more."""
    if platform in collector.recounting:
        collector.recounting[platform] = True
        return
    collector.recounting[platform] = False
    collector.background.start(_recount_until_quiet(collector, platform), f"recount {platform}")


async def _recount_until_quiet(collector: Collector, platform: str) -> None:
    try:
        again = True
        while again:
            collector.recounting[platform] = False
            await recount(collector, platform)
            again = collector.recounting[platform]
    finally:
        del collector.recounting[platform]


async def recount(collector: Collector, platform: str) -> int:
    """Judge everybody on the platform again and note that it was done; returns how many people.

    Raises the registry's error and `EventLogError`; what was not reached is done at the next start.
    """
    stream, monitor = platform_stream(platform), collector.monitor
    through = len(await monitor.log.read(stream))
    people = await asyncio.to_thread(monitor.registry.trainees_on, platform)
    for trainee in people:
        await adjudicate(collector, trainee)
    done = Recounted(platform=platform, people=len(people), through=through)
    await monitor.log.append(stream, monitor.clock.now(), "server", codec.encode_fact(done))
    _log.info("recounted the hours of %d people on %s", len(people), platform)
    return len(people)


async def resume_recounts(collector: Collector) -> None:
    """Recount where the last collector did not come to the end of it; raises `EventLogError`."""
    for stream in await collector.monitor.log.streams():
        if stream.startswith(PLATFORMS) and await _is_due(collector, stream):
            request_recount(collector, stream.removeprefix(PLATFORMS))


async def _is_due(collector: Collector, stream: str) -> bool:
    facts = [codec.decode_fact(entry.payload) for entry in await collector.monitor.log.read(stream)]
    done = max((fact.through for fact in facts if isinstance(fact, Recounted)), default=0)
    return any(isinstance(fact, SignalVerified | CaseDecision) for fact in facts[done:])
