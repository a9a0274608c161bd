"""Whether a plan can be registered: every refusal names the field and says what would be accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from itertools import pairwise

from monitor.adapters.registry.errors import RegistryError
from monitor.core.events import ClassPlan, LessonPlan, LessonSlice, UnitPlan


def check_plan(plan: ClassPlan, unit_content_min: int) -> None:
    """Raise `RegistryError` for the first thing that is wrong with a plan.

    `unit_content_min` is the content in ms that every unit must have: 2,420 s under the real rules (K10), because
    an honest hour of 2,400 s must not fail by drift.
    """
    if plan.total_class_hours < 1:
        raise RegistryError("total_class_hours", "is less than 1", "give the hours of the approved plan")
    _check_lessons(plan.lessons)
    _refuse_repeated("units.unit", (unit.unit for unit in plan.units))
    lessons = {lesson.lesson: lesson for lesson in plan.lessons}
    for unit in plan.units:
        _check_unit(unit, lessons, unit_content_min)
    _refuse_overlaps(plan)


def _check_lessons(lessons: Iterable[LessonPlan]) -> None:
    lessons = list(lessons)
    _refuse_repeated("lessons.lesson", (lesson.lesson for lesson in lessons))
    _refuse_repeated("lessons.ordinal", ((lesson.course, lesson.ordinal) for lesson in lessons))
    types: dict[str, str] = {}
    for lesson in lessons:
        if types.setdefault(lesson.course, lesson.course_type) != lesson.course_type:
            raise RegistryError(
                "lessons.course_type",
                f"course {lesson.course} is both specialty and general",
                "give all lessons of a course the same type",
            )


def _refuse_repeated(field: str, values: Iterable[Hashable]) -> None:
    for value, times in Counter(values).items():
        if times > 1:
            raise RegistryError(field, f"{value} occurs {times} times", "name it once")


def _check_unit(unit: UnitPlan, lessons: dict[str, LessonPlan], unit_content_min: int) -> None:
    for piece in unit.slices:
        _check_slice(unit, piece, lessons)
    content = sum(piece.end - piece.start for piece in unit.slices)
    if content < unit_content_min:
        raise RegistryError(
            "units.slices",
            f"unit {unit.unit} has {content} ms of content, {unit_content_min} ms are needed",
            "add lesson slices, so that an honest hour does not fail by drift",
        )


def _check_slice(unit: UnitPlan, piece: LessonSlice, lessons: dict[str, LessonPlan]) -> None:
    lesson = lessons.get(piece.lesson)
    if lesson is None:
        raise RegistryError(
            "units.slices.lesson",
            f"unit {unit.unit} names lesson {piece.lesson}, which the plan does not have",
            "add the lesson to the plan or correct its name",
        )
    if piece.end <= piece.start:
        raise RegistryError(
            "units.slices.end",
            f"unit {unit.unit}: slice {piece.start}-{piece.end} ms of {piece.lesson} has no length",
            "let the end lie behind the start",
        )
    if piece.end > lesson.duration:
        raise RegistryError(
            "units.slices.end",
            f"unit {unit.unit}: slice ends at {piece.end} ms, {piece.lesson} at {lesson.duration} ms",
            "end the slice inside the lesson or correct the lesson's duration",
        )


def _refuse_overlaps(plan: ClassPlan) -> None:
    """No second of content belongs to two slices, in one unit or in two: it would be counted twice."""
    pieces = sorted((piece.lesson, piece.start, piece.end, unit.unit) for unit in plan.units for piece in unit.slices)
    for (lesson, _, end, unit), (next_lesson, start, _, next_unit) in pairwise(pieces):
        if lesson == next_lesson and start < end:
            raise RegistryError(
                "units.slices.start",
                f"{lesson} from {start} to {end} ms belongs to {unit} and again to {next_unit}",
                "let one slice end where the next begins",
            )
