"""The event log in PostgreSQL: durable on return, and written to by as many collectors as there are.

`event_log.entries` is partitioned by the hash of the stream, and its only index is its primary key, stream and number:
by it a session is read alone, where a stream ends is one look-up, and of two entries under one number one is refused.
Nothing ever follows a sequence over all streams, because commits do not come in the order of such a sequence.

A group of entries is one transaction with one `INSERT … ON CONFLICT DO NOTHING`.  What conflicts is either the same
entry, stored by a commit whose answer was lost, or somebody else's: then the whole group is undone and chained anew,
behind what the other wrote.  So a chain can never fork, and repeating a group stores nothing twice.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import islice
from typing import Any, NamedTuple

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from monitor.adapters.packing import pack_all, unpack
from monitor.adapters.telling import awaited, tell
from monitor.core.codec import GENESIS, chain
from monitor.core.events import Entry
from monitor.ports import EventLogError, Overtaken, Source, Told

_log = logging.getLogger("monitor.log")

_PARTITIONS = 16
_LAYING_OUT = 0x6C6F67  # the advisory lock under which one collector makes the tables and the others wait
_SCHEMA = f"""
CREATE SCHEMA IF NOT EXISTS event_log;
CREATE TABLE IF NOT EXISTS event_log.entries (
    stream text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    received bigint NOT NULL,
    source text NOT NULL,
    payload bytea NOT NULL,
    prev bytea NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (stream, n)
) PARTITION BY HASH (stream);
CREATE TABLE IF NOT EXISTS event_log.streams (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE
);
DO $$ BEGIN
    FOR part IN 0..{_PARTITIONS - 1} LOOP
        EXECUTE format('CREATE TABLE IF NOT EXISTS event_log.entries_%s PARTITION OF event_log.entries'
            ' FOR VALUES WITH (MODULUS {_PARTITIONS}, REMAINDER %s)', part, part);
    END LOOP;
