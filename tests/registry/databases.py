"""Databases with the registry's tables and no rows, quickly: copied where that is cheap, else emptied."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text

from monitor.adapters.registry import open_engine, upgrade
from monitor.adapters.registry.rows import Row


def lay_out(folder: Path) -> Path:
    """Put an empty registry into a data folder that has none yet; returns its file."""
    file = folder / "registry.db"
    if not file.exists():
        shutil.copy(_migrated(), file)
    return file


@cache
def _migrated() -> Path:
    """Migrating once in a run and copying is ten times quicker than migrating every time."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    file = Path(folder.name) / "migrated.db"
    engine = open_engine(file)
    upgrade(engine)
    engine.dispose()
    return file


def dump(engine: Engine) -> str:
    """Everything that is stored, as text; tables without rows are left out."""
    with engine.connect() as connection:
        rows = {table.name: connection.execute(table.select()).all() for table in Row.metadata.sorted_tables}
    return "\n".join(f"{name} {row}" for name, stored in rows.items() for row in stored)


def empty(engine: Engine) -> None:
    """Remove every row, and let numbers begin at 1 again; quicker than making a database for every test."""
    tables = [table.name for table in Row.metadata.sorted_tables]
    every = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in tables)
    with engine.begin() as connection:
        used = connection.scalars(text(every)).all()
        if used:
            connection.execute(text(f"TRUNCATE {', '.join(used)} RESTART IDENTITY CASCADE"))
