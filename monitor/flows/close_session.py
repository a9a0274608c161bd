"""A platform ends a session before it ends by itself."""

from __future__ import annotations

import asyncio

from monitor.flows.collector import Collector
from monitor.flows.live import Live, UnknownSession
from monitor.flows.supervise import as_it_stands, close


async def close_session(collector: Collector, session: str, reason: str = "finished") -> None:
    """End a session if it is open; one of which no entry was ever stored has nothing to end."""
    try:
        live = await collector.sessions.get(session)
    except UnknownSession:
        return
    async with live.lock:
        await as_it_stands(collector, live, lambda: _close(collector, live, reason))
    # `close` notes it in the background; whoever asked wants to read it back.
    await asyncio.to_thread(collector.monitor.registry.close_session, session, collector.monitor.clock.now())


async def _close(collector: Collector, live: Live, reason: str) -> None:
    if live.state.closed is None:
        await close(collector, live, reason)
