"""Training classes and their approved plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from sqlalchemy import ColumnElement, and_, bindparam
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import (
    Course,
    Institution,
    Lesson,
    PlanLesson,
    PlanSlice,
    PlanUnit,
    PlanVersion,
    TrainingClass,
)
from monitor.adapters.registry.plans import check_plan
from monitor.adapters.registry.tables import Tables, add_once, known
from monitor.core.events import ClassPlan, LessonPlan, LessonSlice, UnitPlan
from monitor.core.origins import OFFICE, Origin

_ORIGIN = frozenset({"source_system", "external_id"})
_LESSON_MAY_CHANGE = _ORIGIN | {"title", "approved", "approved_on", "approval", "proposed_at"}


class Classes(Tables):
    """What was approved: classes, and their plans in versions."""

    def add_class(
        self,
        plan: ClassPlan,
        *,
        institution: str,
        title: str,
        source_system: str,
        external_id: str,
        unit_content_min: int,
        titles: Mapping[str, str] | None = None,
    ) -> None:
        """Register a class with its approved plan, and the courses and lessons that the plan names.

        `unit_content_min` is the content in ms that every unit must have (K10: 2,420,000 under the real rules);
        `titles` names courses and lessons for people.  Raises `RegistryError`, and then nothing is stored.
        """
        check_plan(plan, unit_content_min)
        row = TrainingClass(
            training_class=plan.training_class,
            institution=institution,
            title=title,
            source_system=source_system,
            external_id=external_id,
            plan_version=plan.version,
        )
        with self._writing() as session:
            known(session, Institution, institution, "institution")
            add_once(session, row, changeable=frozenset({"plan_version"}))
            add_plan(session, plan, titles or {}, Origin(source_system=source_system))

    def revise_plan(
        self,
        plan: ClassPlan,
        *,
        unit_content_min: int,
        titles: Mapping[str, str] | None = None,
        origin: Origin = OFFICE,
    ) -> None:
        """Add a further version of a class's plan and put it in force; sessions that are open keep theirs."""
        check_plan(plan, unit_content_min)
        with self._writing() as session:
            row = known(session, TrainingClass, plan.training_class, "training_class")
            add_plan(session, plan, titles or {}, origin)
            row.plan_version = plan.version

    def class_plan(self, training_class: str, version: str | None = None) -> ClassPlan:
        """The plan in force, or a given version of it, with today's approvals of its lessons."""
        with self._reading() as session:
            return read_plan(session, training_class, version)

    def classes(self) -> list[str]:
        """The names of all classes."""
        with self._reading() as session:
            return list(session.exec(select(TrainingClass.training_class).order_by(col(TrainingClass.training_class))))


def add_plan(session: Session, plan: ClassPlan, titles: Mapping[str, str], origin: Origin) -> None:
    """Store a version of a plan; the same version again must say the same.

    Lessons that are new come from the same system, where they are called as they are here.
    """
    existing = session.get(PlanVersion, (plan.training_class, plan.version))
    for lesson in plan.lessons:
        add_lesson(session, lesson, titles, Origin(source_system=origin.source_system))
    if existing is None:
        _store_version(session, plan, origin)
    elif facts_of(read_plan(session, plan.training_class, plan.version)) != facts_of(plan):
        raise RegistryError(
            "version",
            f"{plan.training_class} has a version {plan.version} already, and it says something else",
            "give the changed plan a new version (revise_plan)",
        )


def add_lesson(
    session: Session,
    plan: LessonPlan,
    titles: Mapping[str, str],
    origin: Origin,
    *,
    course_origin: Origin | None = None,
    owner: str = "",
) -> None:
    """Store a lesson, and with the first one its course, which is its `owner`'s from then on, or else the office's.

    Where they came from first stands.
    """
    course = Course(
        course=plan.course,
        course_type=plan.course_type,
        title=titles.get(plan.course, ""),
        owner=owner,
        **(course_origin or Origin(source_system=origin.source_system)).ids(plan.course),
    )
    add_once(session, course, changeable=frozenset({"title", "owner"}) | _ORIGIN)
    lesson = Lesson(
        lesson=plan.lesson,
        course=plan.course,
        ordinal=plan.ordinal,
        duration_ms=plan.duration,
        content_hash=plan.content_hash,
        approved=plan.approved,
        title=titles.get(plan.lesson, ""),
        **origin.ids(plan.lesson),
    )
    add_once(session, lesson, changeable=_LESSON_MAY_CHANGE)


