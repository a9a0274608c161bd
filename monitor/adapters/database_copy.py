"""One moment of a SQLite database, copied while others go on writing to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_BUSY_S = 30.0
_PAGES = 2_000  # at once; in between the source's other readers and writers go on


class DatabaseMoment:
    """What the database held when this was made."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def write_to(self, place: Path) -> None:
        """Copy it into one file, without a `-wal` beside it; raises `OSError`."""
        try:
            with closing(sqlite3.connect(place)) as copy:
                self._connection.backup(copy, pages=_PAGES, sleep=0.0)
                copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise OSError(5, str(error), str(place)) from error


@contextmanager
def moment_of(database: Path) -> Iterator[DatabaseMoment]:
    """Hold the present moment of a database, for as long as the block lasts; raises `OSError`."""
    address = database.resolve().as_uri() + "?mode=rw"
    try:
        connection = sqlite3.connect(address, timeout=_BUSY_S, uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise OSError(5, str(error), str(database)) from error
    with closing(connection):
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # only now the moment is fixed
        yield DatabaseMoment(connection)


def damage_of(database: Path) -> str:
    """What SQLite finds wrong with a file, or nothing."""
    try:
        with closing(sqlite3.connect(database.resolve().as_uri() + "?mode=ro&immutable=1", uri=True)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else str(found)
