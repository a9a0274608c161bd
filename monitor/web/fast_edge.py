"""The stream of docs/protocol.md over picows: the edge for many learners on few cores.

The same server listens, parses requests and answers HTTP; a connection that asks for a WebSocket is handed over to
picows, which needs neither events nor objects of its own for a frame.  What it leaves to its user is done here:
messages in pieces, reserved bits, text that is no UTF-8, clients that do not read, and the end of a goodbye.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import Any

from picows import (
    WSAutoPingStrategy,
    WSCloseCode,
    WSFrame,
    WSListener,
    WSMsgType,
    WSProtocolError,
    WSTransport,
    WSUpgradeRequest,
)
from picows.picows import WSProtocol  # type: ignore[attr-defined]  # the package shows only a server with its own port
from uvicorn import Config
from uvicorn.server import ServerState

from monitor.flows import wire
from monitor.flows.collector import Collector
from monitor.flows.log_context import bound
from monitor.web.conversation import (
    INTERNAL_ERROR,
    PATH,
    PING_S,
    RETRY_AFTER_S,
    TRANSPORT_LIMIT,
    TRY_AGAIN_LATER,
    LineClosed,
    converse,
)
from monitor.web.languages import language, spoken, wanted
from monitor.web.traces import trace_of

_HANDSHAKE_S = 5.0
_GOODBYE_S = 10.0  # for which a client may leave a goodbye unanswered
_READ_BUFFER = 2048  # bytes for each connection; it grows for as long as a message needs it
_MOST_UNREAD = 16  # messages, behind which a client has to wait
_GONE = 1006

_log = logging.getLogger("monitor.stream")
_picows_log = logging.getLogger("monitor.picows")
_picows_log.setLevel(logging.WARNING)  # its other lines say who comes and from where
_picows_log.addFilter(lambda record: record.exc_info is not None)  # what a client does wrong it is told itself


class FastEdge(WSProtocol):  # type: ignore[misc]  # picows shows no types of it
    """One connection that asked for a WebSocket, in the place of uvicorn's own protocol for it."""

    def __init__(self, config: Config, server_state: ServerState, **_: Any) -> None:
        super().__init__(
            None,  # host and path are a client's
            None,
            False,  # which we are not
            self._answer,
            logging.LoggerAdapter(_picows_log),  # for a mere logger picows would make one for each connection
            True,  # end the connection after a mistake of ours
            _HANDSHAKE_S,
            True,  # ping who is silent
            PING_S,
            PING_S,
            WSAutoPingStrategy.PING_WHEN_IDLE,
            True,  # answer pings
            TRANSPORT_LIMIT,
            None,
            _READ_BUFFER,
        )
        self._collector: Collector = config.app.state.collector  # type: ignore[union-attr]  # it is the FastAPI
        self._server = server_state

    def _answer(self, request: WSUpgradeRequest) -> WSListener | None:
        """Who listens from now on; picows says 404 where nobody does."""
        if request.path.partition(b"?")[0] != PATH.encode():
            return None
        return PicowsLine(self._collector, self._server.tasks)

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._server.connections.add(self)  # it has what the server calls: `shutdown`

    def connection_lost(self, error: Exception | None) -> None:
        self._server.connections.discard(self)
        super().connection_lost(error)

    def data_received(self, request: bytes) -> None:
        """Take the request, which uvicorn has read already; whatever follows comes to picows' own buffer."""
        self.get_buffer(len(request))[: len(request)] = request
        self.buffer_updated(len(request))

    def shutdown(self) -> None:
        """The server ends, and with it all that are still there."""
        self.transport.send_close(WSCloseCode.SERVICE_RESTART)
        self.transport.disconnect()