END $$;
"""

_IS_LAID_OUT = "SELECT to_regclass('event_log.streams') IS NOT NULL"
_INSERT = """
INSERT INTO event_log.entries (stream, n, received, source, payload, prev, digest)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[])
ON CONFLICT DO NOTHING RETURNING stream, n
"""
_INSERT_STREAMS = """
INSERT INTO event_log.streams (name)
SELECT name FROM unnest($1::text[]) WITH ORDINALITY AS born (name, place) ORDER BY place ON CONFLICT DO NOTHING
"""
_DIGESTS = """
SELECT digest FROM event_log.entries JOIN unnest($1::text[], $2::bigint[]) AS asked (stream, n) USING (stream, n)
"""
_HEADS = """
SELECT asked.stream, last.n, last.digest
FROM unnest($1::text[]) AS asked (stream)
CROSS JOIN LATERAL (
    SELECT n, digest FROM event_log.entries e WHERE e.stream = asked.stream ORDER BY n DESC LIMIT 1
) last
"""
_READ = """
SELECT stream, n, received, source, payload, prev, digest FROM event_log.entries
WHERE stream = $1 AND n > $2 AND ($3::text IS NULL OR source = $3) ORDER BY n
"""
_STREAMS = "SELECT name FROM event_log.streams ORDER BY number"

_GROUP_ROWS = 1000
_SLICES = 10  # looks per window whether entries still keep arriving
_KEEP_HEADS = 200_000  # streams in memory; the ends of others are asked for when they go on
_READERS = 4  # connections
_ANSWER_S = 30.0  # after which the server is taken to be gone
_PAUSE_S = 0.1  # between two tries to reach it
_AWAY: tuple[type[BaseException], ...] = (
    OSError,  # with TimeoutError
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it is being shut down, or starts
    asyncpg.InterfaceError,  # the connection was closed under us
    asyncpg.InternalClientError,  # in the moment in which it was asked something
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.ReadOnlySQLTransactionError,  # it was the primary a moment ago
    asyncpg.TooManyConnectionsError,
)
_ANY: tuple[type[BaseException], ...] = (*_AWAY, asyncpg.PostgresError)


class _Head(NamedTuple):
    """The last entry of a stream."""

    n: int
    digest: bytes


_UNBORN = _Head(-1, GENESIS)


class _Waiting(NamedTuple):
    """An entry on its way into the database, and who is told of it."""

    stream: str
    received: int
    source: Source
    payload: bytes
    n: int | None  # the only number under which it may be stored
    told: Told


class PostgresLog:
    """The event log in one database, written by one task that shares each commit among all who wait.

    An append to an idle log is written at once.  When several arrive together the task gathers, as long as more keep
    coming and up to `window` seconds after the group before was full, and commits them as one transaction; `commits`
    counts these.

    While the database is away an append waits for up to `patience` seconds, and is tried again until then.  The log
    connects when it is first used, in one event loop; with `read_only` it makes no tables, and every append is refused.

    Raises `EventLogError` for a URL of another database.
    """

    def __init__(self, url: str, *, window: float = 0.020, patience: float = 10.0, read_only: bool = False) -> None:
        self._url = _plain(url)
        self._window = window
        self._patience = patience
        self._read_only = read_only
        self._closed = False
        self._queue: deque[_Waiting] = deque()
        self._grouped_at = 0.0  # when the last group was full (s, monotonic)
        self._stirred = asyncio.Event()  # somebody waits, or the log is to be closed
        self._heads: dict[str, _Head] = {}
        self._task: asyncio.Task[None] | None = None
        self._writer: asyncpg.Connection | None = None
        self._readers: asyncpg.Pool | None = None
        self._connecting = asyncio.Lock()
        self.commits = 0

    async def append(self, stream: str, received: int, source: Source, payload: bytes, n: int | None = None) -> Entry:
        """Store one entry (`received` in UTC ms), with `n` under this number only, and return it once it is on disk.

        Raises `Overtaken`, and `EventLogError` when it was not stored, or when the database went away and did not come
        back to say whether it was.  A caller that is cancelled while it waits may find its entry stored.
        """
        return await awaited(lambda told: self.hand_in(stream, received, source, payload, n, told))

    def hand_in(self, stream: str, received: int, source: Source, payload: bytes, n: int | None, told: Told) -> None:
        """The same for who cannot wait: `told` is called in this event loop.

        Raises `EventLogError` for what cannot be stored, and when the log is closed or for reading only.
        """
        _refuse_unstorable(stream, received)
        self._refuse_when_closed()
        if self._read_only:
            raise EventLogError("the event log was opened for reading only")
        self._queue.append(_Waiting(stream, received, source, payload, n, told))
        self._stirred.set()
        if self._task is None:
            self._task = asyncio.create_task(self._write(), name="event log")

    async def read(self, stream: str, after: int = -1, source: Source | None = None) -> list[Entry]:
        """The entries of `stream` with `n` > `after`, all acknowledged ones included; raises `EventLogError`.

        With a `source`, those of it alone.
        """
        with _translated(f"stream {stream!r} cannot be read"):
            rows = await self._fetch(_READ, stream, after, source)
            return [Entry(**{**row, "payload": unpack(row["payload"])}) for row in rows]

    async def streams(self) -> list[str]:
        """All names in the order of their first entries; raises `EventLogError`.

        Of streams that several collectors begin at the same time any may come first.
        """
        with _translated("the names of the streams cannot be read"):
            return [name for (name,) in await self._fetch(_STREAMS)]

    async def close(self) -> None:
        """Store what was accepted, end the task, close the connections; closing twice is allowed."""
        self._closed = True
        self._stirred.set()
        if self._task is not None:
            await asyncio.shield(self._task)
        readers, self._readers = self._readers, None
        if readers is not None:
            await readers.close()
        await self._hang_up()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise EventLogError("the event log is closed")

    # ------------------------------------------------------------ groups

    async def _write(self) -> None:
        """Store groups until the log is closed and nobody waits any more."""
        crowded = False
        while self._queue or not self._closed:
            if not await self._somebody_waits(self._window if crowded else None):
                crowded = False
                continue
            if crowded:
                await self._gather()
            group = list(islice(self._queue, _GROUP_ROWS))
            self._grouped_at = time.monotonic()
            await self._answer(group)
            for _ in group:
                self._queue.popleft()
            crowded = len(group) > 1

    async def _somebody_waits(self, limit: float | None) -> bool:
        """Wait for the next entry, up to `limit` seconds: at once after a lone one, as for a log that was idle."""
        if not self._queue and not self._closed:
            self._stirred.clear()
            try:
                await asyncio.wait_for(self._stirred.wait(), limit)
            except TimeoutError:  # the crowd has gone
                return False
        return bool(self._queue)

    async def _gather(self) -> None:
        """Wait until the window ends, and only as long as entries keep arriving and the group is not full."""
        seen = -1
        while (left := self._grouped_at + self._window - time.monotonic()) > 0:
            if self._closed or not seen < len(self._queue) < _GROUP_ROWS:
                return
            seen = len(self._queue)
            await asyncio.sleep(min(left, self._window / _SLICES))

    async def _answer(self, group: Sequence[_Waiting]) -> None:
        """Store a group and answer everybody in it; a failure is everybody's."""
        try:
            outcomes: Sequence[Entry | Exception] = await self._store(group)
        except Exception as error:  # noqa: BLE001  whatever it was: somebody waits for the answer
            self._heads.clear()
            outcomes = [_not_stored(item.stream, error) for item in group]
        for item, outcome in zip(group, outcomes, strict=True):
            tell(item.told, outcome)

    # ------------------------------------------------------------ one group

    async def _store(self, group: Sequence[_Waiting]) -> Sequence[Entry | Overtaken]:
        """Store a group, again and again while the database is away or others write into the same streams."""
        over = asyncio.get_running_loop().time() + self._patience
        outcomes: Sequence[Entry | Overtaken] | None = None
        again = False
        while True:
            try:
                connection = await self._writing()
                outcomes = outcomes or await self._chained(connection, group)
                entries = [outcome for outcome in outcomes if isinstance(outcome, Entry)]
                if await _inserted(connection, entries, again=again):
                    self._remember(entries)
                    return outcomes
                self._forget(entries)
                outcomes, again = None, False
            except _AWAY as error:
                # The same entries are tried again: should the lost commit have stored them, they are there already.
                again = True
                await self._hang_up()
                if asyncio.get_running_loop().time() > over:
                    raise
                _log.warning("the event log's database is away: %s", str(error) or type(error).__name__)
                await asyncio.sleep(_PAUSE_S)

    async def _chained(self, connection: asyncpg.Connection, group: Sequence[_Waiting]) -> Sequence[Entry | Overtaken]:
        """Every entry behind the last one of its stream, or why it cannot be there."""
        heads = await self._heads_of(connection, {item.stream for item in group})
        outcomes: list[Entry | Overtaken] = []
        for item in group:
            head = heads.get(item.stream, _UNBORN)
            if item.n not in {None, head.n + 1}:
                outcomes.append(Overtaken(f"stream {item.stream!r} stands before entry {head.n + 1}, not {item.n}"))
                self._heads.pop(item.stream, None)
                continue
            entry = chain(item.stream, head.n + 1, item.received, item.source, item.payload, head.digest)
            heads[item.stream] = _Head(entry.n, entry.digest)
            outcomes.append(entry)
        return outcomes

    async def _heads_of(self, connection: asyncpg.Connection, streams: set[str]) -> dict[str, _Head]:
        heads = {stream: self._heads[stream] for stream in streams if stream in self._heads}
        if unknown := list(streams - heads.keys()):
            heads |= {stream: _Head(n, digest) for stream, n, digest in await connection.fetch(_HEADS, unknown)}
        return heads

    def _remember(self, entries: Sequence[Entry]) -> None:
        self.commits += bool(entries)
        if len(self._heads) > _KEEP_HEADS:
            self._heads.clear()
        self._heads.update((entry.stream, _Head(entry.n, entry.digest)) for entry in entries)

    def _forget(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._heads.pop(entry.stream, None)

    # ------------------------------------------------------------ connections

    async def _writing(self) -> asyncpg.Connection:
        if self._writer is None:
            # Whatever the database's default is: what is acknowledged is on its disk.
            self._writer = await asyncpg.connect(
                self._url,
                command_timeout=_ANSWER_S,
                server_settings={"application_name": "event log", "synchronous_commit": "on"},
            )
            await _lay_out(self._writer)
        return self._writer

    async def _hang_up(self) -> None:
        """Let the writing connection go at once; the server undoes what was not committed."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.terminate()

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[PoolConnectionProxy]:
        async with self._connecting:
            if self._readers is None:
                self._readers = await self._open_readers()
        async with self._readers.acquire() as connection:
            yield connection

    async def _fetch(self, statement: str, *words: object) -> Sequence[Any]:
        """Rows, asked for again while the database is away."""
        over = asyncio.get_running_loop().time() + self._patience
        while True:
            self._refuse_when_closed()
            try:
                async with self._reading() as connection:
                    return await connection.fetch(statement, *words)
            except _AWAY:
                if asyncio.get_running_loop().time() > over:
                    raise
            await asyncio.sleep(_PAUSE_S)

    async def _open_readers(self) -> asyncpg.Pool:
        readers = await asyncpg.create_pool(self._url, min_size=1, max_size=_READERS, command_timeout=_ANSWER_S)
        async with readers.acquire() as connection:
            if not self._read_only:
                await _lay_out(connection)
        return readers


async def _lay_out(connection: asyncpg.Connection | PoolConnectionProxy) -> None:
    """Make the tables, unless that was done; of several collectors one does it."""
    if await connection.fetchval(_IS_LAID_OUT):
        return
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LAYING_OUT)
        await connection.execute(_SCHEMA)


class _Foreign(Exception):
    """Somebody else's entry is where one of the group was to be."""


async def _inserted(connection: asyncpg.Connection, entries: Sequence[Entry], *, again: bool) -> bool:
    """Store a group in one transaction; False, and nothing of it is stored, if others wrote under its numbers.

    Tried `again`, it may be there already.
    """
    try:
        async with connection.transaction():
            await _insert(connection, entries, again=again)
            await connection.execute(_INSERT_STREAMS, [entry.stream for entry in entries if entry.n == 0])
    except _Foreign:
        return False
    return True


async def _insert(connection: asyncpg.Connection, entries: Sequence[Entry], *, again: bool) -> None:
    """Store entries; raises `_Foreign` where there is something else under their numbers."""
    # In one order for all collectors, so that none waits for another that waits for it.
    ordered = sorted(entries, key=lambda entry: (entry.stream, entry.n))
    columns = [[getattr(entry, name) for entry in ordered] for name in _COLUMNS]
    columns[_COLUMNS.index("payload")] = pack_all([entry.payload for entry in ordered])
    fresh = {tuple(row) for row in await connection.fetch(_INSERT, *columns)}
    there = [entry for entry in ordered if (entry.stream, entry.n) not in fresh]
    if there and not (again and await _are_the_same(connection, there)):
        raise _Foreign


async def _are_the_same(connection: asyncpg.Connection, entries: Sequence[Entry]) -> bool:
    """Whether what is stored under these numbers are these entries."""
    asked = [entry.stream for entry in entries], [entry.n for entry in entries]
    stored = {digest for (digest,) in await connection.fetch(_DIGESTS, *asked)}
    return stored == {entry.digest for entry in entries}


_COLUMNS = ("stream", "n", "received", "source", "payload", "prev", "digest")


def _not_stored(stream: str, cause: Exception) -> EventLogError:
    error = EventLogError(f"entry of stream {stream!r} was not stored: {str(cause) or type(cause).__name__}")
    error.__cause__ = cause
    return error


def _plain(url: str) -> str:
    """A URL without the name of a driver; raises `EventLogError` if it is of another database."""
    plain, found = re.subn(r"^postgres(?:ql)?(?:\+\w+)?://", "postgresql://", url)
    if not found:
        raise EventLogError("the event log is kept in a postgresql:// database, or in the data folder")
    return plain


def _refuse_unstorable(stream: str, received: int) -> None:
    """Refuse at the door what PostgreSQL could not take, so that it does not fail the group it would share."""
    try:
        stream.encode()
        received.to_bytes(8, "big", signed=True)
    except (UnicodeEncodeError, OverflowError) as error:
        raise EventLogError(f"entry of stream {stream!r} cannot be stored") from error
    if "\0" in stream:
        raise EventLogError(f"entry of stream {stream!r} cannot be stored: PostgreSQL keeps no zero character")


@contextmanager
def _translated(what: str) -> Iterator[None]:
    try:
        yield
    except _ANY as error:
        raise EventLogError(f"{what}: {str(error) or type(error).__name__}") from error
