"""The whole registry into another database, as one transaction, compared row by row before it is committed."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, Engine, Result, Table, func, select, text

from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.rows import Row

_ROWS = 1000  # sent at once


class Copied(dict[str, tuple[int, str]]):
    """By table: how many rows, and the SHA-256 (hex) of all of them in the order of their keys."""

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.values())

    @property
    def sha256(self) -> str:
        """Of all tables."""
        return hashlib.sha256(repr(sorted(self.items())).encode()).hexdigest()


def copy_registry(source: Engine, target: Engine) -> Copied:
    """Copy every row; both databases have the tables of this version.  What is copied already is only compared.

    Raises `RegistryError` where the target has another registry, or does not say the same afterwards; it is as it was
    then.
    """
    with source.connect() as old, target.begin() as new:
        wanted = fingerprints(old)
        if _is_empty(new):
            for table in Row.metadata.sorted_tables:
                _copy(table, old, new)
        found = fingerprints(new)
        if other := sorted(name for name in wanted if wanted[name] != found[name]):
            what = f"has another registry, or this one went on since the move began: {', '.join(other[:3])}"
            raise RegistryError("database", what, "drop it, create it anew, and move while no collector runs")
    return wanted


def fingerprints(connection: Connection) -> Copied:
    """What each table says."""
    return Copied((table.name, _fingerprint(table, connection)) for table in Row.metadata.sorted_tables)


def _fingerprint(table: Table, connection: Connection) -> tuple[int, str]:
    digest, rows = hashlib.sha256(), 0
    for row in _rows(table, connection):
        digest.update(repr(tuple(row)).encode())
        rows += 1
    return rows, digest.hexdigest()


def _rows(table: Table, connection: Connection) -> Result[Any]:
    ordered = select(table).order_by(*table.primary_key.columns)
    return connection.execute(ordered, execution_options={"yield_per": _ROWS})


def _is_empty(connection: Connection) -> bool:
    return not any(connection.execute(select(table).limit(1)).first() for table in Row.metadata.sorted_tables)


def _copy(table: Table, old: Connection, new: Connection) -> None:
    for rows in _rows(table, old).partitions(_ROWS):
        new.execute(table.insert(), [row._asdict() for row in rows])
    number = table.autoincrement_column
    if number is not None and new.dialect.name == "postgresql":
        _go_on_behind(table, number.name, new)


def _go_on_behind(table: Table, column: str, connection: Connection) -> None:
    """Rows came with their numbers; the next one gets the number behind them."""
    last = connection.scalar(select(func.max(table.c[column])))
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, column)))
    if last is not None and sequence is not None:
        connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})
