"""Opening the registry's database, and bringing its tables up to date.

SQLite (a file) and PostgreSQL (a URL) hold the same tables and answer the same questions in the same order.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, InvalidatePoolError, OperationalError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry

from monitor import migrations
from monitor.adapters.registry.errors import RegistryError

__all__ = ["open_engine", "upgrade"]

_BUSY_S = 30.0  # a large import writes for seconds; whoever waits for it is late, and not refused
_AWAKE_S = 0.2  # a server that was killed is not back sooner
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_NOT_ALLOWED = "42501"
_LAID_OUT = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
_BY_BYTES = ("C", "POSIX", "C.UTF-8", "C.utf8", "ucs_basic")  # collations under which names sort as their bytes do


def open_engine(database: Path | str | URL) -> Engine:
    """An engine for a SQLite file (a path) or another database (a URL); usable from several threads.

    The tables are not touched: call `upgrade` once before the first use.  Raises `RegistryError` for a URL of another
    kind.
    """
    url = URL.create("sqlite", database=str(database)) if isinstance(database, Path) else _url(database)
    backend = url.get_backend_name()
    if backend == "sqlite":
        return _sqlite(url)
    if backend not in _DRIVERS:
        raise RegistryError("database", f"{backend} is not supported", "give a postgresql:// or sqlite:/// URL")
    return _postgres(url.set(drivername=_DRIVERS[backend]))


def _url(database: str | URL) -> URL:
    try:
        return make_url(database)
    except (ArgumentError, ValueError):  # which may repeat the password
        raise RegistryError("database", "is not named by a URL", "give a postgresql:// or sqlite:/// URL") from None


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date.

    Of several that start at once one does it, and the others wait.  Raises `RegistryError` where the database cannot be
    reached, where it would sort names differently, and where no tables may be made.
    """
    if engine.dialect.name == "postgresql":
        with _reached(engine) as connection:
            _refuse_other_order(connection)
    try:
        migrations.upgrade(engine)
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") != _NOT_ALLOWED:
            raise
        raise RegistryError(
            "database",
            f"may not be laid out: {str(error.orig).splitlines()[0]}",
            "make its user the database's OWNER, or GRANT CREATE ON DATABASE and ON SCHEMA public to it",
        ) from error


def _reached(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except OperationalError as error:
        why = " ".join(str(error.orig).split())
        raise RegistryError("database", f"cannot be reached: {why}", _remedy(why)) from error


def _remedy(why: str) -> str:
    """The driver tells these cases apart by words alone."""
    if re.search(r"password authentication failed|no password supplied", why):
        return (
            "see that the first line of the file MONITOR_DATABASE_PASSWORD_FILE, or MONITOR_DATABASE, has its password"
        )
    if re.search(r'database ".*" does not exist', why):
        return f"CREATE DATABASE … OWNER … {_LAID_OUT}, or correct MONITOR_DATABASE"
    return "see that it runs, and that MONITOR_DATABASE names it"


def close_engine(engine: Engine) -> None:
    """Close all connections that rest, and each other one as soon as whoever uses it gives it back.

    A task that is cancelled leaves its thread behind in the middle of a question.
    """
    event.listen(engine, "checkin", _close_returned)
    engine.dispose()


def _close_returned(connection: DBAPIConnection | None, _: ConnectionPoolEntry) -> None:
    if connection is not None:
        connection.close()


def tell_times(engine: Engine, observe: Callable[[float], None]) -> None:
    """Tell of every statement how many seconds it took, from whatever thread made it; one that failed is not told."""

    @event.listens_for(engine, "before_cursor_execute")
    def _begin(connection: Connection, *_: object) -> None:
        connection.info["asked_at"] = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def _end(connection: Connection, *_: object) -> None:
        observe(time.perf_counter() - connection.info["asked_at"])


# Errors go into logs, where people's names and numbers have no place: `hide_parameters`.


# ---------------------------------------------------------------- SQLite


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": _BUSY_S}, hide_parameters=True)
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
    options = connection.get_execution_options()
    if not options.get("writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options['flushed'] else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


# ---------------------------------------------------------------- PostgreSQL


def _postgres(url: URL) -> Engine:
    """Reads see one moment, as in SQLite; writes see what was committed before they got their locks (`locks`)."""
    engine = create_engine(url, isolation_level="REPEATABLE READ", hide_parameters=True)
    _replace_dead_connections(engine)
    return engine


def _replace_dead_connections(engine: Engine) -> None:
    """Ask a connection that has rested whether it still lives, and open all anew when it does not.

    What `pool_pre_ping` does each time; whoever opens a lesson takes seven connections within a few milliseconds.
    """

    @event.listens_for(engine, "checkin")
    def _rest(_: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _: object) -> None:
        if time.monotonic() - record.info.get("rests_since", 0.0) < _AWAKE_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            if engine.dialect.is_disconnect(error, connection, None):
                raise InvalidatePoolError from error
            raise


def _refuse_other_order(connection: Connection) -> None:
    """By a country's rules pages would come in another order, and an upgrade of the C library could break indexes."""
    asked = "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
    collation, encoding = connection.execute(text(asked)).one()
    if encoding != "UTF8" or collation not in _BY_BYTES:
        raise RegistryError(
            "database",
            f"has encoding {encoding} and collation {collation}",
            "create it with TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
        )
