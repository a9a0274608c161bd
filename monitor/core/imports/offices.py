"""Leading-group offices and their places below each other (KPI-01, KPI-02, RPT-01, CLS-02)."""

from __future__ import annotations

from datetime import date

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, optional
from monitor.core.imports.misfits import by, nothing
from monitor.core.imports.people import CITY
from monitor.core.office_records import Level


class OfficeRow(msgspec.Struct, frozen=True, kw_only=True):
    """An office; null is what the table does not say."""

    office: str
    title: str
    level: Level
    parent: str | None = None
    city: str | None = None
    local_platform: str | None = None
    manufacturing_target_percent: int | None = None
    low_certificates_cap_percent: int | None = None
    reports_since: date | None = None


OFFICES = Kind(
    name="offices",
    title=bilingual("领导小组办公室", "Offices"),
    meaning=bilingual(
        "登记省、市、县领导小组办公室及其隶属关系；未填写的可选列保持原值。",
        "Registers the leading-group offices of province, cities and counties, each below another; optional columns "
        "that are empty leave what was known.",
    ),
    row=OfficeRow,
    columns=(
        Column(
            name="office",
            zh="办公室编号",
            read=cells.text(),
            meaning=bilingual("本系统中的编号。", "Its name here."),
            example="zhengzhou",
        ),
        Column(
            name="title",
            zh="名称",
            read=cells.text(),
            meaning=bilingual("供人阅读。", "For people."),
            example="郑州市领导小组办公室",
        ),
        Column(
            name="level",
            zh="级别",
            read=cells.choice(province="省", city="市", county="县"),
            meaning=bilingual("省、市或县。", "Of the province, a city or a county."),
            example="市",
        ),
        optional(
            name="parent",
            zh="上级办公室编号",
            read=cells.text(),
            meaning=bilingual(
                "已登记或在同一表中、级别更高的办公室。",
                "One of a higher level, registered or in the same table.",
            ),
            example="henan",
        ),
        CITY,
        optional(
            name="local_platform",
            zh="自建监管平台",
            read=cells.text(),
            meaning=bilingual("CLS-02所需；没有则不填。", "For CLS-02; empty without one."),
            example="",
        ),
        optional(
            name="manufacturing_target_percent",
            zh="制造业培训占比目标",
            read=cells.whole(0, 100),
            meaning=bilingual("百分数(KPI-01)。", "Per cent (KPI-01)."),
            example="30",
        ),
        optional(
            name="low_certificates_cap_percent",
            zh="专项和合格证书占比上限",
            read=cells.whole(0, 100),
            meaning=bilingual("百分数(KPI-02)。", "Per cent (KPI-02)."),
            example="30",
        ),
        optional(
            name="reports_since",
            zh="开始报送日期",
            read=cells.day,
            meaning=bilingual("自该日起报送(RPT-01)。", "It reports from this day on (RPT-01)."),
            example="2023-01-01",
        ),
    ),
    keys=by("office"),
    misfits=nothing,
    record=AsRecord(shape=office_records.Office, named="office", partly=True),
)
