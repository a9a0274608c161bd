"""The verbs of the registry for whole tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from monitor.adapters.registry.identity import identity_hash, phone_hash
from monitor.adapters.registry.table_imports import (
    assessments,
    catalogue,
    claims,
    connections,
    make_ups,
    offices,
    plans,
    questionnaires,
    records,
    roster,
)
from monitor.adapters.registry.table_imports.desk import Counts, Desk
from monitor.adapters.registry.tables import Tables
from monitor.core.imports.reading import Table
from monitor.core.imports.terms import Terms


class _Work(NamedTuple):
    look_over: Callable[[Desk, Table[Any]], None]
    store: Callable[[Desk, Any], Counts]
    prepare: Callable[[Desk, Table[Any]], Any] = lambda _, table: table  # what `store` takes, made before others wait


_WORK: dict[str, _Work] = {
    "roster": _Work(roster.look_over, roster.store, roster.prepare),
    "plans": _Work(plans.look_over, plans.store),
    "catalogue": _Work(catalogue.look_over, catalogue.store),
    "assessments": _Work(assessments.look_over, assessments.store),
    "connections": _Work(connections.look_over, connections.store),
    "offices": _Work(offices.look_over, offices.store),
    "claims": _Work(claims.look_over, records.store),
    "make-ups": _Work(make_ups.look_over, records.store),
    "questionnaires": _Work(questionnaires.look_over, records.store),
}
_RECORDS = _Work(records.look_over, records.store)  # every other kind


class TableImports(Tables):
    """Tables of all kinds, without the faults that can be seen in the table alone."""

    def look_over(self, table: Table[Any], terms: Terms) -> None:
        """Add to the table's faults what contradicts the registry; nothing is stored."""
        digests = self._digests(table)
        with self._reading() as session:
            _WORK.get(table.kind.name, _RECORDS).look_over(Desk(session, digests, terms), table)

    def take_in_table(self, table: Table[Any], terms: Terms) -> Counts:
        """Store a table that was looked over, all of it in one transaction or nothing, and count what is new.

        Raises `RegistryError` where the registry has changed since, so that it contradicts the table now.
        """
        work, digests = _WORK.get(table.kind.name, _RECORDS), self._digests(table)
        with self._reading() as session:
            prepared = work.prepare(Desk(session, digests, terms), table)
        with self._writing("imports", "faces") as session:
            return work.store(Desk(session, digests, terms), prepared)

    def _digests(self, table: Table[Any]) -> dict[str, str]:
        key = self._identity_key
        return {number: identity_hash(number, key) for number in _column(table, "identity_number")} | {
            number: phone_hash(number, key) for number in _column(table, "phone")
        }


def _column(table: Table[Any], name: str) -> set[str]:
    values = (getattr(placed.row, name, None) for placed in table.rows)
    return {value for value in values if value is not None}
