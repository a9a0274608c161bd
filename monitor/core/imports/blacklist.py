"""The blacklist, which only the office writes (ENF-01)."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, optional
from monitor.core.imports.misfits import by, in_order
from monitor.core.imports.people import OWNER, OWNER_KIND, record_id


class BlacklistRow(msgspec.Struct, frozen=True, kw_only=True):
    """A platform or an institution on the blacklist, until the day from which it is off it."""

    external_id: str
    owner_kind: Literal["platform", "institution"]
    owner: str
    listed_on: date
    removed_on: date | None = None
    document: str


BLACKLIST = Kind(
    name="blacklist",
    title=bilingual("黑名单", "The blacklist"),
    meaning=bilingual(
        "列入黑名单的平台和培训机构(ENF-01)；再次导入即为更正。",
        "Platforms and institutions on the blacklist (ENF-01); imported again it is a correction.",
    ),
    row=BlacklistRow,
    columns=(
        record_id("条目编号", "HM-000001"),
        OWNER_KIND,
        OWNER,
        Column(
            name="listed_on",
            zh="列入日期",
            read=cells.day,
            meaning=bilingual("首日。", "The first day."),
            example="2023-08-01",
        ),
        optional(
            name="removed_on",
            zh="移出日期",
            read=cells.day,
            meaning=bilingual(
                "自该日起不在名单内；未移出则不填。", "Off the list from this day on; empty while it is there."
            ),
            example="",
        ),
        Column(
            name="document",
            zh="文号",
            read=cells.text(),
            meaning=bilingual("依据的文件。", "The document behind it."),
            example="豫人社函〔2023〕9号",
        ),
    ),
    keys=by("external_id"),
    misfits=in_order("listed_on", "removed_on"),
    record=AsRecord(shape=office_records.BlacklistEntry),
)
