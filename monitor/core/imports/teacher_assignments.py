"""Which teachers teach what in which class (CLS-02, CLS-12)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind
from monitor.core.imports.misfits import nothing
from monitor.core.imports.people import TRAINING_CLASS


class TeacherAssignmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A teacher who teaches a specialty in a class."""

    training_class: str
    teacher: str
    specialty: str


def _keys(row: TeacherAssignmentRow) -> Iterator[tuple[str, Hashable]]:
    yield "teacher", (row.training_class, row.teacher, row.specialty)


TEACHER_ASSIGNMENTS = Kind(
    name="teacher-assignments",
    title=bilingual("任课教师", "Teacher assignments"),
    meaning=bilingual(
        "班级各专业的任课教师(CLS-12)；重复导入不会重复登记。",
        "Who teaches which specialty in a class (CLS-12); imported again nothing is doubled.",
    ),
    row=TeacherAssignmentRow,
    columns=(
        TRAINING_CLASS,
        Column(
            name="teacher",
            zh="教师编号",
            read=cells.text(),
            meaning=bilingual("已导入的教师。", "A teacher who was imported."),
            example="JS-0031",
        ),
        Column(
            name="specialty",
            zh="专业",
            read=cells.text(),
            meaning=bilingual("所授专业的名称或代码。", "The name or code of what is taught."),
            example="welding",
        ),
    ),
    keys=_keys,
    misfits=nothing,
    record=AsRecord(shape=office_records.TeacherAssignment, named="teacher"),
)
