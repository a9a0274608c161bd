"""When platforms were connected to the provincial supervision platform (ONL-04)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date

import msgspec

from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import Column, Kind, optional
from monitor.core.imports.misfits import in_order
from monitor.core.imports.people import record_id


class ConnectionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A time of connection; on its second day it is over."""

    external_id: str
    platform: str
    connected_on: date
    disconnected_on: date | None = None


def _keys(row: ConnectionRow) -> Iterator[tuple[str, Hashable]]:
    yield "external_id", row.external_id
    yield "connected_on", (row.platform, row.connected_on)


CONNECTIONS = Kind(
    name="connections",
    title=bilingual("接入时间", "Times of connection"),
    meaning=bilingual(
        "平台接入省级监管平台的起止日期(ONL-04)；同一平台、同一起始日期再次导入即为更正。",
        "From when to when platforms were connected to the provincial supervision platform (ONL-04); for the same "
        "platform and first day it is a correction.",
    ),
    row=ConnectionRow,
    columns=(
        record_id("记录编号", "JR-000001"),
        Column(
            name="platform",
            zh="平台编号",
            read=cells.text(),
            meaning=bilingual("已登记的平台。", "A registered platform."),
            example="jiangxin",
        ),
        Column(
            name="connected_on",
            zh="接入日期",
            read=cells.day,
            meaning=bilingual("首日。", "The first day."),
            example="2023-03-07",
        ),
        optional(
            name="disconnected_on",
            zh="断开日期",
            read=cells.day,
            meaning=bilingual("自该日起不再接入；仍接入则不填。", "The first day without it; empty while it goes on."),
            example="",
        ),
    ),
    keys=_keys,
    misfits=in_order("connected_on", "disconnected_on"),
)