def _store_version(session: Session, plan: ClassPlan, origin: Origin) -> None:
    key = {"training_class": plan.training_class, "version": plan.version}
    ids = origin.ids(f"{plan.training_class}/{plan.version}")
    add_once(session, PlanVersion(**key, **ids, total_class_hours=plan.total_class_hours))
    for place, lesson in enumerate(plan.lessons):
        session.add(PlanLesson(**key, place=place, lesson=lesson.lesson))
    for place, unit in enumerate(plan.units):
        session.add(PlanUnit(**key, place=place, unit=unit.unit, hour_type=unit.hour_type))
    session.flush()
    for unit in plan.units:
        for place, piece in enumerate(unit.slices):
            session.add(
                PlanSlice(
                    training_class=plan.training_class,
                    version=plan.version,
                    unit=unit.unit,
                    place=place,
                    lesson=piece.lesson,
                    start_ms=piece.start,
                    end_ms=piece.end,
                )
            )


def facts_of(plan: ClassPlan) -> tuple[object, ...]:
    """What one version of a plan fixes; approvals of content change beside it."""
    lessons = [(p.lesson, p.course, p.course_type, p.ordinal, p.duration, p.content_hash) for p in plan.lessons]
    return plan.training_class, plan.version, plan.total_class_hours, lessons, plan.units


# Asked whenever a lesson is opened: made once, since to make a statement costs more than to ask it.
_VERSION = select(PlanVersion.version, PlanVersion.total_class_hours).where(
    col(PlanVersion.training_class) == bindparam("training_class"), col(PlanVersion.version) == bindparam("version")
)
_IN_FORCE = (
    select(PlanVersion.version, PlanVersion.total_class_hours)
    .join(
        TrainingClass,
        and_(
            col(TrainingClass.training_class) == col(PlanVersion.training_class),
            col(TrainingClass.plan_version) == col(PlanVersion.version),
        ),
    )
    .where(col(TrainingClass.training_class) == bindparam("training_class"))
)


def _of_plan(table: type[PlanLesson | PlanUnit]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(table.training_class) == bindparam("training_class"),
        col(table.version) == bindparam("version"),
    )


_LESSONS = (
    sql_select(*map(col, (Lesson.lesson, Lesson.course, Lesson.ordinal, Lesson.duration_ms, Lesson.approved)))
    .add_columns(col(Lesson.content_hash), col(Course.course_type))
    .join(PlanLesson, col(PlanLesson.lesson) == col(Lesson.lesson))
    .join(Course, col(Course.course) == col(Lesson.course))
    .where(*_of_plan(PlanLesson))
    .order_by(col(PlanLesson.place))
)
_IN_UNIT = [getattr(PlanSlice, name) == getattr(PlanUnit, name) for name in ("training_class", "version", "unit")]
_UNITS = (
    sql_select(col(PlanUnit.unit), col(PlanUnit.hour_type), col(PlanSlice.lesson))
    .add_columns(col(PlanSlice.start_ms), col(PlanSlice.end_ms))
    .join(PlanSlice, and_(*_IN_UNIT))
    .where(*_of_plan(PlanUnit))
    .order_by(col(PlanUnit.place), col(PlanSlice.place))
)


def read_plan(session: Session, training_class: str, version: str | None) -> ClassPlan:
    """The plan in force, or a given version; raises `RegistryError` where there is none."""
    wanted, asked = (_IN_FORCE, {}) if version is None else (_VERSION, {"version": version})
    found = session.connection().execute(wanted, {"training_class": training_class, **asked}).one_or_none()
    if found is None:
        known(session, TrainingClass, training_class, "training_class")
        raise RegistryError("version", f"{training_class} has no plan {version}", "ask for a version that was approved")
    key = {"training_class": training_class, "version": found.version}
    return ClassPlan(
        **key,
        total_class_hours=found.total_class_hours,
        lessons=tuple(_lessons(session, key)),
        units=tuple(_units(session, key)),
    )


def _lessons(session: Session, key: Mapping[str, str]) -> Iterator[LessonPlan]:
    for row in session.connection().execute(_LESSONS, key):
        yield LessonPlan(
            lesson=row.lesson,
            course=row.course,
            course_type=row.course_type,
            ordinal=row.ordinal,
            duration=row.duration_ms,
            approved=row.approved,
            content_hash=row.content_hash,
        )


def lesson_plan(lesson: Lesson, course: Course) -> LessonPlan:
    """A lesson as it is registered."""
    return LessonPlan(
        lesson=lesson.lesson,
        course=lesson.course,
        course_type=course.course_type,  # type: ignore[arg-type]  # only a LessonPlan's was ever stored
        ordinal=lesson.ordinal,
        duration=lesson.duration_ms,
        approved=lesson.approved,
        content_hash=lesson.content_hash,
    )


def _units(session: Session, key: Mapping[str, str]) -> Iterator[UnitPlan]:
    rows = session.connection().execute(_UNITS, key)
    for (unit, hour_type), pieces in groupby(rows, key=lambda row: (row.unit, row.hour_type)):
        yield UnitPlan(
            unit=unit,
            slices=tuple(LessonSlice(lesson=one.lesson, start=one.start_ms, end=one.end_ms) for one in pieces),
            hour_type=hour_type,
        )
