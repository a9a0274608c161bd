"""Very many rows into the registry's tables at once, as a made-up province needs them.

Nothing is checked row by row, so this is for rows that fit together by their making; `dangling` says whether they do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table, text

from monitor.adapters.registry.rows import Row

Rows = Iterable[Sequence[Any]]
_CHUNK = 50_000


def load(engine: Engine, batches: Iterable[tuple[str, tuple[str, ...], Rows]], told: Callable[[str, int], None]) -> int:
    """Fill tables with batches of (table, columns, rows); returns how many rows, and tells of each table as it is full.

    Columns that are not named get the model's default.
    """
    total = 0
    with _unchecked(engine) as connection:
        for table, columns, rows in batches:
            with _without_indexes(connection, table):
                stored = _fill(connection, table, columns, rows)
            told(table, stored)
            total += stored
    _count(engine)
    return total


def dangling(engine: Engine) -> list[str]:
    """References that lead nowhere, as table.column; takes long where there are many rows."""
    with engine.connect() as connection:
        return [name for name, asked in _references() if connection.scalar(text(asked))]


def _references() -> Iterator[tuple[str, str]]:
    for table in Row.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            pairs = [(element.parent.name, element.column) for element in constraint.elements]
            there = " AND ".join(f'there."{column.name}" = here."{name}"' for name, column in pairs)
            target = pairs[0][1].table.name
            given = " AND ".join(f'here."{name}" IS NOT NULL' for name, _ in pairs)
            asked = f'SELECT 1 FROM "{table.name}" here WHERE {given} AND NOT EXISTS (SELECT 1 FROM "{target}" there WHERE {there}) LIMIT 1'  # noqa: E501, S608  # our own names
            yield f"{table.name}.{pairs[0][0]}", asked


# ---------------------------------------------------------------- both databases


@contextmanager
def _unchecked(engine: Engine) -> Iterator[Connection]:
    """One transaction in which no row's references are looked up."""
    postgres = engine.dialect.name == "postgresql"
    with engine.connect() as connection:
        if postgres:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        else:
            _pragmas(connection, foreign_keys="OFF", synchronous="OFF", journal_mode="MEMORY", cache_size="-400000")
        yield connection
        connection.commit()
        if not postgres:
            _pragmas(connection, foreign_keys="ON", journal_mode="WAL", synchronous="FULL", cache_size="-2000")


def _pragmas(connection: Connection, **settings: str) -> None:
    """Outside a transaction, where alone they do something."""
    raw = connection.connection.driver_connection
    assert raw is not None
    for name, value in settings.items():
        raw.execute(f"PRAGMA {name} = {value}")


@contextmanager
def _without_indexes(connection: Connection, table: str) -> Iterator[None]:
    """Indexes that no constraint needs are made anew from the full table, which is quicker than row by row."""
    made = _indexes(connection, table)
    for name, _ in made:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    yield
    for _, statement in made:
        connection.exec_driver_sql(statement)


def _indexes(connection: Connection, table: str) -> list[tuple[str, str]]:
    if connection.dialect.name == "postgresql":
        asked = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :table AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint WHERE conrelid = CAST(:table AS regclass))"
        )
    else:
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL"
    return [(str(name), str(statement)) for name, statement in connection.execute(text(asked), {"table": table})]


def _fill(connection: Connection, name: str, columns: tuple[str, ...], rows: Rows) -> int:
    table = Row.metadata.tables[name]
    unknown = set(columns) - set(table.columns.keys())
    assert not unknown, f"{name} has no {unknown}"
    usual = _defaults(table, columns)
    whole = (tuple(row) + tuple(usual.values()) for row in rows) if usual else rows
    fill = _copy if connection.dialect.name == "postgresql" else _insert
    return fill(connection, table, (*columns, *usual), whole)


def _defaults(table: Table, named: tuple[str, ...]) -> dict[str, Any]:
    """What the model puts where nothing is said; lists are empty JSON."""
    (model,) = (mapper.class_ for mapper in Row._sa_registry.mappers if mapper.local_table is table)  # noqa: SLF001
    usual: dict[str, Any] = {}
    for column in table.columns:
        if column.name not in named and not column.nullable and not model.model_fields[column.name].is_required():
            value = model.model_fields[column.name].get_default(call_default_factory=True)
            usual[column.name] = json.dumps(value) if isinstance(value, list) else value
    return usual


def _insert(connection: Connection, table: Table, columns: tuple[str, ...], rows: Rows) -> int:
    raw: Any = connection.connection.driver_connection
    connection.execute(text("SELECT 1"))  # begins the transaction
    names = ", ".join(f'"{name}"' for name in columns)
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608
    stored, left = 0, iter(rows)
    while chunk := list(islice(left, _CHUNK)):
        raw.executemany(statement, chunk)
        stored += len(chunk)
    return stored


def _copy(connection: Connection, table: Table, columns: tuple[str, ...], rows: Rows) -> int:
    raw: Any = connection.connection.driver_connection
    names = ", ".join(f'"{name}"' for name in columns)
    stored = 0
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
            stored += 1
        return stored


def _count(engine: Engine) -> None:
    """Let the planner know how many rows there are, and let numbers go on behind the last."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            raw.execute("ANALYZE")
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in Row.metadata.sorted_tables:
            if "id" in table.columns and table.columns["id"].primary_key:
                last = f'(SELECT coalesce(max(id), 0) + 1 FROM "{table.name}")'  # noqa: S608  # our own names
                numbers = f"pg_get_serial_sequence('{table.name}', 'id')"
                connection.exec_driver_sql(f"SELECT setval({numbers}, {last}, false)")
        connection.exec_driver_sql("VACUUM ANALYZE")
