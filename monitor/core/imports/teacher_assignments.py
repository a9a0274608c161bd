"""Which teachers teach what in which class (CLS-02, CLS-12)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, optional
from monitor.core.imports.misfits import nothing
from monitor.core.imports.people import TRAINING_CLASS


class TeacherAssignmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A teacher who teaches a specialty in a class."""

    training_class: str
    teacher: str
    specialty: str
    teaches: bool = True


def _keys(row: TeacherAssignmentRow) -> Iterator[tuple[str, Hashable]]:
    yield "teacher", (row.training_class, row.teacher, row.specialty)


TEACHER_ASSIGNMENTS = Kind(
    name="teacher-assignments",
    title=bilingual("任课教师", "Teacher assignments"),
    meaning=bilingual(
        "班级各专业的任课教师(CLS-12)；重复导入不会重复登记，“是否任课”填“否”即为撤销。",
        "Who teaches which specialty in a class (CLS-12); imported again nothing is doubled, and `no` takes it back.",
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
        optional(
            name="teaches",
            zh="是否任课",
            read=cells.yes_or_no,
            meaning=bilingual("填“否”即撤销任课登记；默认“是”。", "No takes the assignment back; yes if left empty."),
            example="是",
        ),
    ),
    keys=_keys,
    misfits=nothing,
    record=AsRecord(shape=office_records.TeacherAssignment, named="teacher"),
)
