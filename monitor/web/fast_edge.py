"""The stream of docs/protocol.md over picows: the edge for many learners on few cores.

The same server listens, parses requests and answers HTTP; a connection that asks for a WebSocket is handed over to
picows, which needs neither events nor objects of its own for a frame.  What it leaves to its user is done here:
messages in pieces, reserved bits, text that is no UTF-8, clients that do not read, and the end of a goodbye.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

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
from monitor.web.at_once import Work
from monitor.web.conversation import (
    INTERNAL_ERROR,
    PATH,
    PING_S,
    RETRY_AFTER_S,
    TRANSPORT_LIMIT,
    TRY_AGAIN_LATER,
    Conversation,
    LineClosed,
    nobody,
)
from monitor.web.languages import language, spoken, wanted
from monitor.web.pulse import Pulse
from monitor.web.traces import trace_of

_HANDSHAKE_S = 5.0
_GOODBYE_S = 10.0  # for which a client may leave a goodbye unanswered
_READ_BUFFER = 1536  # bytes for each connection, for a batch as most are; it grows for good where more comes at once
_SHORT, _HEAD = 512, 14  # bytes; the second are for the head that picows writes
_MOST_UNREAD = 16  # messages, behind which a client has to wait
_GOING_AWAY, _GONE = 1001, 1006
_BEATS = 2  # in the time after which who is silent is asked, and again in that after which it is gone

_log = logging.getLogger("monitor.stream")
_picows_log = logging.getLogger("monitor.picows")
_picows_log.setLevel(logging.WARNING)  # its other lines say who comes and from where
_picows_log.addFilter(lambda record: record.exc_info is not None)  # what a client does wrong it is told itself


_adapter = logging.LoggerAdapter(_picows_log)  # for a mere logger picows would make one for each connection
_pulses: WeakKeyDictionary[ServerState, Pulse] = WeakKeyDictionary()


class FastEdge(WSProtocol):  # type: ignore[misc]  # picows shows no types of it
    """One connection that asked for a WebSocket, in the place of uvicorn's own protocol for it."""

    def __init__(self, config: Config, server_state: ServerState, **_: Any) -> None:
        super().__init__(
            None,  # host and path are a client's
            None,
            False,  # which we are not
            self._answer,
            _adapter,
            True,  # end the connection after a mistake of ours
            _HANDSHAKE_S,
            False,  # ping nobody: `Pulse` does
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
        self._pulse = _pulses.setdefault(server_state, Pulse(PING_S / _BEATS))
        self._line: PicowsLine | None = None

    def _answer(self, request: WSUpgradeRequest) -> WSListener | None:
        """Who listens from now on; picows says 404 where nobody does."""
        if request.path.partition(b"?")[0] != PATH.encode():
            return None
        self._line = PicowsLine(self._collector, self._server.tasks, self._pulse)
        return self._line

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._server.connections.add(self)  # it has what the server calls: `shutdown`

    def connection_lost(self, error: Exception | None) -> None:
        self._server.connections.discard(self)
        self._line = None
        super().connection_lost(error)

    def data_received(self, request: bytes) -> None:
        """Take the request, which uvicorn has read already; whatever follows comes to picows' own buffer."""
        self.get_buffer(len(request))[: len(request)] = request
        self.buffer_updated(len(request))

    def buffer_updated(self, size: int) -> None:
        """Somebody is there, also when it takes a slow phone minutes to say one message."""
        if self._line is not None:
            self._line.silent = 0
        super().buffer_updated(size)

    def shutdown(self) -> None:
        """The server ends, and with it all that are still there."""
        self.transport.send_close(WSCloseCode.SERVICE_RESTART)
        self.transport.disconnect()


class PicowsLine(WSListener):
    """What one SDK says and is told; a client that does not read is cut off and may resume."""

    __slots__ = (
        "_at_work",
        "_closed",
        "_collector",
        "_conversation",
        "_leaving",
        "_pieces",
        "_pulse",
        "_reader",
        "_take",
        "_tasks",
        "_transport",
        "_unread",
        "_waiting",
        "language",
        "silent",
    )

    def __init__(self, collector: Collector, tasks: set[asyncio.Task[None]], pulse: Pulse) -> None:
        self.language: wire.Language = "zh-CN"
        self._collector = collector
        self._tasks = tasks
        self._pulse = pulse
        self.silent = 0  # beats since something came
        self._transport: WSTransport
        self._pieces = _Pieces()
        self._unread: list[bytes] = []  # a deque would take more memory than all else here
        self._reader: asyncio.Future[None] | None = None
        self._take: Callable[[bytes], bool] = nobody  # asked first, while the conversation waits for a message
        self._conversation: Conversation | None = None
        self._at_work = False  # a task of the conversation is under way
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
            self._reader = None
        if len(self._unread) == _MOST_UNREAD:
            self._transport.underlying_transport.resume_reading()
        return self._unread.pop(0)

    def offer(self, take: Callable[[bytes], bool]) -> None:
        """Ask `take` of each message first, unless one before it still waits to be read."""
        self._take = take

    def send(self, message: bytes) -> None:
        """Send at once, or keep it until the client has read what it was sent."""
        if self._closed:
            return
        if self._waiting is None:
            self._write(message)
        elif len(self._waiting) < self._collector.monitor.limits.outbox_messages:
            self._waiting.append(message)
        else:
            self._cut_off()

    def _write(self, message: bytes) -> None:
        if len(message) <= _SHORT:
            self._transport.send(WSMsgType.TEXT, message)
        else:  # picows would keep as much memory for as long as the connection lasts
            framed = bytearray(_HEAD) + message
            self._transport.send_reuse_external_bytearray(WSMsgType.TEXT, framed, _HEAD)

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
            self._write(message)
        self._transport.send_close(WSCloseCode(code), reason)
        self._go_at_last()
        self._end(code)

    def _go_at_last(self) -> None:
        """Whoever does not read takes no goodbye either, and picows would wait until it did."""
        if self._leaving is None:
            self._leaving = asyncio.get_running_loop().call_later(_GOODBYE_S, self._transport.disconnect, False)

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
        elif not self._at_work and self._conversation is not None:
            self._conversation.context.run(self._work, self._go_on(self._conversation))

    # ------------------------------------------------------------ what picows calls

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self._pulse.add(self)
        headers = transport.request.headers
        with spoken(wanted(headers.get("Accept-Language", ""))), bound(trace=trace_of(headers.get("traceparent", ""))):
            self.language = language()
            self._work(self._begin(Conversation(self._collector, self), headers.get("User-Agent", "")))
        for said in (headers, transport.response.headers):
            said.clear()  # they would stay as long as the connection

    def _work(self, work: Work) -> None:
        """Let the conversation go on in a task, as there is none while its learner says nothing."""
        self._at_work = True
        task = asyncio.get_running_loop().create_task(self._guarded(work))
        self._tasks.add(task)  # the server waits for them before the application ends
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Work) -> None:
        try:
            await work
        except Exception:  # noqa: BLE001  whatever it was: somebody is at the other end
            _log.exception("a connection failed")
            self._leave(INTERNAL_ERROR)
        finally:
            self._at_work = False

    async def _begin(self, conversation: Conversation, user_agent: str) -> None:
        await conversation.begin(user_agent)
        if not conversation.over:
            self._conversation = conversation
            await self._go_on(conversation)

    async def _go_on(self, conversation: Conversation) -> None:
        """Until all that has come is heard."""
        try:
            while not conversation.over and (self._unread or self._closed):
                await conversation.go_on()
        finally:
            if conversation.over:
                self._conversation = None  # each would keep the other

    def beat(self) -> None:
        """Ask who has been silent for a while, and part from who is still silent then."""
        self.silent += 1
        if self.silent == 1 + _BEATS:
            self._transport.send_ping()
        elif self.silent > 1 + 2 * _BEATS:
            self._leave(_GOING_AWAY, "silent")

    def on_ws_frame(self, _: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind == WSMsgType.CLOSE:
            self._bid_farewell(frame.get_close_code())
        elif not self._closed and kind != WSMsgType.PONG:
            self._hear(kind, frame)

    def on_ws_disconnected(self, _: WSTransport) -> None:
        self._pulse.discard(self)
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
        if message is None or (not self._at_work and self._take(message)):
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
        self._go_at_last()
        self._transport.disconnect()


class _Pieces:
    """Messages of frames (RFC 6455, 5.4): nearly always one of one."""

    __slots__ = ("_begun", "_kind")

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
