"""One connection of one SDK, from hello to the end, whatever carries it; what is said is decided in the flows.

An edge (`session_socket`, `fast_edge`) brings the bytes in and takes them out, and knows nothing of what they mean.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from typing import Protocol

from monitor.flows import ingest, wire
from monitor.flows.collector import Collector
from monitor.flows.connect import connect, disconnect
from monitor.flows.live import Connection, Live
from monitor.flows.receive import HandedOver, follow, receive
from monitor.flows.refusals import Refused
from monitor.flows.wire import Hello
from monitor.ports import EventLogError
from monitor.web.at_once import AtOnce, Work
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

    def offer(self, take: Callable[[bytes], bool]) -> None:
        """Ask `take` of each message from now on, in their order; only what it does not take is for `read`."""
        ...

    async def close(self, code: int, reason: str = "") -> None:
        """Send what waits, then end the connection; one that is gone already stays so."""
        ...


async def converse(collector: Collector, line: Line, user_agent: str) -> None:
    """Talk with whoever is at the other end until one of both has enough."""
    conversation = Conversation(collector, line)
    await conversation.begin(user_agent)
    while not conversation.over:
        await conversation.go_on()


def nobody(_: bytes) -> bool:
    """Takes nothing."""
    return False


class Conversation:
    """What is said over one line; an edge that lets it `go_on` when something has come needs no task in between."""

    __slots__ = ("_collector", "_line", "_live", "context", "over")

    def __init__(self, collector: Collector, line: Line) -> None:
        self._collector = collector
        self._line = line
        self._live: Live | None = None
        self.context = copy_context()  # whose session it is, once it has begun, for whatever is started for it
        self.over = False

    async def begin(self, user_agent: str) -> None:
        """Wait for an acceptable hello and answer it."""
        if self._collector.readiness.draining:
            await self._line.close(TRY_AGAIN_LATER, str(RETRY_AFTER_S))
            self.over = True
        else:
            await self._unless_over(self._welcome(user_agent))

    async def go_on(self) -> None:
        """Hear the next message, or that none will come."""
        await self._unless_over(self._hear())

    async def _welcome(self, user_agent: str) -> None:
        self._live = await _greet(self._collector, self._line, user_agent)
        if self._live is None:
            self.over = True
            return
        self.context = copy_context()
        self._line.offer(AtOnce(self._collector, self._live, self._line, self.context, self._guarded).take)

    async def _hear(self) -> None:
        assert self._live is not None, "a conversation goes on after its welcome"
        await _take(self._collector, self._live, self._line, await self._line.read())

    async def _unless_over(self, work: Work) -> None:
        reason = "closed"
        try:
            await work
        except LineClosed as closed:
            reason, self.over = str(closed), True
        except EventLogError as error:
            reason, self.over = "event log failed", True
            await _give_up(self._collector, self._line, error)
        except BaseException:
            self.over = True
            raise
        finally:
            if self.over:
                await self._end(reason)

    async def _end(self, reason: str) -> None:
        self._line.offer(nobody)  # or the line and who takes for it would keep each other, and the session with them
        if self._live is not None:
            await _part(self._collector, self._live, self._line, reason)

    async def _guarded(self, work: Work) -> None:
        """Work beside the conversation, which hears of a closed line by itself."""
        try:
            await work
        except Refused as refused:
            self._collector.monitor.metrics.refused[refused.code] += 1
            with suppress(LineClosed):
                await _refuse_or_part(self._line, refused)
        except EventLogError as error:
            await _give_up(self._collector, self._line, error)
        except Exception:  # noqa: BLE001  whatever it was: somebody is at the other end
            _log.exception("a connection failed")
            await self._line.close(INTERNAL_ERROR)


async def _give_up(collector: Collector, line: Line, error: EventLogError) -> None:
    """Nothing was acknowledged: the SDK comes back and sends it again."""
    collector.readiness.log_failed(error)
    _log.error("the event log refused an entry", exc_info=error)
    await line.close(INTERNAL_ERROR)


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
        await _refuse_or_part(line, refused)


async def _refuse_or_part(line: Line, refused: Refused) -> None:
    """Tell why; raises `LineClosed` where that ends the connection."""
    if isinstance(refused, HandedOver):
        await line.close(TRY_AGAIN_LATER, "0")
        raise LineClosed(TRY_AGAIN_LATER) from refused
    await _refuse(line, refused)
    if refused.fatal:
        raise LineClosed(POLICY_VIOLATION) from refused


async def _refuse(line: Line, refused: Refused) -> None:
    """Tell why; a fatal refusal ends the connection."""
    line.send(wire.encode(refused.message(line.language)))
    if refused.fatal:
        await line.close(POLICY_VIOLATION)
