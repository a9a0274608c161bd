"""Sessions that other collectors have: what is to be said to them is said through the log.

Their owner finds its next entry refused, folds the session anew, and goes on from there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from monitor.core.events import Entry, LivenessResult, PhotoJudged, ServerFact
from monitor.flows.collector import Collector
from monitor.flows.live import Live, UnknownSession
from monitor.flows.stream_state import StreamState
from monitor.ports import Overtaken


async def open_elsewhere(collector: Collector, trainee: str) -> list[str]:
    """The names of these sessions, in the order of opening; raises the registry's error."""
    registry, mine = collector.monitor.registry, {"", collector.monitor.name}

    def names() -> list[str]:
        open_ones = [record.session for record in registry.sessions_of(trainee) if record.closed_at is None]
        return [session for session in open_ones if registry.owner_of(session) not in mine]

    return await asyncio.to_thread(names)


async def learned_elsewhere(collector: Collector, live: Live) -> bool:
    """Whether other sessions of the person in this class went on at other collectors, so that the fold may be old."""
    if not collector.peers.me.address:
        return False
    registry, mine = collector.monitor.registry, {"", collector.monitor.name}
    training_class = live.state.opened.plan.training_class
    records = await asyncio.to_thread(registry.sessions_of, live.state.trainee, training_class)
    return any(record.owner not in mine for record in records)


async def tell_elsewhere(
    collector: Collector, session: str, fact: ServerFact, concerned: Callable[[StreamState], bool]
) -> None:
    """Put a fact into the session's stream, if it is open and the fact concerns it; raises `EventLogError`.

    Looked at anew whenever somebody else writes meanwhile.
    """
    while True:
        try:
            live = await as_in_the_log(collector, session)
        except UnknownSession:  # its collector is just opening it, or was killed before it could
            return
        if live.state.closed is not None or not concerned(live.state):
            return
        with suppress(Overtaken):
            await live.note(fact)
            return


async def note_wherever(collector: Collector, live: Live, fact: ServerFact) -> Entry:
    """Store what was found out here about a session, also when another collector has it by now.

    Raises `EventLogError`.
    """
    try:
        return await live.note(fact)
    except Overtaken:
        collector.sessions.forget(live)
    while True:
        other = await as_in_the_log(collector, live.session)
        with suppress(Overtaken):
            return await other.note(fact)


async def answer_wherever(collector: Collector, live: Live, fact: LivenessResult | PhotoJudged) -> Entry | None:
    """The same for what was found in a picture; None where the question has its answer by now.

    Where a collector was taken for gone and goes on, both may have got a picture for it.  Raises `EventLogError`.
    """
    while True:
        await live.mend()
        if live.elsewhere:
            collector.sessions.forget(live)
            live = await as_in_the_log(collector, live.session)
        if fact.nonce in live.state.answered:
            return None
        with suppress(Overtaken):
            return await live.decide(fact)


async def as_in_the_log(collector: Collector, session: str) -> Live:
    """A session with what others wrote into it as well; raises `UnknownSession`, `EventLogError`."""
    fresh = Live(collector.monitor, session)
    await fresh.load()
    return fresh
