"""Rooms for practice and their workstations (CLS-11)."""

from __future__ import annotations

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, optional
from monitor.core.imports.misfits import by, nothing
from monitor.core.imports.people import INSTITUTION


class WorkshopRow(msgspec.Struct, frozen=True, kw_only=True):
    """A room of an institution."""

    workshop: str
    institution: str
    specialty: str = ""
    workstations: int


WORKSHOPS = Kind(
    name="workshops",
    title=bilingual("实训工位", "Workshops"),
    meaning=bilingual(
        "培训机构的实训场所及其工位数(CLS-11)；再次导入即为更正。",
        "The rooms for practice of institutions, with their workstations (CLS-11); imported again it is a correction.",
    ),
    row=WorkshopRow,
    columns=(
        Column(
            name="workshop",
            zh="场所编号",
            read=cells.text(),
            meaning=bilingual("来源系统中的编号。", "Its id in the source system."),
            example="SX-0007",
        ),
        INSTITUTION,
        optional(
            name="specialty",
            zh="专业",
            read=cells.text(),
            meaning=bilingual("用于哪个专业。", "For which specialty."),
            example="welding",
        ),
        Column(
            name="workstations",
            zh="工位数",
            read=cells.whole(1, 10_000),
            meaning=bilingual("可同时使用的工位。", "Places that can be used at once."),
            example="20",
        ),
    ),
    keys=by("workshop"),
    misfits=nothing,
    record=AsRecord(shape=office_records.Workshop, named="workshop"),
)
