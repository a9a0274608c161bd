"""Which collector times which session: the one that opened or welcomed it, and after that one's end another.

A collector is there as long as it holds the lock that has its name.  Whoever finds that somebody's lock is free takes
over all sessions that were left open; of several who find it each session goes to one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from monitor.core.events import PhotoJudged
from monitor.flows.collector import Collector
from monitor.flows.live import Live, UnknownSession
from monitor.flows.log_context import bound
from monitor.flows.supervise import follow_up
from monitor.ports import EventLogError, LockLost

_log = logging.getLogger("monitor.resume")

LOOK_EVERY_S = 5
_PAUSE_S = 0.1
_ALONE = "the only collector"


async def be_there(collector: Collector, begun: asyncio.Event) -> None:
    """Hold the lock with this collector's name for ever; `begun` is set once it is held.

    Until several may work at once (docs/decisions/011) a second one waits, also with a data folder of its own.
    """
    while True:
        try:
            if await collector.locks.held(_ALONE):
                _log.warning("another collector works on this database: this one begins when that one has ended")
            async with collector.locks(_ALONE), collector.locks(_presence(collector.monitor.name)):
                await _keep_connected(collector)
                begun.set()
                await asyncio.Event().wait()
        except (LockLost, collector.monitor.registry_error) as error:
            _log.warning("others may take this collector for gone: %s", error)
            await asyncio.sleep(_PAUSE_S)


async def _keep_connected(collector: Collector) -> None:
    """Others may have taken over what this collector had while its lock was lost, and its learners never noticed."""
    name, registry = collector.monitor.name, collector.monitor.registry
    for live in collector.sessions:
        if live.connection is not None:
            await asyncio.to_thread(registry.own_session, live.session, name)


async def watch_owners(collector: Collector) -> None:
    """Take over for ever what other collectors leave behind; what fails is tried again."""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            await resume_sessions(collector)
        except (EventLogError, collector.monitor.registry_error):
            _log.exception("sessions that nobody times cannot be looked for")


async def resume_sessions(collector: Collector) -> None:
    """Take over the sessions of collectors that are gone, and go on with them in the background.

    Raises `LockLost` and the registry's error.
    """
    registry = collector.monitor.registry
    for owner in await asyncio.to_thread(registry.owners):
        if not await collector.locks.held(_presence(owner)):
            left = await asyncio.to_thread(registry.adopt_sessions, owner, collector.monitor.name)
            collector.background.start(_resume(collector, left), f"resume sessions of {owner or 'nobody'}")


def _presence(name: str) -> str:
    return f"collector/{name}"


async def _resume(collector: Collector, sessions: Sequence[str]) -> None:
    """Fold the sessions, so that their deadlines and time-outs hold although nobody reconnects."""
    for session in sessions:
        with bound(session=session):
            await _resume_one(collector, session)
    _log.info("resumed %d open sessions", len(sessions))


async def _resume_one(collector: Collector, session: str) -> None:
    try:
        live = await collector.sessions.get(session)
    except UnknownSession:
        # Registered, but the collector was killed before the opening entry: there is nothing to go on with.
        await asyncio.to_thread(collector.monitor.registry.close_session, session, collector.monitor.clock.now())
        return
    async with live.lock:
        live.owned = True
        await _pick_up(collector, live)


async def _pick_up(collector: Collector, live: Live) -> None:
    if live.state.closed is not None:
        await asyncio.to_thread(collector.monitor.registry.close_session, live.session, collector.monitor.clock.now())
        return
    for nonce, sha256 in live.state.stored.items():
        if nonce not in live.state.judged and nonce not in live.analysing:
            await live.note(_left_to_a_person(live, nonce, sha256))
    await follow_up(collector, live)


def _left_to_a_person(live: Live, nonce: str, sha256: str) -> PhotoJudged:
    """A photo was sealed, and its judgement was lost with the collector, which cannot open it again (K13)."""
    attempt = live.state.issued[nonce].attempt
    return PhotoJudged(attempt=attempt, nonce=nonce, sha256=sha256, decision="review", reason="service_error", faces=0)
