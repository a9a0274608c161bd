"""Opening the registry's database, and bringing its tables up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection

from monitor.migrations import upgrade

__all__ = ["open_engine", "upgrade"]

_BUSY_S = 5.0


def open_engine(database: Path | str) -> Engine:
    """An engine for a SQLite file (a path) or another database (a URL); usable from several threads.

    The tables are not touched: call `upgrade` once before the first use.
    """
    url = URL.create("sqlite", database=str(database)) if isinstance(database, Path) else make_url(database)
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": _BUSY_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """WAL lets readers go on beside a writer; FULL makes a commit durable; foreign keys are off unless asked for."""
    assert isinstance(connection, sqlite3.Connection)  # its URL says so
    connection.isolation_level = None  # transactions begin below, not wherever the driver thinks best
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A transaction that will write takes the lock at once.

    Taken at the first write, it could fail after a read without SQLite waiting for it, and two callers could both
    read "not there yet" before either writes.
    """
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
