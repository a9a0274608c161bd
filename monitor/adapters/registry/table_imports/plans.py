"""Class plans: classes, courses, lessons and units; for a class that is registered, a further version."""

from __future__ import annotations

from typing import Any

from sqlmodel import col

from monitor.adapters.registry.class_models import ClassProfile
from monitor.adapters.registry.classes import add_plan, facts_of, read_plan
from monitor.adapters.registry.models import Course, Institution, Lesson, PlanVersion, TrainingClass
from monitor.adapters.registry.plans import check_plan
from monitor.adapters.registry.table_imports.desk import Counts, Desk, belongs_to_another, unknown
from monitor.adapters.registry.tables import known
from monitor.core.events import ClassPlan
from monitor.core.imports.faults import Wrong
from monitor.core.imports.plan_rules import plans
from monitor.core.imports.plans import PlanRow
from monitor.core.imports.reading import Table
from monitor.core.origins import Origin

_FACTS = ("course", "ordinal", "duration", "content_hash")


def look_over(desk: Desk, table: Table[PlanRow]) -> None:
    """Institutions are registered, and what is registered of classes, courses and lessons says the same."""
    _refuse_unknown_institutions(desk, table)
    _refuse_other_lessons(desk, table)
    _refuse_other_classes(desk, table)
    if not table.faults:
        _refuse_other_plans(desk, table)


def _refuse_unknown_institutions(desk: Desk, table: Table[PlanRow]) -> None:
    there = desk.known(col(Institution.institution), {placed.row.institution for placed in table.rows})
    for place, placed in enumerate(table.rows):
        if placed.row.institution not in there:
            table.blame(place, "institution", unknown("培训机构", "institution"))


def _refuse_other_lessons(desk: Desk, table: Table[PlanRow]) -> None:
    """A course keeps its type, a lesson its facts, and a place in a course its lesson."""
    rows = [placed.row for placed in table.rows]
    types = dict(desk.values([Course.course, Course.course_type], [col(Course.course)], {row.course for row in rows}))
    columns = [Lesson.lesson, Lesson.course, Lesson.ordinal, Lesson.duration_ms, Lesson.content_hash]
    lessons = {name: facts for name, *facts in desk.values(columns, [col(Lesson.lesson)], {row.lesson for row in rows})}
    places = {
        (course, ordinal): name
        for course, ordinal, name in desk.values(
            [Lesson.course, Lesson.ordinal, Lesson.lesson],
            [col(Lesson.course), col(Lesson.ordinal)],
            {(row.course, row.ordinal) for row in rows},
        )
    }
    for place, row in enumerate(rows):
        if types.get(row.course, row.course_type) != row.course_type:
            table.blame(place, "course_type", _registered_otherwise(types[row.course]))
        for name, value in zip(_FACTS, lessons.get(row.lesson, ()), strict=False):
            if getattr(row, name) != value:
                table.blame(place, name, _registered_otherwise(table.kind.column(name).say(value)))
        if row.lesson not in lessons and (row.course, row.ordinal) in places:
            table.blame(place, "ordinal", belongs_to_another("视频", "lesson"))


def _refuse_other_classes(desk: Desk, table: Table[PlanRow]) -> None:
    names = {placed.row.training_class for placed in table.rows}
    columns = [TrainingClass.training_class, TrainingClass.institution]
    owners = dict(desk.values(columns, [col(TrainingClass.training_class)], names))
    for place, placed in enumerate(table.rows):
        owner = owners.get(placed.row.training_class, placed.row.institution)
        if owner != placed.row.institution:
            table.blame(place, "training_class", belongs_to_another("培训机构", "institution"))


def _refuse_other_plans(desk: Desk, table: Table[PlanRow]) -> None:
    """A version of a plan that is there says the same; a changed plan is another version."""
    first = {placed.row.training_class: place for place, placed in reversed(list(enumerate(table.rows)))}
    for plan in plans(table):
        if desk.session.get(PlanVersion, (plan.training_class, plan.version)) is not None:
            stored = read_plan(desk.session, plan.training_class, plan.version)
            if facts_of(stored) != facts_of(plan):
                table.blame(first[plan.training_class], "version", _version_taken())


# ---------------------------------------------------------------- storing


def store(desk: Desk, table: Table[PlanRow]) -> Counts:
    """Register classes, and put their plans into force."""
    rows = {placed.row.training_class: placed.row for placed in reversed(table.rows)}
    titles = _titles(table)
    counts = {"classes": 0, "plans": 0}
    for plan in plans(table):
        check_plan(plan, desk.terms.unit_content_min)
        new_class, new_plan = _put(desk, plan, rows[plan.training_class], titles)
        counts["classes"] += new_class
        counts["plans"] += new_plan
    return counts


def _put(desk: Desk, plan: ClassPlan, row: PlanRow, titles: dict[str, str]) -> tuple[bool, bool]:
    """Whether the class, and this version of its plan, are new."""
    session = desk.session
    there = session.get(TrainingClass, plan.training_class)
    new_plan = session.get(PlanVersion, (plan.training_class, plan.version)) is None
    if there is None:
        session.add(
            TrainingClass(
                training_class=plan.training_class,
                institution=row.institution,
                title=row.class_title,
                source_system=desk.terms.source,
                external_id=plan.training_class,
                plan_version=plan.version,
            )
        )
        session.flush()
    add_plan(session, plan, titles, Origin(source_system=desk.terms.source))
    known(session, TrainingClass, plan.training_class, "training_class").plan_version = plan.version
    if row.practical_hours is not None:
        profile = session.get(ClassProfile, plan.training_class) or ClassProfile(training_class=plan.training_class)
        profile.practical_hours = row.practical_hours
        session.add(profile)
    session.flush()
    return there is None, new_plan


def _titles(table: Table[PlanRow]) -> dict[str, str]:
    """What courses and lessons are called; a course and a lesson of one name are told apart by nobody."""
    rows = [placed.row for placed in table.rows]
    courses = {row.course: row.course_title for row in rows if row.course_title is not None}
    return courses | {row.lesson: row.lesson_title for row in rows if row.lesson_title is not None}


# ---------------------------------------------------------------- words


def _registered_otherwise(value: Any) -> Wrong:
    return Wrong(
        "registered_otherwise",
        f"已登记为{value}。",
        f"It is registered as {value}.",
        "请按已登记的填写，或使用新的编号。",
        "Say the same, or take another name.",
    )


def _version_taken() -> Wrong:
    return Wrong(
        "version_taken",
        "该版本已登记，且内容不同。",
        "This version is registered, and says something else.",
        "变更后的计划请使用新的版本号。",
        "Give the changed plan another version.",
    )
