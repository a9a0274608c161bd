"""Apprentices of institutions in enterprises (CLS-16)."""

from __future__ import annotations

from datetime import date

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind
from monitor.core.imports.misfits import by, nothing
from monitor.core.imports.people import IDENTITY_NUMBER, INSTITUTION, record_id


class ApprenticeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One apprentice in one enterprise and occupation."""

    external_id: str
    institution: str
    identity_number: str
    enterprise: str
    occupation_code: str
    enrolled_on: date


APPRENTICES = Kind(
    name="apprentices",
    title=bilingual("新型学徒", "Apprentices"),
    meaning=bilingual(
        "培训机构在企业中培养的学徒(CLS-16)；再次导入即为更正。",
        "The apprentices of institutions in enterprises (CLS-16); imported again it is a correction.",
    ),
    row=ApprenticeRow,
    columns=(
        record_id("记录编号", "XT-000001"),
        INSTITUTION,
        IDENTITY_NUMBER,
        Column(
            name="enterprise",
            zh="企业",
            read=cells.text(),
            meaning=bilingual("企业名称或统一社会信用代码。", "Its name or credit code."),
            example="91410000MA00000001",
        ),
        Column(
            name="occupation_code",
            zh="职业编码",
            read=cells.text(32),
            meaning=bilingual("职业(工种)编码。", "The occupation's code."),
            example="6-18-02-04",
        ),
        Column(
            name="enrolled_on",
            zh="注册日期",
            read=cells.day,
            meaning=bilingual("注册为学徒之日。", "The day of enrolment."),
            example="2023-04-01",
        ),
    ),
    keys=by("external_id"),
    misfits=nothing,
    record=AsRecord(shape=office_records.Apprenticeship),
)
