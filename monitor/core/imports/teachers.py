"""Teachers of institutions (CLS-06, CAT-02)."""

from __future__ import annotations

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, optional
from monitor.core.imports.misfits import by, nothing
from monitor.core.imports.people import INSTITUTION


class TeacherRow(msgspec.Struct, frozen=True, kw_only=True):
    """A teacher under a made-up name, and the licence if there is one."""

    teacher: str
    institution: str
    licence: str = ""


TEACHERS = Kind(
    name="teachers",
    title=bilingual("教师", "Teachers"),
    meaning=bilingual(
        "培训机构的教师及其资格证号(CLS-06、CAT-02)；不填姓名。再次导入即为更正。",
        "The teachers of institutions and their licences (CLS-06, CAT-02), without names; imported again it is a "
        "correction.",
    ),
    row=TeacherRow,
    columns=(
        Column(
            name="teacher",
            zh="教师编号",
            read=cells.text(),
            meaning=bilingual("来源系统中的编号。", "Its id in the source system."),
            example="JS-0031",
        ),
        INSTITUTION,
        optional(
            name="licence",
            zh="资格证号",
            read=cells.text(),
            meaning=bilingual("没有则不填。", "Empty without one."),
            example="20234100012345",
        ),
    ),
    keys=by("teacher"),
    misfits=nothing,
    record=AsRecord(shape=office_records.Teacher, named="teacher"),
)
