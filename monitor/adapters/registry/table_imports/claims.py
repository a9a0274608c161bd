"""Claims for subsidies: what handlers have signed stays as they saw it (FND-01)."""

from __future__ import annotations

from typing import Any

from sqlmodel import col

from monitor.adapters.registry.class_models import ClaimSignature, SubsidyClaim
from monitor.adapters.registry.table_imports import records
from monitor.adapters.registry.table_imports.desk import Desk
from monitor.core.imports.claims import ClaimRow
from monitor.core.imports.faults import Wrong
from monitor.core.imports.reading import Table


def look_over(desk: Desk, table: Table[ClaimRow]) -> None:
    """As for all records; and a claim that somebody signed says what it said."""
    records.look_over(desk, table)
    signed = _signed(desk, {placed.row.claim for placed in table.rows})
    for place, placed in enumerate(table.rows):
        row = placed.row
        if signed.get(row.claim, facts := _facts(row)) != facts:
            table.blame(place, "claim", _is_signed())


def _facts(row: ClaimRow) -> tuple[Any, ...]:
    return row.training_class, row.entered_by, row.entered_at, row.person_yuan


def _signed(desk: Desk, claims: set[str]) -> dict[str, tuple[Any, ...]]:
    names = desk.known(col(ClaimSignature.claim), claims)
    columns = ("claim", "training_class", "entered_by", "entered_at", "person_fen")
    rows = desk.values([getattr(SubsidyClaim, name) for name in columns], [col(SubsidyClaim.claim)], names)
    return {claim: tuple(facts) for claim, *facts in rows}


def _is_signed() -> Wrong:
    return Wrong(
        "signed",
        "该申请已有人签审，内容不能再更改。",
        "Somebody has signed this claim, so it is not changed any more.",
        "请按原内容填写，或以新的申请编号另行申请。",
        "Repeat what it said, or make another claim under a new number.",
    )
