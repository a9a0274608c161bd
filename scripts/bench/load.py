"""Learners of the least possible weight, in a process of their own, so that what is measured is the server.

They speak the protocol as an SDK does: signed and chained batches of five events in masked frames.  To a bare echo they
send the same bytes again and again.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import itertools
import json
import multiprocessing
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import NamedTuple, cast

import uvloop
from hours import EVENTS, batch
from measuring import processor_seconds

_TEXT, _PONG = 0x81, 0x8A
_WARM_S = 0.2
_TURN_S = 0.005  # of a paced load
_AT_ONCE = 100  # connections that are being made
_EVENT = b'{"type":"sample","n":%d,"t":%d,"lesson":"lesson-1","position":%d,"rate":1.0,"paused":false,"visible":true}'
_HEAD = b'{"type":"batch","seq":%d,"prev":"%s","instance":"load","sent":%d,"events":['
_BATCH = _HEAD + b",".join([_EVENT] * EVENTS) + b"]"
_HELLO = {"type": "hello", "protocol": 1, "instance": "load", "mode": "enforce", "sdk": "0", "language": "en"}


class Measured(NamedTuple):
    """One stretch of load: acknowledgements, processor seconds of the server, and latencies in ms."""

    acks: int
    used: float
    p50: float
    p99: float

    @property
    def each(self) -> float:
        """Microseconds of the server's processor for one batch."""
        return self.used / self.acks * 1e6


@dataclass(slots=True)
class Load:
    """A handle on the process: connected learners, each with a ticket where there is somebody to greet."""

    process: multiprocessing.process.BaseProcess
    pipe: Connection

    def run(self, seconds: float, rate: int = 0) -> Measured:
        """So many batches a second over all learners, or as many as are acknowledged where `rate` is 0."""
        self.pipe.send((seconds, rate))
        measured: Measured = self.pipe.recv()
        return measured

    def close(self) -> None:
        self.process.terminate()
        self.process.join()


