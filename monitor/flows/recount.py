"""After a step that bears on many people's hours they are judged again, so that stored verdicts follow the log.

Who they are follows from the stream of the step: everybody who learned on the platform, or during an incident.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import msgspec

from monitor.core import codec
from monitor.core.errors import CoreError
from monitor.core.events import IncidentDeclared, ServerFact
from monitor.core.platform_facts import CaseDecision, Recounted, SignalVerified
from monitor.flows.adjudicate import adjudicate
from monitor.flows.collector import Collector
from monitor.flows.streams import INCIDENTS, PLATFORMS
from monitor.flows.suspensions import end_sessions_on

_log = logging.getLogger("monitor.recount")


def request_recount(collector: Collector, stream: str) -> None:
    """Recount soon; while one recount runs, further requests become one more."""
    if stream in collector.recounting:
        collector.recounting[stream] = True
        return
    collector.recounting[stream] = False
    collector.background.start(_recount_until_quiet(collector, stream), f"recount by {stream}")


async def _recount_until_quiet(collector: Collector, stream: str) -> None:
    try:
        again = True
        while again:
            collector.recounting[stream] = False
            await recount(collector, stream)
            again = collector.recounting[stream]
    finally:
        del collector.recounting[stream]


async def recount(collector: Collector, stream: str) -> int:
    """Judge everybody again whom the stream's steps concern, and note that it was done; returns how many people.

    Raises the registry's error and `EventLogError`; what was not reached is done at the next start.
    """
    monitor = collector.monitor
    facts = await _facts(collector, stream)
    if stream.startswith(PLATFORMS):
        await end_sessions_on(collector, stream.removeprefix(PLATFORMS))
    people = await asyncio.to_thread(_people, collector, stream, facts)
    for trainee in people:
        await _judge(collector, trainee)
    done = codec.encode_fact(Recounted(people=len(people), through=len(facts)))
    await monitor.log.append(stream, monitor.clock.now(), "server", done)
    _log.info("recounted the hours of %d people by %s", len(people), stream)
    return len(people)


async def _judge(collector: Collector, trainee: str) -> None:
    """One person with a damaged stream must not keep all others waiting; `monitor replay` names the entry."""
    try:
        await adjudicate(collector, trainee)
    except (CoreError, msgspec.DecodeError):
        _log.exception("the hours of %s cannot be judged", trainee)


async def _facts(collector: Collector, stream: str) -> list[ServerFact]:
    return [codec.decode_fact(entry.payload) for entry in await collector.monitor.log.read(stream)]


def _people(collector: Collector, stream: str, facts: Sequence[ServerFact]) -> list[str]:
    registry = collector.monitor.registry
    if stream.startswith(PLATFORMS):
        return list(registry.trainees_on(stream.removeprefix(PLATFORMS)))
    fresh = [fact for fact in facts[_done(facts) :] if isinstance(fact, IncidentDeclared)]
    found = [name for fact in fresh for name in registry.trainees_between(fact.start, fact.end)]
    return list(dict.fromkeys(found))


def _done(facts: Sequence[ServerFact]) -> int:
    """How many entries were recounted already."""
    return max((fact.through for fact in facts if isinstance(fact, Recounted)), default=0)


async def resume_recounts(collector: Collector) -> None:
    """Recount where the last collector did not come to the end of it; raises `EventLogError`."""
    for stream in await collector.monitor.log.streams():
        if stream == INCIDENTS or stream.startswith(PLATFORMS):
            facts = await _facts(collector, stream)
            if any(
                isinstance(fact, SignalVerified | CaseDecision | IncidentDeclared) for fact in facts[_done(facts) :]
            ):
                request_recount(collector, stream)
