"""What the sample platform teaches: one class with a specialty course in a fixed order and a general course.

The demonstration rule pack takes a class hour as 60 s and wants 61 s of content in a unit; two lessons of 32 s give
some slack, because a container rounds its length and a player may stop a frame early.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from monitor.core.events import CourseQuestion

LESSON_SECONDS = 32
TRAINING_CLASS = "electrician-2026-01"
CLASS_TITLE = {"zh-CN": "电工(中级)职业技能培训 2026年第1期", "en": "Electrician (intermediate), class 1 of 2026"}
TOTAL_CLASS_HOURS = 40


@dataclass(frozen=True)
class Lesson:
    """One video; `ordinal` is its place in the approved course."""

    id: str
    course: str
    ordinal: int
    title: dict[str, str]
    seconds: int = LESSON_SECONDS


@dataclass(frozen=True)
class Course:
    """A course; only a specialty course has to be learned in its order (D5)."""

    id: str
    kind: Literal["specialty", "general"]
    title: dict[str, str]
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True)
class Unit:
    """One class hour: its lessons, whole."""

    id: str
    title: dict[str, str]
    lessons: tuple[Lesson, ...]


def _lesson(course: str, ordinal: int, chinese: str, english: str) -> Lesson:
    return Lesson(f"{course}-{ordinal}", course, ordinal, {"zh-CN": chinese, "en": english})


ELECTRICIAN = Course(
    "electrician",
    "specialty",
    {"zh-CN": "电工基础", "en": "Electrician's basics"},
    (
        _lesson("electrician", 1, "认识电路", "Circuits"),
        _lesson("electrician", 2, "安全断电与验电", "Isolating and proving dead"),
    ),
)
CIVICS = Course(
    "work-ethics",
    "general",
    {"zh-CN": "职业道德与安全生产", "en": "Work ethics and safety"},
    (
        _lesson("work-ethics", 1, "职业道德", "Work ethics"),
        _lesson("work-ethics", 2, "劳动者权利", "Rights at work"),
        _lesson("work-ethics", 3, "消防常识", "Fire safety"),
        _lesson("work-ethics", 4, "现场急救", "First aid on site"),
    ),
)
COURSES = (ELECTRICIAN, CIVICS)
LESSONS = {lesson.id: lesson for course in COURSES for lesson in course.lessons}


def _question(lesson: str, prompt: tuple[str, str], *options: tuple[str, str]) -> CourseQuestion:
    """A question of a lesson; the first option is right, as the order is drawn when it is asked."""
    said = [{"zh-CN": chinese, "en": english} for chinese, english in (prompt, *options)]
    return CourseQuestion(lesson=lesson, question=f"{lesson}-q1", prompt=said[0], options=tuple(said[1:]), right=0)


QUESTIONS = {
    "electrician-1": (
        _question(
            "electrician-1",
            ("电路中的电流用什么单位表示？", "In which unit is electric current given?"),
            ("安培", "ampere"),
            ("伏特", "volt"),
            ("欧姆", "ohm"),
        ),
    ),
    "electrician-2": (
        _question(
            "electrician-2",
            ("断电以后、动手以前先做什么？", "After switching off, what comes before any work?"),
            ("验电", "prove that it is dead"),
            ("拆下导线", "take the wires off"),
            ("重新合闸", "switch it on again"),
        ),
    ),
}


def _unit(number: int, lessons: tuple[Lesson, ...]) -> Unit:
    return Unit(f"hour-{number}", {"zh-CN": f"第{number}课时", "en": f"Class hour {number}"}, lessons)


ELECTRICIAN_HOUR = _unit(1, ELECTRICIAN.lessons)
ETHICS_HOUR = _unit(2, CIVICS.lessons[:2])
SAFETY_HOUR = _unit(3, CIVICS.lessons[2:])
UNITS = {unit.id: unit for unit in (ELECTRICIAN_HOUR, ETHICS_HOUR, SAFETY_HOUR)}


def unit_of(lesson: Lesson) -> Unit:
    """The class hour that a lesson belongs to."""
    return next(unit for unit in UNITS.values() if lesson in unit.lessons)


def units_of(course: Course) -> list[Unit]:
    """The class hours that a course is cut into."""
    return [unit for unit in UNITS.values() if unit.lessons[0] in course.lessons]
