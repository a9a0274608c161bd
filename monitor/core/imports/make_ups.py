"""Missed hours that were made up, and why they were missed (PRC-09)."""

from __future__ import annotations

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, optional
from monitor.core.imports.misfits import by, in_order
from monitor.core.imports.people import IDENTITY_NUMBER, TRAINING_CLASS, moment_of


class MakeUpRow(msgspec.Struct, frozen=True, kw_only=True):
    """A make-up course of one person (UTC ms); `recorded` is ms of video."""

    course: str
    training_class: str
    identity_number: str
    starts_at: int
    ends_at: int
    recorded: int = 0
    reason: str = ""


MAKE_UPS = Kind(
    name="make-ups",
    title=bilingual("补课", "Make-up courses"),
    meaning=bilingual(
        "学员补课的时间、录像时长和缺课原因(PRC-09)；原因是否正当由人员认定，再次导入不影响认定。",
        "When trainees made up hours, how much of it was recorded, and why they were missed (PRC-09); "
        "what a person said of the reason stays when a course comes again.",
    ),
    row=MakeUpRow,
    columns=(
        Column(
            name="course",
            zh="补课编号",
            read=cells.text(),
            meaning=bilingual("来源系统中的编号。", "Its id in the source system."),
            example="BK-000001",
        ),
        TRAINING_CLASS,
        IDENTITY_NUMBER,
        moment_of("starts_at", "开始时间", "2023-05-15 09:00"),
        moment_of("ends_at", "结束时间", "2023-05-15 09:40"),
        optional(
            name="recorded",
            zh="录像时长",
            read=cells.length,
            say=cells.said_length,
            meaning=bilingual("秒，或时：分：秒。", "Seconds, or h:mm:ss."),
            example="0:40:00",
        ),
        optional(
            name="reason",
            zh="缺课原因",
            read=cells.text(500),
            meaning=bilingual("供人阅读。", "For people."),
            example="住院",
        ),
    ),
    keys=by("course"),
    misfits=in_order("starts_at", "ends_at"),
    record=AsRecord(
        shape=office_records.MakeUpCourse, named="course", renamed=(("recorded", "recorded_ms"),), past=("starts_at",)
    ),
)
