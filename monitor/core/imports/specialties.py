"""Specialties that institutions have, with the days of their change (ONL-15, CAT-03)."""

from __future__ import annotations

from datetime import date

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, optional
from monitor.core.imports.misfits import by, in_order
from monitor.core.imports.people import INSTITUTION, record_id


class SpecialtyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A specialty from a day on, until the day from which it is gone."""

    external_id: str
    institution: str
    specialty: str
    from_on: date
    until_on: date | None = None


SPECIALTIES = Kind(
    name="specialties",
    title=bilingual("专业设置", "Specialties"),
    meaning=bilingual(
        "培训机构的专业及其变更日期(ONL-15、CAT-03)；再次导入即为更正。",
        "The specialties of institutions, and when they changed (ONL-15, CAT-03); imported again it is a correction.",
    ),
    row=SpecialtyRow,
    columns=(
        record_id("记录编号", "ZY-000001"),
        INSTITUTION,
        Column(
            name="specialty",
            zh="专业",
            read=cells.text(),
            meaning=bilingual("专业名称或代码。", "Its name or code."),
            example="welding",
        ),
        Column(
            name="from_on",
            zh="起始日期",
            read=cells.day,
            meaning=bilingual("自该日起开设。", "From this day on."),
            example="2023-03-01",
        ),
        optional(
            name="until_on",
            zh="停止日期",
            read=cells.day,
            meaning=bilingual("自该日起不再开设；仍开设则不填。", "The first day without it; empty while it goes on."),
            example="",
        ),
    ),
    keys=by("external_id"),
    misfits=in_order("from_on", "until_on"),
    record=AsRecord(shape=office_records.SpecialtyChange),
)
