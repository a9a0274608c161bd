"""A platform ends a session before it ends by itself."""

from __future__ import annotations

import asyncio
from functools import partial

from monitor.flows.collector import Collector
from monitor.flows.elsewhere import as_in_the_log
from monitor.flows.live import Live, UnknownSession
from monitor.flows.supervise import as_it_stands, close


async def close_session(collector: Collector, session: str, reason: str = "finished") -> None:
    """End a session if it is open; one of which no entry was ever stored has nothing to end.

    Raises the registry's error, `EventLogError`.
    """
    peer = await collector.peers.home_of(session)
    if peer is None:
        await close_here(collector, session, reason)
    elif not await collector.peers.close_session(peer, session, reason):
        await _close_through_the_log(collector, session, reason)


async def close_here(collector: Collector, session: str, reason: str) -> None:
    """End a session that this collector has, or nobody."""
    try:
        live = await collector.sessions.get(session)
    except UnknownSession:
        return
    async with live.lock:
        await as_it_stands(collector, live, partial(_close, collector, live, reason))
    await _note_the_end(collector, session)


async def _close_through_the_log(collector: Collector, session: str, reason: str) -> None:
    """Its collector is silent, and finds the end there before it writes anything else."""
    live: Live | None = None
    while live is None or live.elsewhere:
        live = await as_in_the_log(collector, session)
        ended = partial(_close, collector, live, reason)
        await as_it_stands(collector, live, ended)
    await _note_the_end(collector, session)


async def _note_the_end(collector: Collector, session: str) -> None:
    """`close` does so in the background; whoever asked wants to read it back."""
    await asyncio.to_thread(collector.monitor.registry.close_session, session, collector.monitor.clock.now())


async def _close(collector: Collector, live: Live, reason: str) -> None:
    if live.state.closed is None:
        await close(collector, live, reason)
