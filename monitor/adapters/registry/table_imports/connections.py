"""Times of connection: one for a platform and its first day, whichever system told it first."""

from __future__ import annotations

from typing import Any

from sqlmodel import col

from monitor.adapters.registry.models import Platform, PlatformConnection
from monitor.adapters.registry.table_imports.desk import Counts, Desk, belongs_to_another, not_yet, refuse_unknown
from monitor.core.days import shanghai_day
from monitor.core.imports.connections import ConnectionRow
from monitor.core.imports.reading import Table


def look_over(desk: Desk, table: Table[ConnectionRow]) -> None:
    """Platforms are registered, nothing is from tomorrow, and no id passes to another platform or day."""
    refuse_unknown(desk, table, "platform", col(Platform.platform), ("平台", "platform"))
    ids = {(desk.terms.source, placed.row.external_id) for placed in table.rows}
    named = [col(PlatformConnection.source_system), col(PlatformConnection.external_id)]
    columns = [PlatformConnection.external_id, PlatformConnection.platform, PlatformConnection.connected_on]
    known = {name: key for name, *key in desk.values(columns, named, ids)}
    today = shanghai_day(desk.terms.at)
    for place, placed in enumerate(table.rows):
        row = placed.row
        if known.get(row.external_id, key := [row.platform, row.connected_on]) != key:
            table.blame(place, "external_id", belongs_to_another("条记录", "record"))
        for column in ("connected_on", "disconnected_on"):
            if (getattr(row, column) or today) > today:
                table.blame(place, column, not_yet())


def store(desk: Desk, table: Table[ConnectionRow]) -> Counts:
    """Enter what is new, and correct the rest under the ids of this table."""
    rows = [_row(desk, placed.row) for placed in table.rows]
    key = [col(PlatformConnection.platform), col(PlatformConnection.connected_on)]
    known = set(desk.values(key, key, {(row["platform"], row["connected_on"]) for row in rows}))
    there = [(row["platform"], row["connected_on"]) in known for row in rows]
    desk.insert(PlatformConnection, [row for row, old in zip(rows, there, strict=True) if not old])
    desk.update(PlatformConnection, [row for row, old in zip(rows, there, strict=True) if old])
    return {"connections": len(rows)}


def _row(desk: Desk, row: ConnectionRow) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in row.__struct_fields__}
    return {"source_system": desk.terms.source, **told}
