"""Inspections: somebody looked at a class, on site or from afar (PRC-01, PRC-03, CLS-07)."""

from __future__ import annotations

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Kind, optional
from monitor.core.imports.misfits import by, nothing
from monitor.core.imports.people import TRAINING_CLASS, moment_of, record_id


class InspectionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A look at a class (UTC ms), and how many were there."""

    external_id: str
    training_class: str
    held_at: int
    remote: bool = False
    headcount: int | None = None
    inspector: str = ""


INSPECTIONS = Kind(
    name="inspections",
    title=bilingual("督导检查", "Inspections"),
    meaning=bilingual(
        "现场或远程检查的时间和到课人数；再次导入即为更正。",
        "When classes were looked at, on site or from afar, and how many were there; imported again it is a "
        "correction.",
    ),
    row=InspectionRow,
    columns=(
        record_id("检查编号", "JC-000001"),
        TRAINING_CLASS,
        moment_of("held_at", "检查时间", "2023-05-10 10:20"),
        optional(
            name="remote",
            zh="是否远程",
            read=cells.yes_or_no,
            meaning=bilingual("未填写即为现场检查。", "On site unless told otherwise."),
            example="否",
        ),
        optional(
            name="headcount",
            zh="到课人数",
            read=cells.whole(0, 10_000),
            meaning=bilingual("CLS-07所需。", "For CLS-07."),
            example="29",
        ),
        optional(
            name="inspector",
            zh="检查人",
            read=cells.text(),
            meaning=bilingual("账号或工号。", "An account or staff number."),
            example="zhao",
        ),
    ),
    keys=by("external_id"),
    misfits=nothing,
    record=AsRecord(shape=office_records.Inspection, past=("held_at",)),
)
