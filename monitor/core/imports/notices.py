"""Public notices of classes on the office's site (FND-02)."""

from __future__ import annotations

from datetime import date

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, optional
from monitor.core.imports.misfits import by, in_order
from monitor.core.imports.people import TRAINING_CLASS, record_id


class NoticeRow(msgspec.Struct, frozen=True, kw_only=True):
    """From which day to which a class was made public; on the second it is gone."""

    external_id: str
    training_class: str
    posted_on: date
    taken_down_on: date | None = None


NOTICES = Kind(
    name="notices",
    title=bilingual("公示", "Public notices"),
    meaning=bilingual(
        "班级公示的起止日期(FND-02)；再次导入即为更正。",
        "From when to when classes were made public (FND-02); imported again it is a correction.",
    ),
    row=NoticeRow,
    columns=(
        record_id("公示编号", "GS-000001"),
        TRAINING_CLASS,
        Column(
            name="posted_on",
            zh="公示日期",
            read=cells.day,
            meaning=bilingual("公示首日。", "The first day."),
            example="2023-06-20",
        ),
        optional(
            name="taken_down_on",
            zh="撤下日期",
            read=cells.day,
            meaning=bilingual("自该日起不再公示；未撤下则不填。", "The first day without it; empty while it is there."),
            example="2023-06-27",
        ),
    ),
    keys=by("external_id"),
    misfits=in_order("posted_on", "taken_down_on"),
    record=AsRecord(shape=office_records.PublicNotice, past=("posted_on",)),
)
