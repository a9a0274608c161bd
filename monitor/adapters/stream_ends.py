"""Where the streams of a log's file end: in memory at once, in the file's table `streams` a little later.

A row per session that changes with every batch would be the random write that the file's layout avoids.  So ends are
written down in rounds, one for so many entries, and each round in parts, one with each commit: a round at once kept all
who waited for an acknowledgement waiting for up to 0.4 s with 17,500 sessions, measured.

When a round is over, `marked` says up to which position every stream's end is written down; what lies behind it is
found again when the file is opened.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

_log = logging.getLogger("monitor.log")

_EVERY = 100_000  # entries; bounds what an opening after a crash must read to some 100 MB, with those of a round
_KEEP = 200_000  # streams in memory, some 300 bytes each; older ones are read from the file when they go on
_PART = 100  # ends at least

# Never backwards, whoever else may have opened the file and closes it with what was true then.
_UPDATE_STREAM = "UPDATE streams SET last = ?1 WHERE number = ?2 AND last < ?1"
_UPDATE_MARKED = "UPDATE marked SET position = ?1 WHERE position < ?1"


class Head(NamedTuple):
    """Where a stream stands: its number in `streams` and its last entry."""

    number: int
    n: int
    digest: bytes
    position: int


class StreamEnds:
    """The heads in memory, and which of them the file does not have; one thread changes them."""

    def __init__(self) -> None:
        self._heads: dict[str, Head] = {}  # replaced whole entries only, so a reader may look without a lock
        self._moved: set[str] = set()  # since the round that is under way began, or else the last one
        self._entries = 0  # since then
        self._due: list[str] = []  # of the round that is under way, the next ones last
        self._reaches = 0  # up to this position everything is written down when it is over
        self._failed = False

    def get(self, stream: str) -> Head | None:
        return self._heads.get(stream)

    def move(self, heads: Mapping[str, Head], entries: int, position: int) -> None:
        """So many entries more are in the file, the last of them at this position; a round begins when one is due."""
        self._heads.update(heads)
        self._moved.update(heads)
        self._entries += entries
        if self._entries >= _EVERY and not self._due:
            self._due = sorted(self._moved, key=self._number, reverse=True)  # neighbours share a page
            self._moved, self._entries, self._reaches = set(), 0, position

    def write_part(self, writer: sqlite3.Connection, entries: int) -> int:
        """Within the transaction of so many entries, write down a part of the round; returns how many ends.

        None where that fails, as only the time of a later opening depends on it; raises what SQLite raises where that
        has undone the entries too.
        """
        part = self._due[-max(_PART, entries) :]
        try:
            self._write(writer, part)
            if part and len(part) == len(self._due):
                writer.execute(_UPDATE_MARKED, (self._reaches,))
        except sqlite3.Error as error:
            if not writer.in_transaction:
                raise
            self._tell_once(error)
            return 0
        return len(part)

    def _tell_once(self, error: sqlite3.Error) -> None:
        if not self._failed:
            _log.warning("where streams end cannot be written down; the next opening takes longer: %s", error)
        self._failed = True

    def written(self, ends: int) -> None:
        """The transaction of `write_part` is over."""
        if ends:
            del self._due[-ends:]
        if ends and not self._due and len(self._heads) > _KEEP:
            self._heads = {stream: self._heads[stream] for stream in self._moved}

    def write_all(self, writer: sqlite3.Connection, position: int) -> None:
        """Write down everything up to the last position, within a transaction that the caller has begun."""
        self._write(writer, sorted({*self._due, *self._moved}, key=self._number))
        writer.execute(_UPDATE_MARKED, (position,))

    def _write(self, writer: sqlite3.Connection, streams: list[str]) -> None:
        ends = (self._heads[stream] for stream in streams)
        writer.executemany(_UPDATE_STREAM, [(head.position, head.number) for head in ends])

    def _number(self, stream: str) -> int:
        return self._heads[stream].number
