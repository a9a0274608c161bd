"""The catalogue: platforms and institutions with the time for which they stand on it (ONL-03)."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import Column, Kind, optional
from monitor.core.imports.misfits import by, in_order
from monitor.core.imports.people import OWNER, OWNER_KIND


class CatalogueRow(msgspec.Struct, frozen=True, kw_only=True):
    """A time on the catalogue; first and last day are included."""

    external_id: str
    owner_kind: Literal["platform", "institution"]
    owner: str
    title: str | None = None
    first_on: date
    last_on: date | None = None
    exited_on: date | None = None
    document: str = ""


CATALOGUE = Kind(
    name="catalogue",
    title=bilingual("目录清单", "The catalogue"),
    meaning=bilingual(
        "登记平台和培训机构的入目时间。尚未登记的平台或机构须填写名称，随之登记；同一条目编号再次导入即为更正。",
        "Enters when platforms and institutions stand on the catalogue. One that is not registered yet needs its title "
        "and is registered with it; an entry that comes again under its id is a correction.",
    ),
    row=CatalogueRow,
    columns=(
        Column(
            name="external_id",
            zh="条目编号",
            read=cells.text(),
            meaning=bilingual("该条目在来源系统中的编号。", "The entry's id in the source system."),
            example="ML-2023-007",
        ),
        OWNER_KIND,
        OWNER,
        optional(
            name="title",
            zh="名称",
            read=cells.text(256),
            meaning=bilingual("尚未登记时须填写。", "Needed for one that is not registered."),
            example="匠心在线",
        ),
        Column(
            name="first_on",
            zh="起始日期",
            read=cells.day,
            meaning=bilingual("入目首日。", "The first day."),
            example="2023-03-07",
        ),
        optional(
            name="last_on",
            zh="截止日期",
            read=cells.day,
            meaning=bilingual("最后一日，含当日；未定则不填。", "The last day, included; empty while it is open."),
            example="2024-03-06",
        ),
        optional(
            name="exited_on",
            zh="退出日期",
            read=cells.day,
            meaning=bilingual("动态退出，自该日起不在目录内。", "Dynamic exit: off the catalogue from this day on."),
            example="",
        ),
        optional(
            name="document",
            zh="文号",
            read=cells.text(),
            meaning=bilingual("依据的文件。", "The document behind it."),
            example="豫人社函〔2023〕1号",
        ),
    ),
    keys=by("external_id"),
    misfits=in_order("first_on", "last_on", "exited_on"),
)
