"""Which collector times which session: the one that opened or welcomed it, and after that one's end another.

A collector is there as long as it holds the lock that has its name.  Whoever finds that somebody's lock is free takes
over all sessions that were left open; of several who find it each session goes to one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from monitor.core.events import PhotoJudged
from monitor.flows.collector import Collector
from monitor.flows.installation import AnotherInstallation, refuse_another_installation
from monitor.flows.live import Live, UnknownSession
from monitor.flows.log_context import bound
from monitor.flows.peers import presence
from monitor.flows.stream_state import NOBODY_SAW_IT
from monitor.flows.supervise import as_it_stands, follow_up
from monitor.ports import EventLogError, LockLost, Peer

_log = logging.getLogger("monitor.resume")

LOOK_EVERY_S = 5
_PAUSE_S = 0.1
_ALONE = "the only collector"


async def be_there(collector: Collector, begun: asyncio.Event) -> None:
    """Hold the lock with this collector's name for ever; `begun` is set once it may work.

    One without an address of its own works alone: it waits until there is no other, and others wait for its end.
    Raises `AnotherInstallation`.
    """
    while True:
        try:
            async with collector.locks(presence(collector.monitor.name)):
                if await collector.locks.held(_ALONE):
                    _log.warning(
                        "another collector begins on this database, or works alone on it: this one waits for that"
                    )
                await (_beside_others if collector.peers.me.address else _alone)(collector, begun)
        except (LockLost, EventLogError, collector.monitor.registry_error) as error:
            _log.warning("others may take this collector for gone: %s", error)
            await asyncio.sleep(_PAUSE_S)


async def _alone(collector: Collector, begun: asyncio.Event) -> None:
    async with collector.locks(_ALONE):
        while await _present(collector):
            _log.warning("other collectors work on this database: this one has no address for them, and waits")
            await asyncio.sleep(LOOK_EVERY_S)
        await _work(collector, begun)


async def _beside_others(collector: Collector, begun: asyncio.Event) -> None:
    while not await _joined(collector):
        _log.warning("another collector has the address %s: this one waits for its end", collector.peers.me.address)
        await asyncio.sleep(LOOK_EVERY_S)
    await _work(collector, begun)


async def _joined(collector: Collector) -> bool:
    """Unless another one has the same address: what is for the one would come to the other."""
    me, registry = collector.peers.me, collector.monitor.registry
    async with collector.locks(_ALONE):  # nobody works alone now, and who wants to finds this one
        others = await _present(collector)
        if any(peer.secret_check != me.secret_check for peer in others):
            raise AnotherInstallation("collectors over this database have another master key: give all the same keys")
        if any(peer.address == me.address for peer in others):
            return False
        await asyncio.to_thread(registry.join_collectors, me)
    return True


async def _work(collector: Collector, begun: asyncio.Event) -> None:
    await refuse_another_installation(collector.monitor)
    await _keep_connected(collector)
    begun.set()
    await asyncio.Event().wait()


async def _present(collector: Collector) -> list[Peer]:
    """The others that are there."""
    others = await asyncio.to_thread(collector.monitor.registry.collectors)
    return [
        peer
        for peer in others
        if peer.name != collector.monitor.name and await collector.locks.held(presence(peer.name))
    ]


async def _keep_connected(collector: Collector) -> None:
    """Others may have taken over what this collector had while its lock was lost, and its learners never noticed.

    What was asked and found there nobody could tell them.
    """
    name, registry = collector.monitor.name, collector.monitor.registry
    for live in collector.sessions:
        if live.connection is not None:
            await asyncio.to_thread(registry.own_session, live.session, name)
            collector.background.start(_go_on(collector, live), f"go on with session {live.session}")


async def _go_on(collector: Collector, live: Live) -> None:
    async with live.lock:
        await live.catch_up()
        await follow_up(collector, live)


async def watch_owners(collector: Collector) -> None:
    """Take over for ever what other collectors leave behind; what fails is tried again."""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            await resume_sessions(collector)
            await leave_lost_photos_to_a_person(collector)
        except (EventLogError, collector.monitor.registry_error):
            _log.exception("sessions that nobody times cannot be looked for")


async def resume_sessions(collector: Collector) -> None:
    """Take over the sessions of collectors that are gone, and go on with them in the background.

    Raises `LockLost` and the registry's error.
    """
    registry = collector.monitor.registry
    for owner in await asyncio.to_thread(registry.owners):
        if not await collector.locks.held(presence(owner)):
            left = await asyncio.to_thread(registry.adopt_sessions, owner, collector.monitor.name)
            collector.background.start(_resume(collector, left), f"resume sessions of {owner or 'nobody'}")
    for peer in await asyncio.to_thread(registry.collectors):
        if not await collector.locks.held(presence(peer.name)):
            await asyncio.to_thread(registry.leave_collectors, peer.name)


async def leave_lost_photos_to_a_person(collector: Collector) -> None:
    """Photos of this collector's sessions that were sealed, and that nobody judges any more.

    Raises `EventLogError` and the registry's error.
    """
    for live in collector.sessions:
        if live.owned and _unjudged(live):
            async with live.lock:
                await as_it_stands(collector, live, partial(_leave_lost_photos, collector, live))


async def take_in(collector: Collector, session: str) -> None:
    """Go on with a session whose collector is gone and has not been missed yet.

    Raises the registry's error, `EventLogError`.
    """
    await asyncio.to_thread(collector.monitor.registry.own_session, session, collector.monitor.name)
    await _resume_one(collector, session)


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
        await live.catch_up()
        await _pick_up(collector, live)


async def _pick_up(collector: Collector, live: Live) -> None:
    if live.state.closed is not None:
        await asyncio.to_thread(collector.monitor.registry.close_session, live.session, collector.monitor.clock.now())
        return
    await as_it_stands(collector, live, partial(_leave_lost_photos, collector, live))
    await follow_up(collector, live)


async def _leave_lost_photos(collector: Collector, live: Live) -> None:
    for nonce, sha256 in _unjudged(live):
        if not await collector.peers.analyse(live.session, nonce):
            await live.decide(_left_to_a_person(live, nonce, sha256))


def _unjudged(live: Live) -> list[tuple[str, str]]:
    """Stored photos by nonce that wait for a judgement which does not come from here."""
    known = live.state.judged | live.analysing
    return [(nonce, sha256) for nonce, sha256 in live.state.stored.items() if nonce not in known]


def _left_to_a_person(live: Live, nonce: str, sha256: str) -> PhotoJudged:
    """A photo was sealed, and its judgement was lost with the collector, which cannot open it again (K13)."""
    attempt = live.state.issued[nonce].attempt
    return PhotoJudged(attempt=attempt, nonce=nonce, sha256=sha256, decision="review", reason=NOBODY_SAW_IT, faces=0)
