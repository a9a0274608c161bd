"""An approved class as a file that a person can write: TOML, lessons by course, durations in minutes and seconds.

`docs/registering.md` has one to begin with.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from monitor.core.errors import CoreError
from monitor.core.events import ClassPlan, LessonPlan, LessonSlice, UnitPlan

_TIME = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")


class ClassFileError(CoreError):
    """The file cannot be used; the message names what is wrong."""


class LessonSaid(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One video: its length as "mm:ss" or "h:mm:ss", and its hash, or the file to take the hash from."""

    lesson: str
    title: str = ""
    duration: str
    sha256: str = ""
    video: str = ""


class CourseSaid(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A course; its lessons stand in the order in which they are to be learned."""

    course: str
    type: Literal["specialty", "general"]
    title: str = ""
    lessons: list[LessonSaid]


class ClassSaid(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file; `units` name lessons, or stretches of them as "lesson 10:00-25:00"."""

    training_class: str
    institution: str
    title: str
    total_class_hours: int
    version: str = "1"
    source_system: str = "office"
    external_id: str = ""
    approved_on: date
    document: str
    courses: list[CourseSaid]
    units: dict[str, list[str]]


def read_class(file: Path) -> tuple[ClassSaid, ClassPlan]:
    """What the file says, and the plan that follows; raises `ClassFileError`, `FileNotFoundError`."""
    try:
        said = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), ClassSaid)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ClassFileError(f"{file}: {error}") from error
    lessons = {lesson.lesson: lesson for lesson in _lessons(said, file.parent)}
    units = tuple(
        UnitPlan(unit=unit, slices=tuple(_slice(text, lessons, unit) for text in parts))
        for unit, parts in said.units.items()
    )
    return said, ClassPlan(
        training_class=said.training_class,
        version=said.version,
        total_class_hours=said.total_class_hours,
        lessons=tuple(lessons.values()),
        units=units,
    )


def titles_of(said: ClassSaid) -> dict[str, str]:
    """What people call the courses and lessons."""
    courses = {course.course: course.title for course in said.courses}
    return courses | {lesson.lesson: lesson.title for course in said.courses for lesson in course.lessons}


def _lessons(said: ClassSaid, folder: Path) -> Iterator[LessonPlan]:
    for course in said.courses:
        for ordinal, lesson in enumerate(course.lessons, 1):
            yield LessonPlan(
                lesson=lesson.lesson,
                course=course.course,
                course_type=course.type,
                ordinal=ordinal,
                duration=_milliseconds(lesson.duration, f"the duration of {lesson.lesson}"),
                content_hash=_hash(lesson, folder),
            )


def _hash(lesson: LessonSaid, folder: Path) -> str:
    if bool(lesson.sha256) == bool(lesson.video):
        raise ClassFileError(f"{lesson.lesson}: give either sha256 or video, the file to take it from")
    if lesson.sha256:
        if not re.fullmatch(r"[0-9a-f]{64}", lesson.sha256):
            raise ClassFileError(f"{lesson.lesson}: sha256 is 64 digits 0-9 and a-f, as sha256sum prints it")
        return lesson.sha256
    with (folder / lesson.video).open("rb") as video:
        return hashlib.file_digest(video, "sha256").hexdigest()


def _slice(text: str, lessons: dict[str, LessonPlan], unit: str) -> LessonSlice:
    name, _, stretch = text.partition(" ")
    if name not in lessons:
        raise ClassFileError(f"unit {unit}: there is no lesson {name} in the courses")
    if not stretch:
        return LessonSlice(lesson=name, start=0, end=lessons[name].duration)
    start, dash, end = stretch.partition("-")
    if not dash:
        raise ClassFileError(f"unit {unit}: {text!r} is no stretch; write it as {name} 10:00-25:00")
    where = f"the stretch of {name} in unit {unit}"
    return LessonSlice(lesson=name, start=_milliseconds(start, where), end=_milliseconds(end, where))


def _milliseconds(text: str, what: str) -> int:
    found = _TIME.fullmatch(text.strip())
    if found is None or int(found[3]) > 59:
        raise ClassFileError(f"{what} is {text!r}; write mm:ss or h:mm:ss")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000
