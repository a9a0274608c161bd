"""Writes docs/query-plans.md: by which indexes SQLite and PostgreSQL find what the registry asks for."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from monitor.adapters.registry import SqlRegistry, open_engine, upgrade
from monitor.learners.bulk import load
from monitor.learners.local_postgres import local_postgres
from monitor.learners.province import Province
from monitor.learners.query_plans import Plan
from monitor.learners.questions_of_a_province import SAMPLE, asked_plans

PAGE = Path(__file__).parent.parent / "docs" / "query-plans.md"
HEAD = """# How the registry finds what it is asked

Made by `make query-plans`; do not edit. Every question that the collector asks of the registry while it works, put to
a made-up province, and by which indexes SQLite and PostgreSQL answered. `tests/registry/test_query_plans.py` runs the
same statements and refuses one that reads a large table from end to end; "whole" below is a table of some thousands of
rows in a whole province (`SMALL` in `monitor/learners/query_plans.py`). PostgreSQL is asked with sequential scans, hash
and merge joins switched off, as a small sample would tempt it to use them.

What is still read whole stays so: of suspensions, listings, connections and blacklist entries a platform has a few, and
all are wanted where all platforms are shown; open reviews and untold verdicts go when they are settled, and counting or
telling them means all of them.

| question | SQLite | PostgreSQL |
| --- | --- | --- |
"""


def main() -> None:
    """Ask both databases; some ten seconds."""
    with tempfile.TemporaryDirectory() as folder, local_postgres() as server:
        lite = _said(open_engine(Path(folder) / "registry.db"))
        grown = _said(open_engine(server.create("plans")))
    lines = [f"| `{name}` | {lite[name]} | {grown[name]} |\n" for name in lite]
    PAGE.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"{PAGE.name}: {len(lines)} questions")


def _said(engine: Engine) -> dict[str, str]:
    province = Province(SAMPLE)
    with _filled(engine, province):
        registry = SqlRegistry(engine, b"k" * 32)
        found = {name: _cell(plans) for name, plans in asked_plans(engine, registry, province)}
        return {
            name: re.sub(r"sqlite_autoindex_\w+", lambda match: _key(engine, match[0]), cell)
            for name, cell in found.items()
        }


def _key(engine: Engine, index: str) -> str:
    """An index of SQLite's own making, by the table and the columns that it is the key of."""
    with engine.connect() as connection:
        columns = [row[2] for row in connection.exec_driver_sql(f"PRAGMA index_info({index})")]
    table = index.removeprefix("sqlite_autoindex_").rpartition("_")[0]
    return f"{table}({', '.join(columns)})"


@contextmanager
def _filled(engine: Engine, province: Province) -> Iterator[None]:
    upgrade(engine)
    load(engine, province.batches(), lambda *_: None)
    yield
    engine.dispose()


def _cell(plans: list[Plan]) -> str:
    indexes = sorted({name for plan in plans for name in plan.indexes})
    whole = sorted({name for plan in plans for name in plan.whole})
    return ", ".join([*indexes, *(f"{name} whole" for name in whole)]) or "row number"


if __name__ == "__main__":
    main()
