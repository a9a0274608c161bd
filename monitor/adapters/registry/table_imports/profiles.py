"""What tables say of something bit by bit: only what is said is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import inspect

from monitor.adapters.registry.imports import TABLES
from monitor.adapters.registry.rows import Row
from monitor.adapters.registry.table_imports.desk import Desk
from monitor.core.office_records import Record, Sourced


class Profiles(NamedTuple):
    """Rows of a table that are new, and rows that say something else now."""

    table: type[Row]
    fresh: list[dict[str, Any]]
    changed: list[dict[str, Any]]


def prepare_profiles(desk: Desk, shape: type[Record], said: Iterable[Mapping[str, Any]]) -> Profiles:
    """Whole rows of records of this shape, in which everything that is null or not said is as it was."""
    table = inspect(TABLES[shape]).local_table
    key, names = list(table.primary_key), [column.name for column in table.columns]
    told = {tuple(facts[column.name] for column in key): _said(facts) for facts in said}
    stored = desk.values(list(table.columns), key, set(told) if len(key) > 1 else {name for (name,) in told})
    rows = (dict(zip(names, values, strict=True)) for values in stored)
    known = {tuple(row[column.name] for column in key): row for row in rows}
    fresh = [_whole(desk, shape, facts) for name, facts in told.items() if name not in known]
    changed = [{**row, **told[name]} for name, row in known.items() if {**row, **told[name]} != row]
    return Profiles(TABLES[shape], fresh, changed)


def store_profiles(desk: Desk, profiles: Profiles) -> None:
    """Write them."""
    desk.insert(profiles.table, profiles.fresh)
    desk.update(profiles.table, profiles.changed)


def _whole(desk: Desk, shape: type[Record], facts: Mapping[str, Any]) -> dict[str, Any]:
    """A row that is new; if it has an id in the table's system, its name is it."""
    ids = {"source_system": desk.terms.source, "external_id": next(iter(facts.values()))}
    return msgspec.structs.asdict(shape(**facts, **(ids if issubclass(shape, Sourced) else {})))


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}
