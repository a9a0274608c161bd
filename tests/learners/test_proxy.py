"""The proxy forwards, cuts, refuses, swallows, delays and recovers."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest

from monitor.learners.proxy import SLOW, Proxy

PATIENCE = 5


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(1024):
            writer.write(chunk)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    async with server, Proxy("127.0.0.1", server.sockets[0].getsockname()[1]) as proxy:
        yield proxy


class Caller:
    """One client connection through the proxy."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def says(self, text: bytes) -> bytes:
        """Send and wait for the echo; empty when the connection is over."""
        try:
            self._writer.write(text)
            await self._writer.drain()
            return await asyncio.wait_for(self._reader.read(1024), PATIENCE)
        except ConnectionError:
            return b""

    async def hang_up(self) -> None:
        self._writer.transport.abort()


Call = Callable[[], Awaitable[Caller]]


@pytest.fixture
async def call(proxy: Proxy) -> AsyncIterator[Call]:
    callers: list[Caller] = []

    async def connect() -> Caller:
        callers.append(Caller(*await asyncio.open_connection("127.0.0.1", proxy.port)))
        return callers[-1]

    yield connect
    for caller in callers:
        await caller.hang_up()


async def test_it_forwards_both_ways(call: Call) -> None:
    caller = await call()
    assert await caller.says(b"hello") == b"hello"


async def test_a_cut_ends_open_connections_and_refuses_new_ones(proxy: Proxy, call: Call) -> None:
    before = await call()
    assert await before.says(b"hello") == b"hello"
    async with proxy.broken():
        assert await before.says(b"still there?") == b""
        assert await (await call()).says(b"hello?") == b""
    assert await (await call()).says(b"again") == b"again"


async def test_swallowed_words_never_arrive(proxy: Proxy, call: Call) -> None:
    caller = await call()
    assert await caller.says(b"hello") == b"hello"
    async with proxy.broken("swallow"):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(caller.says(b"lost"), 0.2)
    assert await caller.says(b"over") == b""
    assert await (await call()).says(b"again") == b"again"


async def test_on_a_slow_link_words_arrive_late(proxy: Proxy, call: Call) -> None:
    caller = await call()
    async with proxy.broken("slow"):
        began = time.monotonic()
        assert await caller.says(b"hello") == b"hello"
        assert time.monotonic() - began >= 2 * SLOW
    assert await caller.says(b"again") == b"again"


async def test_where_sockets_are_blocked_requests_still_get_through(proxy: Proxy, call: Call) -> None:
    async with proxy.broken("no_sockets"):
        assert await (await call()).says(b"GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n") != b""
        assert await (await call()).says(b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n") == b""


async def test_a_target_that_is_not_there_is_a_closed_connection() -> None:
    async with Proxy("127.0.0.1", 1) as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        with suppress(ConnectionResetError):
            assert await asyncio.wait_for(reader.read(), PATIENCE) == b""
        writer.transport.abort()
