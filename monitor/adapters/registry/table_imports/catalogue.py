"""The catalogue: entries, and the platforms and institutions that are new with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlmodel import col

from monitor.adapters.registry.imports import store_rows
from monitor.adapters.registry.models import Institution, Platform
from monitor.adapters.registry.office_models import CatalogueEntry
from monitor.adapters.registry.table_imports.desk import Counts, Desk, belongs_to_another
from monitor.core import office_records
from monitor.core.imports.catalogue import CatalogueRow
from monitor.core.imports.faults import Wrong
from monitor.core.imports.reading import Table

_TABLES: dict[str, type[Platform | Institution]] = {"platform": Platform, "institution": Institution}


def look_over(desk: Desk, table: Table[CatalogueRow]) -> None:
    """Who is not registered has a title, and no entry moves from one to another."""
    known = {kind: _registered(desk, table, kind) for kind in _TABLES}
    entries = _entries(desk, table)
    for place, placed in enumerate(table.rows):
        row = placed.row
        if row.owner not in known[row.owner_kind] and row.title is None:
            table.blame(place, "title", _no_title())
        if entries.get(row.external_id, (row.owner_kind, row.owner)) != (row.owner_kind, row.owner):
            table.blame(place, "external_id", belongs_to_another("平台或机构", "platform or institution"))


def store(desk: Desk, table: Table[CatalogueRow]) -> Counts:
    """Register who is new, and enter the times."""
    counts = {f"{kind}s": _register(desk, table, kind) for kind in _TABLES}
    store_rows(desk.session, [_record(desk, placed.row) for placed in table.rows])
    return {**counts, "entries": len(table.rows)}


def _record(desk: Desk, row: CatalogueRow) -> office_records.CatalogueEntry:
    owner = {"platform": None, "institution": None, row.owner_kind: row.owner}
    return office_records.CatalogueEntry(
        source_system=desk.terms.source,
        external_id=row.external_id,
        first_on=row.first_on,
        last_on=row.last_on,
        exited_on=row.exited_on,
        document=row.document,
        **owner,
    )


def _register(desk: Desk, table: Table[CatalogueRow], kind: str) -> int:
    known = _registered(desk, table, kind)
    titles = {row.owner: row.title for row in _of(table, kind) if row.owner not in known and row.title is not None}
    return desk.insert(
        _TABLES[kind],
        [
            {kind: name, "title": title, "source_system": desk.terms.source, "external_id": name}
            for name, title in titles.items()
        ],
    )


def _registered(desk: Desk, table: Table[CatalogueRow], kind: str) -> set[str]:
    return desk.known(getattr(_TABLES[kind], kind), {row.owner for row in _of(table, kind)})


def _of(table: Table[CatalogueRow], kind: str) -> Iterator[CatalogueRow]:
    return (placed.row for placed in table.rows if placed.row.owner_kind == kind)


def _entries(desk: Desk, table: Table[CatalogueRow]) -> dict[str, tuple[str, Any]]:
    """Whose the entries of these ids are already."""
    names = {(desk.terms.source, placed.row.external_id) for placed in table.rows}
    key = [col(CatalogueEntry.source_system), col(CatalogueEntry.external_id)]
    columns = [CatalogueEntry.external_id, CatalogueEntry.platform, CatalogueEntry.institution]
    return {
        name: ("platform", platform) if platform is not None else ("institution", institution)
        for name, platform, institution in desk.values(columns, key, names)
    }


def _no_title() -> Wrong:
    return Wrong(
        "no_title",
        "该平台或机构尚未登记，须填写名称。",
        "This platform or institution is not registered, so its title is needed.",
        "请填写名称，或更正编号。",
        "Enter the title, or correct the name.",
    )
