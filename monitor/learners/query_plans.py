"""How a database finds what the registry asks for: the statements as they are sent, and which tables are read whole.

With few rows a planner rightly reads a table from end to end, or two tables side by side, so PostgreSQL is told to
avoid that where it can; what is read whole all the same has no index that would serve.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event, text

# Tables whose rows do not grow with classes and people, or go when they are settled: some thousands in a province.
SMALL = frozenset(
    "offices office_reports platforms platform_connections suspensions catalogue_entries blacklist_entries "
    "institutions institution_profiles audit_flags specialty_changes workshops courses api_keys person_keys "
    "webhook_endpoints trainee_cohorts untold_verdicts lessons open_reviews photo_index collectors".split()
)
_BLOCKS = ("Sort", "Incremental Sort", "Aggregate", "Hash")  # read all of their input before they give a row


@dataclass(frozen=True)
class Statement:
    """One statement as the driver got it."""

    text: str
    parameters: Any


@dataclass(frozen=True)
class Plan:
    """How a statement is carried out, line by line, and the tables that are read from end to end."""

    statement: str
    steps: tuple[str, ...]
    whole: frozenset[str]

    @property
    def indexes(self) -> list[str]:
        """The indexes that are used, by name; a rowid is none."""
        named = (re.search(r"(?:USING (?:COVERING )?INDEX|using) (\w+)", step) for step in self.steps)
        return sorted({match[1] for match in named if match})

    @property
    def scans(self) -> frozenset[str]:
        """Those of them that are large."""
        return self.whole - SMALL


@contextmanager
def overheard(engine: Engine) -> Iterator[list[Statement]]:
    """What is read, changed and removed meanwhile; each wording once."""
    heard: dict[str, Statement] = {}

    def hear(_: Connection, __: Any, statement: str, parameters: Any, ___: Any, executemany: bool) -> None:
        if re.match(r"(SELECT|UPDATE|DELETE|WITH)\b", statement) and "pg_advisory" not in statement:
            heard.setdefault(statement, Statement(statement, parameters[0] if executemany else parameters))

    statements: list[Statement] = []
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", hear)
        statements += heard.values()


def plans(engine: Engine, statements: Iterable[Statement]) -> list[Plan]:
    """How each of them is carried out."""
    explain = _postgres if engine.dialect.name == "postgresql" else _sqlite
    with engine.connect() as connection:
        found = [explain(connection, statement) for statement in statements]
        connection.rollback()
    return found


# Indexes over few rows, made to be walked through; but for one over nearly all of its table.
_OVER_MANY = {"ix_face_references_kept"}
_PARTIAL = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'",
    "postgresql": "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %'",
}


def _partial(connection: Connection) -> set[str]:
    return set(connection.scalars(text(_PARTIAL[connection.dialect.name]))) - _OVER_MANY


# ---------------------------------------------------------------- SQLite


def _sqlite(connection: Connection, statement: Statement) -> Plan:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.text}", statement.parameters)
    steps = tuple(str(row[-1]) for row in rows)
    few = _partial(connection)
    limited = "LIMIT ?" in statement.text and "USE TEMP B-TREE FOR ORDER BY" not in steps
    walked = (re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step) for step in steps)
    whole = {match[1] for match in walked if match and not (match[2] and (limited or match[2] in few))}
    return Plan(statement.text, steps, frozenset(whole & _tables(statement.text)))


def _tables(statement: str) -> set[str]:
    """Names behind FROM, JOIN and UPDATE; what a statement makes up for itself is none of them in the end."""
    made_up = set(re.findall(r"(\w+)(?:\(\w+\))? AS\s*\(", statement))
    return set(re.findall(r"(?:FROM|JOIN|UPDATE|,) (\w+)", statement)) - made_up


# ---------------------------------------------------------------- PostgreSQL


def _postgres(connection: Connection, statement: Statement) -> Plan:
    for way in ("seqscan", "mergejoin", "hashjoin"):
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    asked = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement.text}", statement.parameters).scalar()
    found: Any = json.loads(asked) if isinstance(asked, str) else asked
    nodes = list(_nodes(found[0]["Plan"], limited=False))
    steps = tuple(_step(node) for node, _ in nodes)
    few = _partial(connection)
    walked = [node for node, limited in nodes if not limited and node.get("Index Name") not in few]
    return Plan(statement.text, steps, frozenset(node["Relation Name"] for node in walked if _whole(node)))


def _nodes(node: dict[str, Any], *, limited: bool) -> Iterator[tuple[dict[str, Any], bool]]:
    """All steps, and whether a limit ends each before it has read everything."""
    kind = node["Node Type"]
    yield node, limited
    inner = (limited or kind == "Limit") and kind not in _BLOCKS
    for below in node.get("Plans", ()):
        yield from _nodes(below, limited=inner)


def _step(node: dict[str, Any]) -> str:
    words = [node["Node Type"], node.get("Relation Name"), node.get("Index Name") and f"using {node['Index Name']}"]
    conditions = [f"({node[name]})" for name in ("Index Cond", "Recheck Cond") if name in node]
    return " ".join(word for word in [*words, *conditions[:1]] if word)


def _whole(node: dict[str, Any]) -> bool:
    """Whether a step reads a table from end to end, in the order of an index or not."""
    kind = node["Node Type"]
    walks = kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in node
    return "Relation Name" in node and (kind == "Seq Scan" or walks)
