"""Class plans: one row for each stretch of a lesson that belongs to a class-hour unit."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Literal

import msgspec

from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import Column, Kind, Misfit, optional
from monitor.core.imports.faults import Wrong


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a lesson in a unit of a class's plan; lengths and times are ms of video.

    A row without a unit names a lesson that belongs to the plan and to none of its units.
    """

    training_class: str
    institution: str
    class_title: str
    version: str = "1"
    total_class_hours: int
    practical_hours: int | None = None
    course: str
    course_title: str | None = None
    course_type: Literal["specialty", "general"]
    lesson: str
    lesson_title: str | None = None
    ordinal: int
    duration: int
    content_hash: str = ""
    unit: str | None = None
    start: int | None = None
    end: int | None = None


def _keys(_: PlanRow) -> Iterator[tuple[str, Hashable]]:
    yield from ()


def _misfits(row: PlanRow) -> Iterator[Misfit]:
    if row.practical_hours is not None and row.practical_hours > row.total_class_hours:
        yield (
            "practical_hours",
            Wrong(
                "too_many_hours",
                "实操课时多于总课时。",
                "There are more practical hours than hours.",
                "请更正其中一个。",
                "Correct one of the two.",
            ),
        )
    if row.unit is None and (row.start is not None or row.end is not None):
        yield (
            "unit",
            Wrong(
                "no_unit",
                "填写了起止时间，但未填写课时。",
                "There is a stretch, and no unit.",
                "请填写课时编号，或删除起止时间。",
                "Enter the unit, or delete the stretch.",
            ),
        )


PLANS = Kind(
    name="plans",
    title=bilingual("开班计划", "Class plans"),
    meaning=bilingual(
        "登记班级、课程、视频和课时。每行是一个课时内的一段视频；课时由一段或多段组成，同一课时的各行按顺序填写。"
        "每个课时的内容不得少于2420秒(K10)，任何一段内容只能属于一个课时。班级已登记时，新的版本号即为变更后的计划。",
        "Registers classes, courses, lessons and class-hour units. A row is a stretch of a lesson in a unit; a unit "
        "has one or several, in the order of the rows. Each unit has 2,420 s of content at least (K10), and no stretch "
        "belongs to two units. For a class that is registered, another version is the changed plan.",
    ),
    row=PlanRow,
    columns=(
        Column(
            name="training_class",
            zh="班级编号",
            also=("班期编号", "班次编号"),
            read=cells.text(),
            meaning=bilingual("同一班级的各行相同。", "The same in all rows of a class."),
            example="2023-410100-0017",
        ),
        Column(
            name="institution",
            zh="培训机构编号",
            read=cells.text(),
            meaning=bilingual("已登记的培训机构。", "A registered institution."),
            example="jigong",
        ),
        Column(
            name="class_title",
            zh="班级名称",
            read=cells.text(256),
            meaning=bilingual("供人阅读。", "For people."),
            example="焊工初级一班",
        ),
        optional("version", "计划版本", cells.text(), bilingual("默认为1。", "1 unless told otherwise."), "1"),
        Column(
            name="total_class_hours",
            zh="总课时",
            read=cells.whole(1, 10_000),
            meaning=bilingual("经批准的总课时，含实操。", "All hours of the approved plan, practical ones too."),
            example="40",
        ),
        optional("practical_hours", "实操课时", cells.whole(0, 10_000), bilingual("CLS-15所需。", "For CLS-15."), "24"),
        Column(
            name="course",
            zh="课程编号",
            read=cells.text(),
            meaning=bilingual("课程。", "The course."),
            example="welding",
        ),
        optional("course_title", "课程名称", cells.text(256), bilingual("供人阅读。", "For people."), "焊接基础"),
        Column(
            name="course_type",
            zh="课程类型",
            read=cells.choice(specialty="专业", general="通用"),
            meaning=bilingual("专业课程须按顺序学习(ONL-09)。", "A specialty course is learned in its order (ONL-09)."),
            example="专业",
        ),
        Column(
            name="lesson",
            zh="视频编号",
            read=cells.text(),
            meaning=bilingual("一个视频。", "One video."),
            example="welding-01",
        ),
        optional("lesson_title", "视频名称", cells.text(256), bilingual("供人阅读。", "For people."), "安全操作"),
        Column(
            name="ordinal",
            zh="课程内顺序",
            read=cells.whole(1, 100_000),
            meaning=bilingual("视频在课程中的顺序，从1开始。", "The lesson's place in its course, from 1."),
            example="1",
        ),
        Column(
            name="duration",
            zh="视频时长",
            read=cells.length,
            say=cells.said_length,
            meaning=bilingual("秒，或时：分：秒。", "Seconds, or h:mm:ss."),
            example="0:45:00",
        ),
        optional(
            "content_hash",
            "文件SHA-256",
            cells.sha256,
            bilingual("64位十六进制。", "64 hexadecimal characters."),
            "a" * 64,
        ),
        optional(
            "unit",
            "课时编号",
            cells.text(),
            bilingual("该段所属的课时。", "The class-hour unit that the stretch belongs to."),
            "hour-01",
        ),
        optional(
            name="start",
            zh="起",
            read=cells.length,
            say=cells.said_length,
            meaning=bilingual("默认为视频开头。", "The lesson's beginning unless told otherwise."),
            example="0:00:00",
        ),
        optional(
            name="end",
            zh="止",
            read=cells.length,
            say=cells.said_length,
            meaning=bilingual("默认为视频结尾。", "The lesson's end unless told otherwise."),
            example="0:45:00",
        ),
    ),
    keys=_keys,
    misfits=_misfits,
)
