"""A collector that is told to end hands its learners over before it does, so that nobody notices.

Each SDK is told when to come back.  Whoever is being asked something is left until it is answered, as a connection
that is lost over a question is a missed question (K3).
"""

from __future__ import annotations

import asyncio
import logging
import math

from monitor.flows.collector import Collector
from monitor.flows.live import Live
from monitor.flows.log_context import bound

_log = logging.getLogger("monitor.drain")

_TURN_S = 0.1
_GOODBYE_S = 2.0  # until a client has answered that it goes
_ABSENT_S = 3.0  # a collector ends and starts in about so long


async def drain(collector: Collector, within: float) -> None:
    """Take no new learners, and let those that are here go within so many seconds."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    collector.readiness.draining = True
    told: set[str] = set()
    while waiting := [live for live in collector.sessions if live.connection and live.session not in told]:
        gone_by = min(loop.time() - began, within)
        for live in _next_to_go(waiting, within - gone_by):
            told.add(live.session)
            # They come back half as far apart as they go: not all at once, and nobody waits for long.
            _hand_over(live, within - gone_by / 2 + _ABSENT_S)
        await asyncio.sleep(_TURN_S)
    await _gone(collector, loop.time() + _GOODBYE_S)
    _log.info("handed over %d sessions in %.1f s", len(told), loop.time() - began)


def _next_to_go(waiting: list[Live], left: float) -> list[Live]:
    """Those whose turn it is: evenly over the time that is left, and all when it is over."""
    if left <= _TURN_S:
        return waiting
    share = math.ceil(len(waiting) * _TURN_S / left)
    return [live for live in waiting if not _is_asked(live)][:share]


def _is_asked(live: Live) -> bool:
    return bool(live.supervisor.open_directives() or live.analysing or live.arriving)


def _hand_over(live: Live, back_after: float) -> None:
    if live.connection is not None:
        live.connection.hand_over(round(back_after, 1))
        with bound(session=live.session):
            _log.debug("told to come back in %.1f s", back_after)


async def _gone(collector: Collector, until: float) -> None:
    """Their last entries are written when they have gone."""
    loop = asyncio.get_running_loop()
    while any(live.connection for live in collector.sessions) and loop.time() < until:  # noqa: ASYNC110  two reasons to end
        await asyncio.sleep(_TURN_S)
