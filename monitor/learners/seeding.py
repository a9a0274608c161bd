"""Fills an empty registry as the office would: platform, institution, class with its plan, and trainees."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from monitor.adapters.registry import SqlRegistry
from monitor.adapters.registry.identity import check_digit
from monitor.core.events import ClassPlan, LessonPlan, LessonSlice, UnitPlan
from monitor.core.rulepack import RulePack
from monitor.core.speaking import Speaker, of_office
from monitor.learners.curriculum import (
    CLASS_TITLE,
    COURSES,
    LESSONS,
    QUESTIONS,
    TOTAL_CLASS_HOURS,
    TRAINING_CLASS,
    UNITS,
    Course,
    Lesson,
    Unit,
)

PLATFORM, INSTITUTION = "sample-platform", "sample-institution"
VOUCHING = (Speaker(house=f"institution/{INSTITUTION}", person="zhao"), of_office("qian"))
SOURCE = "demonstration"
CATALOGUED_FROM = date(2023, 3, 7)


def seed_class(registry: SqlRegistry, pack: RulePack, hashes: Mapping[str, str]) -> None:
    """Enter platform, institution and class; `hashes` are the SHA-256 (hex) of the videos, by lesson."""
    registry.add_platform(
        PLATFORM, title="匠心在线", source_system=SOURCE, external_id=PLATFORM, catalogued_from=CATALOGUED_FROM
    )
    registry.add_institution(INSTITUTION, title="示范职业培训学校", source_system=SOURCE, external_id=INSTITUTION)
    registry.add_class(
        class_plan(hashes),
        institution=INSTITUTION,
        title=CLASS_TITLE["zh-CN"],
        source_system=SOURCE,
        external_id=TRAINING_CLASS,
        unit_content_min=pack["unit_content_min_ms"],
        titles=_titles(),
    )
    for lesson, questions in QUESTIONS.items():
        registry.set_questions(PLATFORM, lesson, questions)


def hashes_of(videos: Mapping[str, Path]) -> dict[str, str]:
    """The SHA-256 (hex) of every lesson's file."""
    return {lesson: hashlib.sha256(file.read_bytes()).hexdigest() for lesson, file in videos.items()}


def seed_trainees(registry: SqlRegistry, names: Iterable[str], now: int) -> dict[str, str]:
    """Register and enrol made-up people; returns the registry's name of each."""
    return {name: _seed_trainee(registry, number, name, now) for number, name in enumerate(names, 1)}


def confirm_faces(registry: SqlRegistry, trainee: str, now: int) -> None:
    """Institution and office vouch for the pictures that the platform handed in (K5).

    Two of them, because all made-up trainees have one face, as twins would (K6).
    """
    references = [record.reference for record in registry.reference_records(trainee)]
    for person in VOUCHING:
        registry.confirm_reference(*references, by=person, at=now)


def class_plan(hashes: Mapping[str, str]) -> ClassPlan:
    """The approved plan: which lessons, in which order, and how they are cut into class hours."""
    return ClassPlan(
        training_class=TRAINING_CLASS,
        total_class_hours=TOTAL_CLASS_HOURS,
        lessons=tuple(_lesson(lesson, course, hashes) for course in COURSES for lesson in course.lessons),
        units=tuple(_unit(unit) for unit in UNITS.values()),
    )


def _titles() -> dict[str, str]:
    courses = {course.id: course.title["zh-CN"] for course in COURSES}
    return courses | {lesson.id: lesson.title["zh-CN"] for lesson in LESSONS.values()}


def _lesson(lesson: Lesson, course: Course, hashes: Mapping[str, str]) -> LessonPlan:
    return LessonPlan(
        lesson=lesson.id,
        course=course.id,
        course_type=course.kind,
        ordinal=lesson.ordinal,
        duration=lesson.seconds * 1000,
        content_hash=hashes[lesson.id],
    )


def _unit(unit: Unit) -> UnitPlan:
    slices = (LessonSlice(lesson=lesson.id, start=0, end=lesson.seconds * 1000) for lesson in unit.lessons)
    return UnitPlan(unit=unit.id, slices=tuple(slices))


def _seed_trainee(registry: SqlRegistry, number: int, name: str, now: int) -> str:
    came_through = f"platform/{PLATFORM}"  # as if it had registered the person itself
    trainee = registry.add_trainee(_identity_number(number), source_system=came_through, external_id=name, at=now)
    registry.enrol(trainee, TRAINING_CLASS, source_system=SOURCE, external_id=name, at=now)
    return trainee


def _identity_number(number: int) -> str:
    """Well formed, and nobody's: no area has the code 000000."""
    first_seventeen = f"00000019000101{number:03}"
    return first_seventeen + check_digit(first_seventeen)
