"""One connection of one SDK, from hello to the end, whatever carries it; what is said is decided in the flows.

An edge (`session_socket`, `fast_edge`) brings the bytes in and takes them out, and knows nothing of what they mean.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from monitor.flows import ingest, wire
from monitor.flows.collector import Collector
from monitor.flows.connect import connect, disconnect
from monitor.flows.live import Connection, Live
from monitor.flows.receive import follow, receive
from monitor.flows.refusals import Refused
from monitor.flows.wire import Hello
from monitor.ports import EventLogError
from monitor.web.taking import counted

_log = logging.getLogger("monitor.stream")

PATH = "/v1/stream"
TRANSPORT_LIMIT = 1024 * 1024  # bytes; larger messages close the socket, those over 64 KiB are refused with an error
PING_S = 20.0  # a client that does not answer within the same time again is gone

POLICY_VIOLATION, INTERNAL_ERROR, TRY_AGAIN_LATER = 1008, 1011, 1013
RETRY_AFTER_S = 5  # the reason that goes with TRY_AGAIN_LATER says after how many seconds to come back


class LineClosed(Exception):
    """Nothing more will come over this connection."""

    def __init__(self, code: int) -> None:
        super().__init__(f"closed with {code}")


class Line(Connection, Protocol):
    """A connection as an edge provides it."""

    language: wire.Language  # until its hello says so, the browser's

    async def read(self) -> bytes:
        """The next message; raises `LineClosed`."""
        ...

    async def close(self, code: int, reason: str = "") -> None:
        """Send what waits, then end the connection; one that is gone already stays so."""
        ...


async def converse(collector: Collector, line: Line, user_agent: str) -> None:
    """Talk with whoever is at the other end until one of both has enough."""
    if collector.readiness.draining:
        await line.close(TRY_AGAIN_LATER, str(RETRY_AFTER_S))
        return
    live: Live | None = None
    reason = "closed"
    try:
        live = await _greet(collector, line, user_agent)
        while live is not None:
            await _take(collector, live, line, await line.read())
    except LineClosed as closed:
        reason = str(closed)
    except EventLogError as error:
        # Nothing was acknowledged: the SDK comes back and sends it again.
        collector.readiness.log_failed(error)
        _log.exception("the event log refused an entry")
        reason = "event log failed"
        await line.close(INTERNAL_ERROR)
    finally:
        if live is not None:
            await _part(collector, live, line, reason)


async def _part(collector: Collector, live: Live, line: Line, reason: str) -> None:
    """Note that the connection is gone; where even that cannot be stored, the next welcome says enough."""
    try:
        await disconnect(collector, live, line, reason)
    except EventLogError as error:
        collector.readiness.log_failed(error)
        _log.exception("the event log refused the end of a connection")


async def _greet(collector: Collector, line: Line, user_agent: str) -> Live | None:
    """Wait for an acceptable hello; None when the connection was refused."""
    while True:
        try:
            hello = await _hello(collector, line)
            line.language = hello.language
            return await connect(collector, hello, line, user_agent)
        except Refused as refused:
            collector.monitor.metrics.refused[refused.code] += 1
            await _refuse(line, refused)
            if refused.fatal:
                return None


async def _hello(collector: Collector, line: Line) -> Hello:
    try:
        async with asyncio.timeout(collector.monitor.limits.hello_within_ms / 1000):
            raw = await line.read()
    except TimeoutError as error:
        raise Refused("hello_expected", "type", "nothing came in time") from error
    return ingest.read_hello(raw)


async def _take(collector: Collector, live: Live, line: Line, raw: bytes) -> None:
    try:
        batch = await counted(collector.monitor.metrics, receive(collector, live, line, raw))
        if batch is not None:
            await follow(collector, live, batch)
    except Refused as refused:
        await _refuse(line, refused)
        if refused.fatal:
            raise LineClosed(POLICY_VIOLATION) from refused


async def _refuse(line: Line, refused: Refused) -> None:
    """Tell why; a fatal refusal ends the connection."""
    line.send(wire.encode(refused.message(line.language)))
    if refused.fatal:
        await line.close(POLICY_VIOLATION)
