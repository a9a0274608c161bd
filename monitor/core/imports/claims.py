"""Claims for the subsidy of a class, and who entered them (FND-01)."""

from __future__ import annotations

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, optional
from monitor.core.imports.misfits import by, nothing
from monitor.core.imports.people import TRAINING_CLASS, moment_of


class ClaimRow(msgspec.Struct, frozen=True, kw_only=True):
    """A claim (UTC ms); `person_yuan` is fen, whatever a table says in yuan."""

    claim: str
    training_class: str
    entered_by: str
    entered_at: int
    person_yuan: int | None = None


CLAIMS = Kind(
    name="claims",
    title=bilingual("补贴申请", "Subsidy claims"),
    meaning=bilingual(
        "补贴申请和录入人；录入人不能签审(FND-01)。已有人签审的申请不能再更改。",
        "Claims for subsidies, and who entered them, who cannot sign them (FND-01). One that somebody has signed is "
        "not changed any more.",
    ),
    row=ClaimRow,
    columns=(
        Column(
            name="claim",
            zh="申请编号",
            read=cells.text(),
            meaning=bilingual("来源系统中的编号。", "Its id in the source system."),
            example="BT-000001",
        ),
        TRAINING_CLASS,
        Column(
            name="entered_by",
            zh="录入人",
            read=cells.text(64),
            meaning=bilingual("录入人的账号。", "The account of the person."),
            example="qian",
        ),
        moment_of("entered_at", "录入时间", "2023-06-12 09:30"),
        optional(
            name="person_yuan",
            zh="每人金额",
            read=cells.yuan,
            say=cells.said_yuan,
            meaning=bilingual("元，最多两位小数。", "Yuan, with two decimals at most."),
            example="1800",
        ),
    ),
    keys=by("claim"),
    misfits=nothing,
    record=AsRecord(
        shape=office_records.SubsidyClaim,
        named="claim",
        renamed=(("person_yuan", "person_fen"),),
        past=("entered_at",),
    ),
)
