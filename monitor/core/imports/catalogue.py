"""The catalogue: platforms and institutions with the time for which they stand on it (ONL-03)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from typing import Literal

import msgspec

from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import Column, Kind, Misfit, optional
from monitor.core.imports.faults import Wrong


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


def _keys(row: CatalogueRow) -> Iterator[tuple[str, Hashable]]:
    yield "external_id", row.external_id


def _misfits(row: CatalogueRow) -> Iterator[Misfit]:
    for name, day in (("last_on", row.last_on), ("exited_on", row.exited_on)):
        if day is not None and day < row.first_on:
            yield name, _before_it_began()


def _before_it_began() -> Wrong:
    return Wrong(
        "backwards",
        "早于起始日期。",
        "This lies before the first day.",
        "请更正其中一个日期。",
        "Correct one of the two.",
    )


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
        Column(
            name="owner_kind",
            zh="类别",
            read=cells.choice(platform="平台", institution="机构"),
            meaning=bilingual("平台或机构。", "A platform or an institution."),
            example="平台",
        ),
        Column(
            name="owner",
            zh="编号",
            read=cells.text(),
            meaning=bilingual("平台或机构的编号。", "The platform's or the institution's name here."),
            example="jiangxin",
        ),
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
    keys=_keys,
    misfits=_misfits,
)
