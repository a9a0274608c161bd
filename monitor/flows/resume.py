"""What a collector does when it starts again: go on with every session that has no end yet."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from monitor.core.events import PhotoJudged
from monitor.flows.collector import Collector
from monitor.flows.live import Live, UnknownSession
from monitor.flows.log_context import bound
from monitor.flows.supervise import follow_up
from monitor.flows.vendor_ports import SessionRecord

_log = logging.getLogger("monitor.resume")


async def resume_sessions(collector: Collector) -> None:
    """Go on in the background; call it before the first request, so that only older sessions are meant."""
    records = await asyncio.to_thread(collector.monitor.registry.open_sessions)
    collector.background.start(collector.photos.load(), "read the log for photos")
    collector.background.start(_resume(collector, records), "resume sessions")


async def _resume(collector: Collector, records: Sequence[SessionRecord]) -> None:
    """Fold the open sessions, so that their deadlines and time-outs hold although nobody reconnects."""
    for record in records:
        with bound(session=record.session):
            await _resume_one(collector, record.session)
    _log.info("resumed %d open sessions", len(records))


async def _resume_one(collector: Collector, session: str) -> None:
    try:
        live = await collector.sessions.get(session)
    except UnknownSession:
        # Registered, but the collector was killed before the opening entry: there is nothing to go on with.
        await asyncio.to_thread(collector.monitor.registry.close_session, session, collector.monitor.clock.now())
        return
    async with live.lock:
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
