"""Answers to the survey of a class's satisfaction, without names (PRC-10)."""

from __future__ import annotations

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, optional
from monitor.core.imports.misfits import by, nothing
from monitor.core.imports.people import TRAINING_CLASS, moment_of, record_id


class SatisfactionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One answer (UTC ms); an invalid one does not count."""

    external_id: str
    training_class: str
    answered_at: int
    satisfied: bool
    valid: bool = True


SATISFACTION = Kind(
    name="satisfaction",
    title=bilingual("满意度调查", "Satisfaction answers"),
    meaning=bilingual(
        "每行一份答卷，不含姓名；无效答卷不计入(PRC-10)。再次导入即为更正。",
        "An answer in each row, without a name; invalid ones do not count (PRC-10). Imported again it is a correction.",
    ),
    row=SatisfactionRow,
    columns=(
        record_id("答卷编号", "MY-000001"),
        TRAINING_CLASS,
        moment_of("answered_at", "作答时间", "2023-05-19 17:00"),
        Column(
            name="satisfied",
            zh="是否满意",
            read=cells.yes_or_no,
            meaning=bilingual("满意或不满意。", "Whether the person is satisfied."),
            example="是",
        ),
        optional(
            name="valid",
            zh="是否有效",
            read=cells.yes_or_no,
            meaning=bilingual("未填写即为有效。", "Valid unless told otherwise."),
            example="是",
        ),
    ),
    keys=by("external_id"),
    misfits=nothing,
    record=AsRecord(shape=office_records.SatisfactionAnswer, past=("answered_at",)),
)
