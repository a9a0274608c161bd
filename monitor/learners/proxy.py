"""A TCP proxy between a learner's browser and the collector, which can be a bad network.

Chromium's own offline switch leaves a WebSocket open and only delays it; a cut cable closes it.  So the personas with
a bad network speak through this proxy, which can cut every connection and refuse new ones, silently swallow what
both sides say, delay it, or let no WebSocket through, for as long as a test wants.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal, Self

CHUNK = 64 * 1024
SLOW = 0.25  # s that a chunk takes
Fault = Literal["cut", "swallow", "slow", "no_sockets"]
_UPGRADE = re.compile(rb"\r\nupgrade: *websocket\r\n", re.IGNORECASE)


class Proxy:
    """Forwards until it is told to fail; use it as an async context manager.

    With several ports connections go to them in turn, and past one at which nobody listens.
    """

    def __init__(self, host: str, *ports: int) -> None:
        self._host, self._ports = host, deque(ports)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._fault: Fault | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exception: object) -> None:
        if self._server:
            self._server.close()
        await self._cut_all()
        if self._server:
            await self._server.wait_closed()

    @asynccontextmanager
    async def broken(self, fault: Fault = "cut") -> AsyncIterator[None]:
        """The network is broken inside this block.

        `cut` ends every connection and refuses new ones.  `swallow` keeps them open and delivers nothing; what was
        said meanwhile is lost, so these connections are cut at the end, as a phone does when it finds a new network.
        `slow` delays every chunk both ways.
        `no_sockets` lets requests through and ends whatever asks to become a WebSocket, as some offices do.
        """
        self._fault = fault
        if fault == "cut":
            await self._cut_all()
        try:
            yield
        finally:
            self._fault = None
            if fault == "swallow":
                await self._cut_all()

    async def drop(self, seconds: float, fault: Fault = "cut") -> None:
        """Break the network for so long."""
        async with self.broken(fault):
            await asyncio.sleep(seconds)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: a handler that asyncio made cannot be cancelled without it being logged as an error.
        task = asyncio.create_task(self._connection(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways, until either side ends it."""
        try:
            if self._fault != "cut":
                await self._forward(reader, writer)
        except OSError:
            pass  # the collector is not there, or one side went away: the browser sees a closed connection
        finally:
            writer.transport.abort()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await self._open()
        ways = [
            asyncio.create_task(self._pump(reader, there_writer)),
            asyncio.create_task(self._pump(there_reader, writer)),
        ]
        try:
            await asyncio.wait(ways)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            there_writer.transport.abort()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in range(len(self._ports) - 1):
            self._ports.rotate(-1)
            with suppress(OSError):
                return await asyncio.open_connection(self._host, self._ports[0])
        self._ports.rotate(-1)
        return await asyncio.open_connection(self._host, self._ports[0])

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry bytes one way; a half-closed connection stays open the other way, as TCP has it."""
        try:
            while chunk := await reader.read(CHUNK):
                if self._fault == "no_sockets" and _UPGRADE.search(chunk):
                    raise ConnectionAbortedError
                if self._fault == "slow":
                    await asyncio.sleep(SLOW)
                if self._fault != "swallow":
                    writer.write(chunk)
                    await writer.drain()
            writer.write_eof()
        except OSError:
            writer.transport.abort()

    async def _cut_all(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
