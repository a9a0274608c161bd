"""The index of classroom recordings."""

from __future__ import annotations

from sqlmodel import col

from monitor.adapters.registry.class_models import Recording
from monitor.adapters.registry.imports import store_rows
from monitor.adapters.registry.table_imports.desk import Counts, Desk, belongs_to_another, refuse_unknown_classes
from monitor.core import office_records
from monitor.core.imports.classroom import RecordingRow
from monitor.core.imports.reading import Table


def look_over(desk: Desk, table: Table[RecordingRow]) -> None:
    """Classes are registered, and the names are not those of another system's recordings."""
    refuse_unknown_classes(desk, table)
    names = {placed.row.recording for placed in table.rows}
    known = dict(desk.values([Recording.recording, Recording.source_system], [col(Recording.recording)], names))
    for place, placed in enumerate(table.rows):
        if known.get(placed.row.recording, desk.terms.source) != desk.terms.source:
            table.blame(place, "recording", belongs_to_another("系统的录像", "system's recording"))


def store(desk: Desk, table: Table[RecordingRow]) -> Counts:
    """Keep the index; what reviewers said stays."""
    rows = [
        office_records.Recording(
            source_system=desk.terms.source,
            external_id=placed.row.recording,
            recording=placed.row.recording,
            training_class=placed.row.training_class,
            starts_at=placed.row.starts_at,
            ends_at=placed.row.ends_at,
            kept_until_on=placed.row.kept_until_on,
            deleted_on=placed.row.deleted_on,
        )
        for placed in table.rows
    ]
    store_rows(desk.session, rows)
    return {"recordings": len(rows)}