def connected(server: int, port: int, learners: int, tickets: Sequence[str] = ()) -> Load:
    """Learners that are all connected to the server with this process id."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=_work, args=(server, port, learners, tickets, there), daemon=True)
    process.start()
    there.close()  # so that its end is noticed
    here.recv()
    return Load(process, here)


# ---------------------------------------------------------------- the process


def _work(server: int, port: int, learners: int, tickets: Sequence[str], pipe: Connection) -> None:
    uvloop.run(_serve(server, port, learners, tickets, pipe))


async def _serve(server: int, port: int, learners: int, tickets: Sequence[str], pipe: Connection) -> None:
    crowd = [Learner(ticket) for ticket in (tickets or [""] * learners)]
    for begun in range(0, len(crowd), _AT_ONCE):
        some = crowd[begun : begun + _AT_ONCE]
        await asyncio.gather(*(one.come(port) for one in some))
    pipe.send(len(crowd))
    while True:
        seconds, rate = await asyncio.to_thread(pipe.recv)
        await (_paced(crowd, _WARM_S, rate) if rate else _saturated(crowd, _WARM_S))
        began = processor_seconds(server)
        took = await (_paced(crowd, seconds, rate) if rate else _saturated(crowd, seconds))
        used = processor_seconds(server) - began
        cut = statistics.quantiles(took, n=100)
        pipe.send(Measured(len(took), used, cut[49] * 1000, cut[98] * 1000))


async def _saturated(crowd: Sequence[Learner], seconds: float) -> list[float]:
    """Everybody says the next thing when the last was acknowledged."""
    over = time.perf_counter() + seconds
    for one in crowd:
        one.over = over
        one.say()
    await asyncio.sleep(seconds)
    return await _answered(crowd)


async def _paced(crowd: Sequence[Learner], seconds: float, rate: int) -> list[float]:
    """One after the other, so many a second, whether the last was acknowledged or not."""
    began, said = time.perf_counter(), 0
    turns = itertools.cycle(crowd)
    while (passed := time.perf_counter() - began) < seconds:
        while said < passed * rate:
            next(turns).say()
            said += 1
        await asyncio.sleep(_TURN_S)
    return await _answered(crowd)


async def _answered(crowd: Sequence[Learner]) -> list[float]:
    """Seconds until each acknowledgement, once nothing is on its way."""
    async with asyncio.timeout(60):
        while any(one.waiting for one in crowd):  # noqa: ASYNC110  whoever is last is not known
            await asyncio.sleep(_TURN_S)
    took = [seconds for one in crowd for seconds in one.took]
    for one in crowd:
        one.took = []
    return took


class Learner(asyncio.Protocol):
    """One connection."""

    __slots__ = ("_came", "_key", "_n", "_prev", "_seq", "_ticket", "_welcome", "over", "took", "transport", "waiting")

    def __init__(self, ticket: str) -> None:
        self.waiting: list[float] = []  # when what is not acknowledged yet was said
        self.took: list[float] = []
        self.over = 0.0
        self._ticket = ticket
        self._came = b""
        self._key, self._prev, self._seq, self._n = b"", b"", 0, 0

    async def come(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        self._welcome: asyncio.Future[None] = loop.create_future()
        await loop.create_connection(lambda: self, "127.0.0.1", port)
        key = base64.b64encode(bytes(16)).decode()
        self.transport.write(
            f"GET /v1/stream HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        async with asyncio.timeout(60):
            await self._welcome

    def say(self) -> None:
        now = time.monotonic_ns() // 1_000_000 - _BEGAN
        self.transport.write(framed(self.batch(now - EVENTS, 1) if self._key else _SAME))
        self.waiting.append(time.perf_counter())

    def batch(self, first: int, step: int) -> bytes:
        """The next batch: samples from `first` on, so many ms apart by the page's clock and in the lesson."""
        places = range(first, first + EVENTS * step, step)
        numbers = itertools.chain.from_iterable((self._n + i, place, place) for i, place in enumerate(places))
        unsigned = _BATCH % (self._seq, self._prev, places[-1], *numbers)
        said = b'%s,"mac":"%s"}' % (unsigned, hmac.digest(self._key, unsigned, "sha256").hex().encode())
        self._seq, self._n, self._prev = self._seq + 1, self._n + EVENTS, hashlib.sha256(said).hexdigest().encode()
        return said

    @property
    def socket(self) -> int:
        """Its file descriptor."""
        return cast("int", self.transport.get_extra_info("socket").fileno())

    # ------------------------------------------------------------ what comes

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's own class

    def data_received(self, data: bytes) -> None:
        self._came += data
        if not self._welcome.done() and self._came.startswith(b"HTTP/"):
            self._shake_hands()
        while (end := _end_of(self._came)) is not None:
            frame, self._came = self._came[:end], self._came[end:]
            self._hear(frame)

    def _shake_hands(self) -> None:
        head, blank, self._came = self._came.partition(b"\r\n\r\n")
        if not blank:
            self._came = head
        elif self._ticket:
            self.transport.write(framed(json.dumps({**_HELLO, "ticket": self._ticket}).encode()))
        else:
            self._welcome.set_result(None)

    def _hear(self, frame: bytes) -> None:
        if frame[0] == _TEXT:
            text = frame[4 if frame[1] == 126 else 2 :]
            if text.startswith(b'{"type":"ack"'):
                self._acknowledged()
            elif text.startswith(b'{"type":"welcome"'):
                self._adopt(json.loads(text))
            elif text.startswith(b'{"type":"error"'):
                self._refused(RuntimeError(text.decode()))
        elif frame[0] & 0x0F == 9:
            self.transport.write(framed(frame[2:], _PONG))

    def _refused(self, error: RuntimeError) -> None:
        if self._welcome.done():
            raise error
        self._welcome.set_exception(error)

    def _adopt(self, welcome: dict[str, str]) -> None:
        self._key, self._prev = base64.urlsafe_b64decode(welcome["key"] + "=="), welcome["chain"].encode()
        self._welcome.set_result(None)

    def _acknowledged(self) -> None:
        now = time.perf_counter()
        self.took.append(now - self.waiting.pop(0))
        if now < self.over:
            self.say()


_SAME = batch()
_BEGAN = time.monotonic_ns() // 1_000_000 - 1000


def framed(payload: bytes, first: int = _TEXT) -> bytes:
    """A masked frame; the mask is 0, which a server has to take off all the same."""
    size = len(payload)
    head = bytes([first, 0x80 | size]) if size < 126 else bytes([first, 0x80 | 126]) + size.to_bytes(2, "big")
    return head + bytes(4) + payload


def _end_of(came: bytes) -> int | None:
    """Where the first frame ends, if it is all there; servers do not mask."""
    if len(came) < 2 or came[0] < 0x80 or came[0] == ord("H"):
        return None
    size, head = came[1], 2
    if size == 126:
        size, head = int.from_bytes(came[2:4], "big"), 4
    return size + head if len(came) >= size + head and len(came) >= head else None
