"""Offices: each stands below one of a higher level, and so no two stand below each other."""

from __future__ import annotations

from typing import get_args

from sqlmodel import select

from monitor.adapters.registry.office_models import Office
from monitor.adapters.registry.table_imports import records
from monitor.adapters.registry.table_imports.desk import Counts, Desk, unknown
from monitor.core.imports.faults import Wrong
from monitor.core.imports.offices import OfficeRow
from monitor.core.imports.reading import Table
from monitor.core.office_records import Level

_RANKS: dict[str, int] = {level: rank for rank, level in enumerate(get_args(Level))}  # the highest first


def look_over(desk: Desk, table: Table[OfficeRow]) -> None:
    """Every office above is there and of a higher level, seen from those too that the table does not name."""
    known = {row.office: row for row in desk.session.exec(select(Office))}
    told = {placed.row.office: (place, placed.row) for place, placed in enumerate(table.rows)}
    ranks = {name: _RANKS[row.level] for name, row in known.items()}
    ranks |= {name: _RANKS[row.level] for name, (_, row) in told.items()}
    for place, row in told.values():
        above = row.parent or (known[row.office].parent if row.office in known else None)
        if above is not None and above not in ranks:
            table.blame(place, "parent", unknown("上级办公室", "office above"))
        elif above is not None and ranks[above] >= ranks[row.office]:
            table.blame(place, "parent" if row.parent else "level", _not_above())
    for below in known.values():
        if below.office not in told and below.parent in told and ranks[below.parent] >= ranks[below.office]:
            table.blame(told[below.parent][0], "level", _not_above())


def store(desk: Desk, table: Table[OfficeRow]) -> Counts:
    """Keep them, those above first."""
    table.rows.sort(key=lambda placed: _RANKS[placed.row.level])
    return records.store(desk, table)


def _not_above() -> Wrong:
    return Wrong(
        "not_above",
        "上级办公室的级别须高于下级。",
        "An office stands above those of lower levels only.",
        "请更正级别或上级办公室。",
        "Correct the level, or the office above.",
    )
