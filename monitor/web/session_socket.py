"""The stream of docs/protocol.md over a WebSocket; everything that it means is decided in the flows."""

from __future__ import annotations

import asyncio
import logging
from collections import deque

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from monitor.flows import ingest, wire
from monitor.flows.collector import Collector
from monitor.flows.connect import connect, disconnect
from monitor.flows.live import Live
from monitor.flows.metrics import Metrics
from monitor.flows.receive import follow, receive
from monitor.flows.refusals import Refused
from monitor.flows.wire import Hello
from monitor.ports import EventLogError
from monitor.web.languages import language
from monitor.web.taking import counted

router = APIRouter()

_log = logging.getLogger("monitor.stream")

POLICY_VIOLATION, INTERNAL_ERROR, TRY_AGAIN_LATER = 1008, 1011, 1013
RETRY_AFTER_S = 5  # the reason that goes with TRY_AGAIN_LATER says after how many seconds to come back


class SocketConnection:
    """What is to be sent to one SDK, in order; a client that does not read is cut off and may resume."""

    def __init__(self, websocket: WebSocket, most: int, metrics: Metrics) -> None:
        self.language: wire.Language = language()  # until its hello says so
        self._websocket = websocket
        self._most = most
        self._metrics = metrics
        self._waiting: deque[bytes] = deque()
        self._flushing: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._gone = False

    def send(self, message: bytes) -> None:
        """Queue a message; it leaves with the next `flush`, which is started if nobody else does."""
        if self._gone:
            return
        if len(self._waiting) >= self._most:
            self._cut_off()
            return
        self._waiting.append(message)
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())

    async def refuse(self, refused: Refused) -> None:
        """Tell why; a fatal refusal ends the connection."""
        self.send(wire.encode(refused.message(self.language)))
        if refused.fatal:
            await self.close(POLICY_VIOLATION)

    def hand_over(self, back_after: float) -> None:
        """Send what waits, then let the client go and come back."""
        leaving = self.close(TRY_AGAIN_LATER, f"{back_after:g}")
        self._leaving = asyncio.create_task(leaving, name="hand over a connection")

    async def close(self, code: int, reason: str = "") -> None:
        """Send what waits, then end the connection; one that is gone already stays so."""
        if self._flushing is not None:
            await self._flushing
        await self._end(code, reason)

    async def _flush(self) -> None:
        try:
            while self._waiting:
                message = self._waiting.popleft()
                await self._websocket.send({"type": "websocket.send", "text": message.decode()})
        except (WebSocketDisconnect, RuntimeError, OSError):
            self._gone = True  # the reader learns of it by itself
        finally:
            self._flushing = None

    def _cut_off(self) -> None:
        self._metrics.cut_off += 1
        self._waiting.clear()
        if self._flushing is not None:
            self._flushing.cancel()
        self._flushing = asyncio.create_task(self._end(TRY_AGAIN_LATER, str(RETRY_AFTER_S)))

    async def _end(self, code: int, reason: str = "") -> None:
        if self._gone:
            return
        self._gone = True
        try:
            await self._websocket.close(code, reason or None)
        except (WebSocketDisconnect, RuntimeError, OSError):
            _log.debug("the client was gone before it could be told")


@router.websocket("/v1/stream")
async def stream(websocket: WebSocket) -> None:
    """One connection of one SDK, from hello to the end."""
    collector: Collector = websocket.app.state.collector
    await websocket.accept()
    if collector.readiness.draining:
        await websocket.close(TRY_AGAIN_LATER, str(RETRY_AFTER_S))
        return
    connection = SocketConnection(websocket, collector.monitor.limits.outbox_messages, collector.monitor.metrics)
    live: Live | None = None
    reason = "closed"
    try:
        live = await _greet(collector, websocket, connection)
        while live is not None:
            await _take(collector, live, connection, await _read(websocket))
    except WebSocketDisconnect as gone:
        reason = f"closed with {gone.code}"
    except EventLogError as error:
        # Nothing was acknowledged: the SDK comes back and sends it again.
        collector.readiness.log_failed(error)
        _log.exception("the event log refused an entry")
        reason = "event log failed"
        await connection.close(INTERNAL_ERROR)
    finally:
        if live is not None:
            await _part(collector, live, connection, reason)


async def _part(collector: Collector, live: Live, connection: SocketConnection, reason: str) -> None:
    """Note that the connection is gone; where even that cannot be stored, the next welcome says enough."""
    try:
        await disconnect(collector, live, connection, reason)
    except EventLogError as error:
        collector.readiness.log_failed(error)
        _log.exception("the event log refused the end of a connection")


async def _greet(collector: Collector, websocket: WebSocket, connection: SocketConnection) -> Live | None:
    """Wait for an acceptable hello; None when the connection was refused."""
    user_agent = websocket.headers.get("user-agent", "")
    while True:
        try:
            hello = await _hello(collector, websocket)
            connection.language = hello.language
            return await connect(collector, hello, connection, user_agent)
        except Refused as refused:
            collector.monitor.metrics.refused[refused.code] += 1
            await connection.refuse(refused)
            if refused.fatal:
                return None


async def _hello(collector: Collector, websocket: WebSocket) -> Hello:
    try:
        async with asyncio.timeout(collector.monitor.limits.hello_within_ms / 1000):
            raw = await _read(websocket)
    except TimeoutError as error:
        raise Refused("hello_expected", "type", "nothing came in time") from error
    return ingest.read_hello(raw)


async def _take(collector: Collector, live: Live, connection: SocketConnection, raw: bytes) -> None:
    try:
        batch = await counted(collector.monitor.metrics, receive(collector, live, connection, raw))
        if batch is not None:
            await follow(collector, live, batch)
    except Refused as refused:
        await connection.refuse(refused)
        if refused.fatal:
            raise WebSocketDisconnect(POLICY_VIOLATION, refused.code) from refused


async def _read(websocket: WebSocket) -> bytes:
    """The bytes of the next frame.  A binary frame is taken as it is; no valid one is binary, so it is refused."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(int(message.get("code") or 1005))
    text = message.get("text")
    return text.encode() if text is not None else b""
