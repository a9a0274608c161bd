"""Locks by name among all collectors over one PostgreSQL: advisory locks, all of them on one connection.

The server frees them when the connection ends, so whoever holds one must not go on without it.  A collector finds out
within seconds that its connection is gone, and cuts short what it does under a lock; the server waits for longer than
that before it takes a silent collector for dead and lets others have the locks.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import asyncpg

from monitor.ports import LockLost, Locks

_TAKE = "SELECT pg_try_advisory_lock($1)"
_LET_GO = "SELECT pg_advisory_unlock($1)"
_IS_HELD = """
SELECT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32) | objid::bigint = $1
)
"""
_LOOK_AGAIN_S = 0.05  # while somebody else has the lock
_BEAT_S = 5.0
_ANSWER_S = 5.0  # after which the server is taken to be gone
_SILENCE_S = 30  # after which the server takes the collector to be gone; more than both of the above
_AWAY = (
    OSError,  # with TimeoutError
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # it was told to end in the moment in which it was asked something
)


class PostgresLocks:
    """`async with locks("name")`: nobody else is inside, in any collector, as long as the block runs.

    `tasks` are the locks of this process, because one connection can take the same lock twice.  While the database is
    away whoever asks waits for up to `patience` seconds.  Raises `LockLost` then, and at the end of a block that was
    cut short because the connection was lost.
    """

    def __init__(self, url: str, tasks: Locks, *, patience: float = 10.0) -> None:
        self._url = re.sub(r"^postgres(?:ql)?(?:\+\w+)?://", "postgresql://", url)
        self._tasks = tasks
        self._patience = patience
        self._connection: asyncpg.Connection | None = None
        self._speaking = asyncio.Lock()  # a connection does one thing at a time
        self._held: set[asyncio.Timeout] = set()  # the blocks that run under a lock
        self._work: set[asyncio.Task[Any]] = set()
        self._beating: asyncio.Task[None] | None = None

    def __call__(self, name: str) -> AbstractAsyncContextManager[object]:
        return self._hold(name, _number(name))

    async def held(self, name: str) -> bool:
        """Whether somebody is inside just now, in any collector; raises `LockLost`."""
        try:
            return bool(await asyncio.shield(self._start(self._say(_IS_HELD, _number(name)))))
        except _AWAY as error:
            raise LockLost(f"who holds the lock {name!r} cannot be found out") from error

    async def close(self) -> None:
        """Let go of everything; who still holds a lock is cut short."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        await asyncio.gather(*self._work, return_exceptions=True)
        if (connection := self._connection) is not None:
            self._lost(connection)
            with suppress(*_AWAY):
                await connection.close(timeout=_ANSWER_S)

    # ------------------------------------------------------------ one lock

    @asynccontextmanager
    async def _hold(self, name: str, number: int) -> AsyncIterator[None]:
        async with self._tasks(name):
            connection = await self._take(name, number)
            block = asyncio.timeout(None)
            try:
                async with block:
                    self._held.add(block)
                    if connection is not self._connection:  # lost before anybody could be told
                        _cut_short(block)
                    yield
            except TimeoutError as error:
                if block.expired():
                    raise LockLost(f"the lock {name!r} was lost while it was needed") from error
                raise
            finally:
                self._held.discard(block)
                await self._let_go(number)

    async def _take(self, name: str, number: int) -> asyncpg.Connection:
        """Wait for whoever has it, and for a database that is away; returns the connection that holds it."""
        over = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                if connection := await self._try(number):
                    return connection
                over = asyncio.get_running_loop().time() + self._patience
            except _AWAY as error:
                if asyncio.get_running_loop().time() > over:
                    raise LockLost(f"the lock {name!r} cannot be had: {str(error) or type(error).__name__}") from error
            await asyncio.sleep(_LOOK_AGAIN_S)

    async def _try(self, number: int) -> asyncpg.Connection | None:
        """Take the lock if it is free; whoever is cancelled meanwhile does not keep it."""
        asked = self._start(self._ask(number))
        try:
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            asked.add_done_callback(lambda _: self._start(self._give_back(asked, number)))
            raise

    async def _ask(self, number: int) -> asyncpg.Connection | None:
        return self._connection if await self._say(_TAKE, number) else None

    async def _give_back(self, asked: asyncio.Task[asyncpg.Connection | None], number: int) -> None:
        if not asked.cancelled() and asked.exception() is None and asked.result() is not None:
            await self._free(number)

    async def _let_go(self, number: int) -> None:
        """Shielded: a lock is free again however its block has ended."""
        await asyncio.shield(self._start(self._free(number)))

    async def _free(self, number: int) -> None:
        if self._connection is not None:
            with suppress(*_AWAY):  # without the connection it is free already
                await self._say(_LET_GO, number)

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work, name="locks")
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return task

    # ------------------------------------------------------------ the connection

    async def _say(self, statement: str, *words: int) -> bool:
        async with self._speaking:
            connection = self._connection or await self._connect()
            try:
                return bool(await connection.fetchval(statement, *words))
            except _AWAY:
                self._hang_up()
                raise

    async def _connect(self) -> asyncpg.Connection:
        self._connection = connection = await asyncpg.connect(
            self._url,
            timeout=_ANSWER_S,
            command_timeout=_ANSWER_S,
            server_settings={"application_name": "locks", "idle_session_timeout": f"{_SILENCE_S}s"},
        )
        connection.add_termination_listener(self._lost)
        if self._beating is None:
            self._beating = asyncio.create_task(self._beat(), name="heartbeat of the locks")
        return connection

    async def _beat(self) -> None:
        """Show the server that there is somebody, and notice when it is gone."""
        while True:
            await asyncio.sleep(_BEAT_S)
            if self._held:
                with suppress(*_AWAY):
                    await self._say("SELECT true")

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._lost(self._connection)

    def _lost(self, connection: object) -> None:
        """Cut short whatever runs under a lock of this connection."""
        if connection is not self._connection:
            return
        self._connection = None
        for block in self._held:
            _cut_short(block)


def _cut_short(block: asyncio.Timeout) -> None:
    block.reschedule(asyncio.get_running_loop().time())


def _number(name: str) -> int:
    """64 bits, as PostgreSQL wants, and others than the registry's; two names of one number wait for each other."""
    return int.from_bytes(hashlib.sha256(f"lock\n{name}".encode()).digest()[:8], "big", signed=True)
