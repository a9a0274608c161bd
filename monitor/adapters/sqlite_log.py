"""The event log in one SQLite file: durable on return, and as quick with millions of entries as when empty.

Layout, as measured.  `entries` is append-only and has **no secondary index**: a UNIQUE index would cost three
times the work of an append and more with every row, a clustered key nine times.  So that one session can still be
read in milliseconds, every entry carries the position of the one before it in its stream (`before`), and reading
walks that list backwards from the stream's last entry: one look-up by row number per entry, nothing to maintain.

Where a stream ends is kept in memory and written to `streams` only now and then (`stream_ends`).  What is not yet
written down is found again when the log is opened: it lies behind `marked`, at the end of the file.  `streams` grows by
one row per session, not per entry, which is why an index on its names is harmless.

Positions are given out here and not by SQLite: should a second process write to the same file, its first entry meets
the primary key and is refused, so a chain can never fork.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain as chain_of
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from monitor.adapters.packing import pack_all, unpack
from monitor.adapters.stream_ends import Head, StreamEnds
from monitor.adapters.telling import awaited, tell
from monitor.core.codec import GENESIS, chain
from monitor.core.events import Entry
from monitor.ports import EventLogError, Overtaken, Source, Told

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    n INTEGER NOT NULL,
    received INTEGER NOT NULL,
    source TEXT NOT NULL,
    payload BLOB NOT NULL,
    prev BLOB NOT NULL,
    digest BLOB NOT NULL,
    before INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS streams (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    last INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS marked (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    position INTEGER NOT NULL
);
INSERT OR IGNORE INTO marked VALUES (1, 0);
"""

