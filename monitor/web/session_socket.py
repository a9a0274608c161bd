"""The stream of docs/protocol.md over an ASGI server's WebSocket: the edge that needs nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from monitor.flows import wire
from monitor.flows.collector import Collector
from monitor.flows.metrics import Metrics
from monitor.web.conversation import PATH, RETRY_AFTER_S, TRY_AGAIN_LATER, LineClosed, converse, nobody
from monitor.web.languages import language

router = APIRouter()

_log = logging.getLogger("monitor.stream")


class SocketLine:
    """What is to be sent to one SDK, in order; a client that does not read is cut off and may resume."""

    def __init__(self, websocket: WebSocket, most: int, metrics: Metrics) -> None:
        self.language: wire.Language = language()
        self._websocket = websocket
        self._most = most
        self._metrics = metrics
        self._waiting: deque[bytes] = deque()
        self._flushing: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._gone = False
        self._take: Callable[[bytes], bool] = nobody

    async def read(self) -> bytes:
        """The next message that nobody took."""
        while self._take(message := await self._receive()):
            pass
        return message

    def offer(self, take: Callable[[bytes], bool]) -> None:
        """Ask `take` of each message first."""
        self._take = take

    async def _receive(self) -> bytes:
        """The next message; a binary one is taken as empty, which is no valid one, so it is refused."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise LineClosed(int(message.get("code") or 1005))
        text = message.get("text")
        return text.encode() if text is not None else b""

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

    def hand_over(self, back_after: float) -> None:
        """Send what waits, then let the client go and come back."""
        leaving = self.close(TRY_AGAIN_LATER, f"{back_after:g}")
        self._leaving = asyncio.create_task(leaving, name="hand over a connection")

    async def close(self, code: int, reason: str = "") -> None:
        """Send what waits, then end the connection; one that is gone already stays so."""
        if self._flushing is not None:
            await self._flushing
        if not self._gone:
            self._gone = True
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
        self._gone = True
        self._metrics.cut_off += 1
        self._waiting.clear()
        if self._flushing is not None:
            self._flushing.cancel()
        self._leaving = asyncio.create_task(self._end(TRY_AGAIN_LATER, str(RETRY_AFTER_S)), name="cut a client off")

    async def _end(self, code: int, reason: str) -> None:
        try:
            await self._websocket.close(code, reason or None)
        except (WebSocketDisconnect, RuntimeError, OSError):
            _log.debug("the client was gone before it could be told")


@router.websocket(PATH)
async def stream(websocket: WebSocket) -> None:
    """One connection of one SDK, from hello to the end."""
    collector: Collector = websocket.app.state.collector
    await websocket.accept()
    line = SocketLine(websocket, collector.monitor.limits.outbox_messages, collector.monitor.metrics)
    await converse(collector, line, websocket.headers.get("user-agent", ""))
