"""Classroom hours of the timetable, which recordings have to cover (PRC-04, PRC-05)."""

from __future__ import annotations

from typing import Literal

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind
from monitor.core.imports.misfits import by, in_order
from monitor.core.imports.people import TRAINING_CLASS, moment_of


class HeldHourRow(msgspec.Struct, frozen=True, kw_only=True):
    """One classroom hour (UTC ms)."""

    hour: str
    training_class: str
    hour_type: Literal["theory", "practical"]
    starts_at: int
    ends_at: int


HELD_HOURS = Kind(
    name="class-hours",
    title=bilingual("线下课时", "Classroom hours"),
    meaning=bilingual(
        "线下课时的起止时间(PRC-04、PRC-05、CLS-14)；再次导入即为更正。",
        "From when to when classroom hours were held (PRC-04, PRC-05, CLS-14); imported again it is a correction.",
    ),
    row=HeldHourRow,
    columns=(
        Column(
            name="hour",
            zh="课时编号",
            read=cells.text(),
            meaning=bilingual("来源系统中的编号。", "Its id in the source system."),
            example="KS-000001",
        ),
        TRAINING_CLASS,
        Column(
            name="hour_type",
            zh="课时类型",
            read=cells.choice(theory="理论", practical="实操"),
            meaning=bilingual("理论或实操。", "Theory or practice."),
            example="理论",
        ),
        moment_of("starts_at", "开始时间", "2023-05-08 09:00"),
        moment_of("ends_at", "结束时间", "2023-05-08 09:40"),
    ),
    keys=by("hour"),
    misfits=in_order("starts_at", "ends_at"),
    record=AsRecord(shape=office_records.HeldHour, named="hour"),
)