_INSERT_ENTRY, _AND_ONE_MORE = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", ", (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERTS = {rows: _INSERT_ENTRY + _AND_ONE_MORE * (rows - 1) for rows in (64, 16, 4, 1)}
_INSERT_STREAM = "INSERT INTO streams VALUES (?, ?, ?)"
_TAIL = (
    "SELECT s.number, e.stream, e.n, e.digest, e.position FROM entries e JOIN streams s ON s.name = e.stream"
    " WHERE e.position > ? ORDER BY e.position"
)
_HEAD = (
    "SELECT s.number, e.n, e.digest, e.position FROM streams s JOIN entries e ON e.position = s.last WHERE s.name = ?"
)
# CROSS JOIN fixes the order: from the entry in hand to the one before it, never a scan of the whole table.
_WALK = """
WITH RECURSIVE walk (n, received, source, payload, prev, digest, before) AS (
    SELECT n, received, source, payload, prev, digest, before FROM entries WHERE position = :last AND n > :after
    UNION ALL
    SELECT e.n, e.received, e.source, e.payload, e.prev, e.digest, e.before
    FROM walk CROSS JOIN entries e ON e.position = walk.before WHERE e.n > :after
)
SELECT n, received, source, payload, prev, digest FROM walk
"""
# The same without taking every payload in hand.
_WALK_SOURCE = """
WITH RECURSIVE walk (position, before) AS (
    SELECT position, before FROM entries WHERE position = :last AND n > :after
    UNION ALL
    SELECT e.position, e.before FROM walk CROSS JOIN entries e ON e.position = walk.before WHERE e.n > :after
)
SELECT e.n, e.received, e.source, e.payload, e.prev, e.digest
FROM walk CROSS JOIN entries e ON e.position = walk.position WHERE e.source = :source
"""

_GROUP_ROWS = 1000  # a commit of more rows takes longer than it saves, measured
_PAGE_BYTES = 8192  # measured with rows of 1 KB in groups of 100: a fifth less work than with 4096, fewer bytes too
_SLICES = 4  # looks per window whether entries still keep arriving; more of them make smaller groups, measured
_BUSY_S = 5.0  # how long to wait for a lock, which only a second process can hold


class _Waiting(NamedTuple):
    """An entry on its way to the disk, and who is told of it."""

    stream: str
    received: int
    source: Source
    payload: bytes
    n: int | None  # the only number under which it may be stored
    told: Told
    loop: asyncio.AbstractEventLoop  # in which it is told


_Outcomes = Sequence[Entry | Overtaken]  # of a group, in its order


class SqliteLog:
    """The event log in one file, written by one thread that shares each commit among all who wait.

    An append to an idle log is written at once.  When several arrive together the writer gathers, as long as more keep
    coming and up to `window` seconds after the group before was full, and commits them as one transaction with
    `synchronous=FULL`: so nobody waits for longer than that and two commits.  `commits` counts these transactions.
    Exactly one process may write to a file; with `read_only` it is opened for replay, without a writer, and every
    append is refused.

    Raises `EventLogError`, with the original error as its cause, when the file cannot be opened as a log.
    """

    def __init__(self, path: Path | str, *, window: float = 0.020, read_only: bool = False) -> None:
        self._window = window
        self._read_only = read_only
        self._closed = False
        self._gate = threading.Lock()  # nothing enters the queue behind the end mark
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._grouped_at = 0.0  # when the last group was full (s, monotonic); what waits has come since
        with _translated(f"the event log {path} cannot be opened"):
            self._file = _LogFile(Path(path), read_only=read_only)
        # A daemon, because what it has acknowledged is on disk anyway and an interpreter that dies must not hang.
        self._writer = threading.Thread(target=self._write, name="event-log-writer", daemon=True)
        if not read_only:
            self._writer.start()

    @property
    def commits(self) -> int:
        """How many transactions have stored entries since the log was opened."""
        return self._file.commits

    async def append(self, stream: str, received: int, source: Source, payload: bytes, n: int | None = None) -> Entry:
        """Store one entry (`received` in UTC ms), with `n` under this number only, and return it once it is on disk.

        Raises `Overtaken`, and `EventLogError` when it could not be stored; it is not in the log then.  A caller that
        is cancelled while it waits may find its entry stored.
        """
        return await awaited(lambda told: self.hand_in(stream, received, source, payload, n, told))

    def hand_in(self, stream: str, received: int, source: Source, payload: bytes, n: int | None, told: Told) -> None:
        """The same for who cannot wait: `told` is called in this event loop.

        Raises `EventLogError` for what cannot be stored, and when the log is closed or for reading only.
        """
        _refuse_unstorable(stream, received)
        waiting = _Waiting(stream, received, source, payload, n, told, asyncio.get_running_loop())
        with self._gate:
            self._refuse_when_closed()
            if self._read_only:
                raise EventLogError("the event log was opened for reading only")
            self._queue.put(waiting)

    async def read(self, stream: str, after: int = -1, source: Source | None = None) -> list[Entry]:
        """The entries of `stream` with `n` > `after`, all acknowledged ones included; raises `EventLogError`.

        With a `source`, those of it alone: what the server saw of a class hour is a twentieth of its entries.
        """
        self._refuse_when_closed()
        with _translated(f"stream {stream!r} cannot be read"):
            return await asyncio.to_thread(self._file.read, stream, after, source)

    async def streams(self) -> list[str]:
        """All names in the order of their first entries; raises `EventLogError`."""
        self._refuse_when_closed()
        with _translated("the names of the streams cannot be read"):
            return await asyncio.to_thread(self._file.streams)

    async def close(self) -> None:
        """Store what was accepted, end the thread, close the file; closing twice is allowed."""
        with self._gate:
            first, self._closed = not self._closed, True
            if first:
                self._queue.put(None)
        if first:
            await asyncio.to_thread(self._finish)

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise EventLogError("the event log is closed")

    def _finish(self) -> None:
        if not self._read_only:
            self._writer.join()
        self._file.close()

    # ------------------------------------------------------------ the writer thread

    def _write(self) -> None:
        """Store groups until the end mark comes."""
        crowded = False
        while True:
            group = self._next_group(crowded=crowded)
            waiting = [item for item in group if item is not None]
            self._store(waiting)
            crowded = len(waiting) > 1
            if len(waiting) < len(group):
                return

    def _next_group(self, *, crowded: bool) -> list[_Waiting | None]:
        """What is to be committed together: at once after silence or a lone entry, gathered after a group of several.

        One caller that awaits each append makes groups of one and is never kept waiting; a crowd makes larger
        groups, and there the wait is what lets hundreds share one flush of the disk (measured: 2.5 times less work).
        """
        try:
            group = [self._queue.get(timeout=self._window if crowded else None)]
        except Empty:  # the crowd has gone
            return []
        if crowded:
            self._gather()
        while len(group) < _GROUP_ROWS and group[-1] is not None and not self._queue.empty():
            group.append(self._queue.get())
        self._grouped_at = time.monotonic()
        return group

    def _gather(self) -> None:
        """Wait until the window ends, and only as long as entries keep arriving and the group is not full."""
        seen = -1
        while (left := self._grouped_at + self._window - time.monotonic()) > 0:
            if self._closed or not seen < self._queue.qsize() < _GROUP_ROWS:
                return
            seen = self._queue.qsize()
            time.sleep(min(left, self._window / _SLICES))

    def _store(self, group: Sequence[_Waiting]) -> None:
        """Commit one group and answer everybody in it; a failure is everybody's, and nothing of it is stored."""
        if not group:
            return
        outcome: _Outcomes | Exception
        try:
            outcome = self._file.commit(group)
        except Exception as error:  # noqa: BLE001  whatever it was: somebody waits for the answer
            outcome = error
        for loop in {item.loop for item in group}:
            with suppress(RuntimeError):  # that loop is closed: nobody waits there any more
                loop.call_soon_threadsafe(_answer, loop, group, outcome)


def _answer(loop: asyncio.AbstractEventLoop, group: Sequence[_Waiting], outcome: _Outcomes | Exception) -> None:
    """Tell those of `loop`; one hop into the loop per group, not per entry."""
    outcomes = [_not_stored(item.stream, outcome) for item in group] if isinstance(outcome, Exception) else outcome
    for item, each in zip(group, outcomes, strict=True):
        if item.loop is loop:
            tell(item.told, each)


def _not_stored(stream: str, cause: Exception) -> EventLogError:
    error = EventLogError(f"entry of stream {stream!r} was not stored: {cause}")
    error.__cause__ = cause
    return error


def _refuse_unstorable(stream: str, received: int) -> None:
    """Refuse at the door what SQLite could not take, so that it does not fail the group it would share."""
    try:
        stream.encode()
        received.to_bytes(8, "big", signed=True)
    except (UnicodeEncodeError, OverflowError) as error:
        raise EventLogError(f"entry of stream {stream!r} cannot be stored") from error


@contextmanager
def _translated(what: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise EventLogError(f"{what}: {error}") from error


class _LogFile:
    """The file itself: one connection that writes, used by the writer thread only, and one that reads, under a lock."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.commits = 0
        self._ends = StreamEnds()
        self._position = 0  # of the last entry
        self._streams_known = 0  # the highest number given to a stream
        self._read_only = read_only
        self._reading = threading.Lock()
        self._writer = None if read_only else _open_writer(path)
        self._reader = _open_reader(path, read_only=read_only)
        try:
            self._recover()
        except sqlite3.Error:
            self.close()
            raise

    def commit(self, group: Sequence[_Waiting]) -> _Outcomes:
        """Store a group in one transaction; raises what SQLite raises, and then nothing of it is stored."""
        writer = self._writing()
        writer.execute("BEGIN IMMEDIATE")
        try:
            outcomes, heads = self._insert(writer, group)
            ends = self._ends.write_part(writer, len(group))
            writer.execute("COMMIT")
        except BaseException:
            _roll_back(writer)
            raise
        stored = sum(isinstance(outcome, Entry) for outcome in outcomes)
        self._position += stored
        self._ends.move(heads, stored, self._position)
        self._ends.written(ends)
        self._streams_known = max([self._streams_known, *(head.number for head in heads.values())])
        self.commits += 1
        return outcomes

    def _insert(self, writer: sqlite3.Connection, group: Sequence[_Waiting]) -> tuple[_Outcomes, dict[str, Head]]:
        """Chain and insert a group; returns what becomes of each, and the heads that hold once it is committed."""
        heads: dict[str, Head] = {}
        born: list[tuple[int, str, int]] = []
        outcomes: list[Entry | Overtaken] = []
        rows: list[tuple[object, ...]] = []
        for item, packed in zip(group, pack_all([item.payload for item in group]), strict=True):
            position = self._position + len(rows) + 1
            head = heads.get(item.stream) or self._head(writer, item.stream)
            if item.n not in (None, head.n + 1 if head else 0):
                outcomes.append(Overtaken(f"stream {item.stream!r} does not stand before entry {item.n}"))
                continue
            if head is None:
                head = Head(self._streams_known + len(born) + 1, -1, GENESIS, 0)
                born.append((head.number, item.stream, position))
            entry = chain(item.stream, head.n + 1, item.received, item.source, item.payload, head.digest)
            heads[item.stream] = Head(head.number, entry.n, entry.digest, position)
            outcomes.append(entry)
            rows.append(_row(position, entry, packed, head.position))
        writer.executemany(_INSERT_STREAM, born)
        _insert_rows(writer, rows)
        return outcomes, heads

    def _head(self, connection: sqlite3.Connection, stream: str) -> Head | None:
        """Where a stream stands; memory first, because the file may lag behind it, never the other way round."""
        known = self._ends.get(stream)
        if known is not None:
            return known
        found = connection.execute(_HEAD, (stream,)).fetchone()
        return Head(*found) if found else None

    def _mark(self) -> None:
        """Write down where all streams end."""
        writer = self._writing()
        writer.execute("BEGIN IMMEDIATE")
        try:
            self._ends.write_all(writer, self._position)
            writer.execute("COMMIT")
        except BaseException:
            _roll_back(writer)
            raise

    def _recover(self) -> None:
        """Read what lies behind the mark, and where the next position and stream number are."""
        (self._position,) = self._reader.execute("SELECT position FROM marked").fetchone()
        (self._streams_known,) = self._reader.execute("SELECT coalesce(max(number), 0) FROM streams").fetchone()
        self._catch_up()

    def _catch_up(self) -> None:
        """Learn the heads of all entries after the last known position."""
        for number, stream, n, digest, position in self._reader.execute(_TAIL, (self._position,)):
            self._ends.move({stream: Head(number, n, digest, position)}, 1, position)
            self._position = position

    def read(self, stream: str, after: int, source: Source | None) -> list[Entry]:
        """The entries of `stream` with `n` > `after`, in order, all or of one source."""
        with self._reading:
            if self._read_only:
                self._catch_up()  # another process may have written since
            head = self._head(self._reader, stream)
            if head is None:
                return []
            wanted = {"last": head.position, "after": after, "source": source}
            rows = self._reader.execute(_WALK if source is None else _WALK_SOURCE, wanted).fetchall()
        return [_entry(stream, row) for row in reversed(rows)]

    def streams(self) -> list[str]:
        """All names in the order of their first entries, which is the order of their numbers."""
        with self._reading:
            return [name for (name,) in self._reader.execute("SELECT name FROM streams ORDER BY number")]

    def close(self) -> None:
        """Write down where the streams end, if that is possible, and close both connections.

        The writer goes last: only then can SQLite fold the `-wal` file in, so that the log is one file to copy.
        """
        with self._reading:
            self._reader.close()
        if self._writer is not None:
            with suppress(sqlite3.Error):
                self._mark()
            self._writer.close()

    def _writing(self) -> sqlite3.Connection:
        assert self._writer is not None  # read-only logs have no writer thread and so never come here
        return self._writer


def _open_writer(path: Path) -> sqlite3.Connection:
    """The connection that writes: WAL, every commit flushed to the disk before it returns."""
    writer = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        writer.execute(f"PRAGMA page_size = {_PAGE_BYTES}")  # heeded by a new file only
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA synchronous = FULL")
        writer.executescript(_SCHEMA)
    except sqlite3.Error:
        writer.close()
        raise
    return writer


def _open_reader(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """The connection that reads.

    A copy without its `-wal` file is complete and nobody writes to it; SQLite must be told so (`immutable`), or it
    could not open a copy in a folder that it may not write to.
    """
    still = read_only and not path.with_name(path.name + "-wal").exists()
    address = path.resolve().as_uri() + ("?mode=ro&immutable=1" if still else "?mode=ro")
    return sqlite3.connect(address, timeout=_BUSY_S, uri=True, isolation_level=None, check_same_thread=False)


def _insert_rows(writer: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> None:
    """In few statements: at the end of each the event loop takes the interpreter and gives it back late, measured."""
    place = 0
    for size, statement in _INSERTS.items():
        while len(rows) - place >= size:
            writer.execute(statement, [*chain_of.from_iterable(rows[place : place + size])])
            place += size


def _roll_back(connection: sqlite3.Connection) -> None:
    """Undo, without hiding the error that led here: SQLite may have undone it by itself."""
    with suppress(sqlite3.Error):
        connection.execute("ROLLBACK")


def _row(position: int, entry: Entry, packed: bytes, before: int) -> tuple[object, ...]:
    return (
        position,
        entry.stream,
        entry.n,
        entry.received,
        entry.source,
        packed,
        entry.prev,
        entry.digest,
        before,
    )


def _entry(stream: str, row: tuple[Any, ...]) -> Entry:
    n, received, source, packed, prev, digest = row
    return Entry(stream=stream, n=n, received=received, source=source, payload=unpack(packed), prev=prev, digest=digest)
