"""Who waits for whom among those who write at the same time.

SQLite has one writer at a time.  PostgreSQL has as many as come, and two of them could both read "not there yet"
before either writes; so everybody takes a lock first and reads afterwards, under READ COMMITTED, what was committed
until then.  Who names what it changes waits only for others who change that; who names nothing is alone, as in SQLite.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, Engine, Function, func, select

EVERYTHING = "registry"


def writing(engine: Engine, *, flushed: bool = True) -> Engine:
    """The engine for transactions that write; what is not flushed may be lost with the machine's power."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(writes=True, flushed=flushed, isolation_level="READ COMMITTED")
    return engine.execution_options(writes=True, flushed=flushed)


def take_locks(connection: Connection, names: Collection[str] = ()) -> None:
    """Wait until nobody else changes what is named, or anything when nothing is; held until the transaction ends.

    They are taken in one order, so that nobody waits in a circle.
    """
    if connection.dialect.name == "postgresql":  # in SQLite BEGIN IMMEDIATE took the one lock that there is
        connection.execute(select(_flushing(connection), *_locks(names)))


def _flushing(connection: Connection) -> Function[str]:
    """Whatever the server's default is; said in the same breath, which is one question to the server less."""
    flushed = connection.get_execution_options().get("flushed", True)
    return func.set_config("synchronous_commit", "on" if flushed else "off", True)


def _locks(names: Collection[str]) -> Iterator[Function[None]]:
    if not names:
        yield func.pg_advisory_xact_lock(_number(EVERYTHING))
        return
    yield func.pg_advisory_xact_lock_shared(_number(EVERYTHING))
    for number in sorted({_number(name) for name in names}):
        yield func.pg_advisory_xact_lock(number)


def _number(name: str) -> int:
    """64 bits, as PostgreSQL wants; two names of one number only wait for each other."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
