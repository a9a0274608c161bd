"""Courses and lessons: who proposes them, and what the office approved (ONL-12)."""

from __future__ import annotations

from datetime import date

import msgspec
from sqlalchemy import or_
from sqlmodel import Session, col, exists, select

from monitor.adapters.registry.classes import add_lesson, lesson_plan
from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import Course, Lesson, PlanLesson, ProposedPlan, TrainingClass
from monitor.adapters.registry.tables import Tables, known
from monitor.core.callers import Caller
from monitor.core.origins import Origin
from monitor.core.registered_lessons import RegisteredLesson


class Contents(Tables):
    """The lessons of all courses."""

    def propose_lesson(self, wanted: RegisteredLesson, caller: Caller, at: int) -> RegisteredLesson:
        """Register a lesson that nobody approved yet, with its course; answers what is registered by now.

        It waits for approval since `at` (UTC ms), unless it was there before.

        A course is whose first lesson it began with.  Others add to it only where a plan was approved for them that
        teaches it; raises `RegistryError` otherwise.
        """
        plan = msgspec.structs.replace(wanted.plan, approved=False)
        with self._writing(f"course {plan.course}", f"lesson {plan.lesson}") as session:
            new = session.get(Lesson, plan.lesson) is None
            if new:
                _refuse_others(session, plan.course, caller)
            add_lesson(
                session,
                plan,
                {plan.lesson: wanted.title},
                wanted.origin,
                course_origin=wanted.course_origin,
                owner=caller.name,
            )
            row = known(session, Lesson, plan.lesson, "lesson")
            row.proposed_at = at if new else row.proposed_at
            return _registered(row, known(session, Course, plan.course, "course"))

    def approve_lesson(self, lesson: str, *, approved: bool, on: date | None = None, document: str = "") -> None:
        """Note whether the office approved this content (ONL-12), from which day on, and by which document."""
        with self._writing() as session:
            row = known(session, Lesson, lesson, "lesson")
            row.approved, row.approved_on, row.approval = approved, on, document

    def approve_waiting_lesson(self, lesson: str, *, on: date, document: str) -> None:
        """Approve content that waits (ONL-12); raises `RegistryError` where somebody else did meanwhile."""
        with self._writing() as session:
            row = known(session, Lesson, lesson, "lesson")
            if row.approved:
                raise RegistryError("lesson", f"{lesson} is approved already", "look at the list again")
            row.approved, row.approved_on, row.approval = True, on, document

    def lessons(self, *, course: str = "", after: str = "", most: int = 100) -> list[RegisteredLesson]:
        """Lessons by name from `after` on, of one course or of all."""
        wanted = select(Lesson, Course).join(Course, col(Course.course) == col(Lesson.course))
        wanted = wanted.where(col(Lesson.lesson) > after)
        if course:
            wanted = wanted.where(col(Lesson.course) == course)
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(Lesson.lesson)).limit(most))
            return [_registered(lesson, its_course) for lesson, its_course in rows]


def _registered(lesson: Lesson, course: Course) -> RegisteredLesson:
    return RegisteredLesson(
        plan=lesson_plan(lesson, course),
        title=lesson.title,
        origin=Origin(source_system=lesson.source_system, external_id=lesson.external_id),
        course_origin=Origin(source_system=course.source_system, external_id=course.external_id),
    )


def _refuse_others(session: Session, course: str, caller: Caller) -> None:
    row = session.get(Course, course)
    if row is not None and row.owner != caller.name and not _teaches(session, course, caller):
        raise RegistryError(
            "course",
            f"{course} is a course of somebody else",
            "add to a course of your own, or to one in a plan that was approved for you",
        )


def _teaches(session: Session, course: str, caller: Caller) -> bool:
    """Whether a class of this institution, or one whose plan the caller proposed, has a lesson of the course."""
    proposed = select(ProposedPlan.training_class).where(
        col(ProposedPlan.proposed_by) == caller.name, col(ProposedPlan.state) == "approved"
    )
    organiser = caller.owner if caller.kind == "institution" else None
    theirs = or_(col(TrainingClass.training_class).in_(proposed), col(TrainingClass.institution) == organiser)
    taught = (
        select(PlanLesson.lesson)
        .join(TrainingClass, col(TrainingClass.training_class) == col(PlanLesson.training_class))
        .join(Lesson, col(Lesson.lesson) == col(PlanLesson.lesson))
        .where(theirs, col(Lesson.course) == course)
    )
    return bool(session.exec(select(exists(taught))).one())