class PicowsLine(WSListener):
    """What one SDK says and is told; a client that does not read is cut off and may resume."""

    def __init__(self, collector: Collector, tasks: set[asyncio.Task[None]]) -> None:
        self.language: wire.Language = "zh-CN"
        self._collector = collector
        self._tasks = tasks
        self._transport: WSTransport
        self._pieces = _Pieces()
        self._unread: deque[bytes] = deque()
        self._reader: asyncio.Future[None] | None = None
        self._closed = 0  # the close code, once nothing more will come
        self._waiting: deque[bytes] | None = None  # what a client that is slow to read has still to get
        self._leaving: asyncio.TimerHandle | None = None

    # ------------------------------------------------------------ what the conversation asks for

    async def read(self) -> bytes:
        """The next message; raises `LineClosed`."""
        while not self._unread:
            if self._closed:
                raise LineClosed(self._closed)
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        if len(self._unread) == _MOST_UNREAD:
            self._transport.underlying_transport.resume_reading()
        return self._unread.popleft()

    def send(self, message: bytes) -> None:
        """Send at once, or keep it until the client has read what it was sent."""
        if self._closed:
            return
        if self._waiting is None:
            self._transport.send(WSMsgType.TEXT, message)
        elif len(self._waiting) < self._collector.monitor.limits.outbox_messages:
            self._waiting.append(message)
        else:
            self._cut_off()

    def hand_over(self, back_after: float) -> None:
        """Send what waits, then let the client go and come back."""
        self._leave(TRY_AGAIN_LATER, f"{back_after:g}")

    async def close(self, code: int, reason: str = "") -> None:
        """Send what waits, then end the connection; one that is gone already stays so."""
        self._leave(code, reason)

    def _leave(self, code: int, reason: str = "") -> None:
        if self._closed:
            return
        for message in self._waiting or ():
            self._transport.send(WSMsgType.TEXT, message)
        self._transport.send_close(WSCloseCode(code), reason)
        self._leaving = asyncio.get_running_loop().call_later(_GOODBYE_S, self._transport.disconnect, False)
        self._end(code)

    def _cut_off(self) -> None:
        self._collector.monitor.metrics.cut_off += 1
        self._waiting = None
        self._leave(TRY_AGAIN_LATER, str(RETRY_AFTER_S))

    def _end(self, code: int) -> None:
        """What has come is still read; then the conversation is over."""
        self._closed = self._closed or code
        self._wake()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    # ------------------------------------------------------------ what picows calls

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        headers = transport.request.headers
        with spoken(wanted(headers.get("Accept-Language", ""))), bound(trace=trace_of(headers.get("traceparent", ""))):
            self.language = language()
            task = asyncio.get_running_loop().create_task(self._converse(headers.get("User-Agent", "")))
        self._tasks.add(task)  # the server waits for them before the application ends
        task.add_done_callback(self._tasks.discard)

    async def _converse(self, user_agent: str) -> None:
        try:
            await converse(self._collector, self, user_agent)
        except Exception:  # noqa: BLE001  whatever it was: somebody is at the other end
            _log.exception("a connection failed")
            self._leave(INTERNAL_ERROR)

    def on_ws_frame(self, _: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind == WSMsgType.CLOSE:
            self._bid_farewell(frame.get_close_code())
        elif not self._closed and kind != WSMsgType.PONG:
            self._hear(kind, frame)

    def on_ws_disconnected(self, _: WSTransport) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
        self._end(_GONE)

    def pause_writing(self) -> None:
        self._waiting = deque()

    def resume_writing(self) -> None:
        waiting, self._waiting = self._waiting, None
        for message in waiting or ():
            self.send(message)

    def _hear(self, kind: WSMsgType, frame: WSFrame) -> None:
        """Keep a message for the conversation; raises `WSProtocolError`, with which picows ends the connection."""
        if frame.rsv1 or frame.rsv2 or frame.rsv3:
            raise WSProtocolError(WSCloseCode.PROTOCOL_ERROR, "reserved bits are not used")
        message = self._pieces.add(kind, frame.get_payload_as_bytes(), fin=frame.fin)
        if message is None:
            return
        self._unread.append(message)
        if len(self._unread) == _MOST_UNREAD:
            self._transport.underlying_transport.pause_reading()
        self._wake()

    def _bid_farewell(self, code: WSCloseCode) -> None:
        """Answer a goodbye, unless it is the answer to ours; the server goes first (RFC 6455, 7.1.1)."""
        if not self._transport.is_close_frame_sent:
            self._transport.send_close(WSCloseCode.OK if code == WSCloseCode.NO_INFO else code)
        self._end(int(code.value) or _GONE)
        self._transport.disconnect()


class _Pieces:
    """Messages of frames (RFC 6455, 5.4): nearly always one of one."""

    def __init__(self) -> None:
        self._begun: list[bytes] = []
        self._kind: WSMsgType | None = None

    def add(self, kind: WSMsgType, payload: bytes, *, fin: bool) -> bytes | None:
        """The message that this frame completes, if it does; raises `WSProtocolError`."""
        if (kind == WSMsgType.CONTINUATION) != (self._kind is not None):
            raise WSProtocolError(WSCloseCode.PROTOCOL_ERROR, "a piece of no message, or a message inside of another")
        if fin and self._kind is None:
            return _text(kind, payload)
        self._kind = self._kind or kind
        self._begun.append(payload)
        if sum(map(len, self._begun)) > TRANSPORT_LIMIT:
            raise WSProtocolError(WSCloseCode.MESSAGE_TOO_BIG, f"more than {TRANSPORT_LIMIT} bytes")
        return self._whole() if fin else None

    def _whole(self) -> bytes:
        message = _text(self._kind, b"".join(self._begun))
        self._begun, self._kind = [], None
        return message


def _text(kind: WSMsgType | None, payload: bytes) -> bytes:
    """The bytes of a text; a binary message is taken as empty, which is no valid one, so it is refused."""
    if kind != WSMsgType.TEXT:
        return b""
    if not payload.isascii():
        try:
            payload.decode()
        except UnicodeDecodeError as error:
            raise WSProtocolError(WSCloseCode.INVALID_TEXT, "text is UTF-8") from error
    return payload
