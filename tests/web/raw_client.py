"""A WebSocket client that says any bytes, right or wrong, and shows what comes back frame by frame (RFC 6455)."""

import asyncio
import base64
import json
import os
import socket
from contextlib import asynccontextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
LIMIT = 10.0  # seconds; nothing in a test takes so long
BUFFER = 32 * 1024  # bytes, so that a client which does not read is noticed soon


class Frame(NamedTuple):
    """What came in one frame; `close_code` and `reason` of a CLOSE."""

    opcode: int
    payload: bytes

    @property
    def close_code(self) -> int:
        return int.from_bytes(self.payload[:2], "big")

    @property
    def reason(self) -> str:
        return self.payload[2:].decode()


def framed(payload: bytes, opcode: int = TEXT, *, fin: bool = True, rsv: int = 0, masked: bool = True) -> bytes:
    """One frame as a client sends it, or must not."""
    first = bytes([fin << 7 | rsv << 4 | opcode])
    mark = masked << 7
    if len(payload) < 126:
        size = bytes([mark | len(payload)])
    elif len(payload) < 2**16:
        size = bytes([mark | 126]) + len(payload).to_bytes(2, "big")
    else:
        size = bytes([mark | 127]) + len(payload).to_bytes(8, "big")
    if not masked:
        return first + size + payload
    mask = os.urandom(4)
    key = (mask * (len(payload) // 4 + 1))[: len(payload)]
    hidden = int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")
    return first + size + mask + hidden.to_bytes(len(payload), "big")


class RawClient:
    """One connection after its handshake."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, *frames: bytes) -> None:
        """Send frames in one write, as they are."""
        self.writer.write(b"".join(frames))
        await self.writer.drain()

    async def hello(self, ticket: str, **fields: str) -> dict:
        """Be welcome."""
        said = {"type": "hello", "protocol": 1, "ticket": ticket, "instance": "raw", "mode": "enforce", "sdk": "0",
                "language": "en"}  # fmt: skip
        await self.say(framed(json.dumps({**said, **fields}).encode()))
        return await self.message()

    async def frame(self) -> Frame:
        """The next frame; raises `IncompleteReadError` when the connection ended without one."""
        async with asyncio.timeout(LIMIT):
            opcode, size = await self.reader.readexactly(2)
            assert not size & 0x80, "a server masks nothing"
            wide = {126: 2, 127: 8}.get(size, 0)
            length = int.from_bytes(await self.reader.readexactly(wide), "big") if wide else size
            return Frame(opcode & 0x0F, await self.reader.readexactly(length))

    async def message(self) -> dict:
        """The next message; pings on the way are none."""
        frame = await self.frame()
        while frame.opcode in (PING, PONG):
            frame = await self.frame()
        assert frame.opcode == TEXT, frame
        return json.loads(frame.payload)

    async def until(self, kind: str) -> dict:
        """The next message of this type."""
        message = await self.message()
        while message["type"] != kind:
            message = await self.message()
        return message

    def pause(self) -> None:
        """Read nothing more until `resume`."""
        self.writer.transport.pause_reading()

    def resume(self) -> None:
        self.writer.transport.resume_reading()

    async def goodbye(self) -> Frame:
        """The CLOSE frame, whatever comes before it."""
        frame = await self.frame()
        while frame.opcode != CLOSE:
            frame = await self.frame()
        return frame

    async def ended(self) -> bool:
        """Whether the collector then ends the TCP connection too."""
        async with asyncio.timeout(LIMIT):
            try:
                while await self.reader.read(65536):
                    pass
            except ConnectionResetError:
                pass
        return True


async def shake_hands(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: str, **headers: str) -> str:
    """Ask for the upgrade; returns the head of the answer."""
    asked = {
        "Host": "collector",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in asked.items() if value), "", ""]
    writer.write("\r\n".join(lines).encode())
    async with asyncio.timeout(LIMIT):
        return (await reader.readuntil(b"\r\n\r\n")).decode()


@asynccontextmanager
async def raw_connection(address: str):
    """Reader and writer of a TCP connection to the collector."""
    place = urlsplit(address)
    end = socket.socket()
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    end.setblocking(False)
    await asyncio.get_running_loop().sock_connect(end, (place.hostname, place.port))
    reader, writer = await asyncio.open_connection(sock=end)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


@asynccontextmanager
async def raw_client(address: str, **headers: str):
    """A client for the length of a block, after its handshake."""
    async with raw_connection(address) as (reader, writer):
        head = await shake_hands(reader, writer, "/v1/stream", **headers)
        assert head.startswith("HTTP/1.1 101 "), head
        yield RawClient(reader, writer)
