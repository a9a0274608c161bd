"""Courses, lessons and questions; classes with their plans."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from monitor.core.events import ClassPlan, LessonPlan, LessonSlice, UnitPlan
from monitor.learners.province.cast import (
    CITIES,
    COURSES,
    LESSON_MS,
    TOTAL_HOURS,
    UNIT_MS,
    UNITS,
    Batch,
    Cast,
    Names,
    noon,
    sha,
)


def content(p: Cast) -> Iterator[Batch]:
    yield (
        "courses",
        ("source_system", "external_id", "course", "course_type", "title"),
        (
            ("talent", f"course-{n:03}", f"course-{n:03}", "specialty" if n % 2 else "general", f"课程{n}")
            for n in range(COURSES)
        ),
    )
    columns: Names = (
        "source_system",
        "external_id",
        "lesson",
        "course",
        "ordinal",
        "duration_ms",
        "content_hash",
        "approved",
        "approval",
        "title",
    )
    yield (
        "lessons",
        columns,
        (
            (
                "talent",
                p.lesson(n, k),
                p.lesson(n, k),
                f"course-{n:03}",
                k,
                LESSON_MS,
                sha(f"{n} {k}"),
                True,
                "豫人社 2",
                "",
            )
            for n in range(COURSES)
            for k in range(UNITS)
        ),
    )
    columns = ("source_system", "external_id", "platform", "lesson", "question", "place", "prompt", "options", "right",
               "after_ms")  # fmt: skip
    prompt, options = json.dumps({"zh-CN": "对吗?"}), json.dumps([{"zh-CN": "对"}, {"zh-CN": "错"}])
    yield (
        "lesson_questions",
        columns,
        (
            ("vendor", f"q-{n}-{k}-{q}", p.platform(n), p.lesson(n, k), f"q-{q}", q, prompt, options, 0, 0)
            for n in range(p.scale.platforms)
            for k in range(UNITS)
            for q in range(3)
        ),
    )


def classes(p: Cast) -> Iterator[Batch]:
    of = range(p.scale.classes)
    names = ("source_system", "external_id", "training_class", "institution", "title", "plan_version")
    yield (
        "training_classes",
        names,
        (("talent", f"c-{n}", p.training_class(n), p.institution(n), f"班级{n}", "1") for n in of),
    )
    columns = ("training_class", "city", "specialty", "occupation_code", "track", "practical_hours", "workshop",
               "begins_at", "ends_at", "manufacturing", "obtainable_certificate", "assessed_certificate",
               "city_consent")  # fmt: skip
    yield "class_profiles", columns, (_profile(p, n) for n in of)
    plan = ("training_class", "version")
    yield (
        "plan_versions",
        ("source_system", "external_id", *plan, "total_class_hours"),
        (("talent", f"c-{n}/1", p.training_class(n), "1", TOTAL_HOURS) for n in of),
    )
    places = [(n, k) for n in of for k in range(UNITS)]
    yield (
        "plan_lessons",
        (*plan, "place", "lesson"),
        ((p.training_class(n), "1", k, p.lesson(p.course_of(n), k)) for n, k in places),
    )
    yield (
        "plan_units",
        (*plan, "place", "unit", "hour_type"),
        ((p.training_class(n), "1", k, f"unit-{k}", "theory") for n, k in places),
    )
    yield (
        "plan_slices",
        (*plan, "unit", "place", "lesson", "start_ms", "end_ms"),
        ((p.training_class(n), "1", f"unit-{k}", 0, p.lesson(p.course_of(n), k), 0, UNIT_MS) for n, k in places),
    )
    yield (
        "teacher_assignments",
        ("training_class", "teacher", "specialty"),
        (
            (p.training_class(n), f"teacher-{n % p.scale.institutions:04}-{k}", p.specialty(n))
            for n in of
            for k in range(3)
        ),
    )


def _profile(p: Cast, n: int) -> Sequence[Any]:
    begins = p.begins(n)
    return (p.training_class(n), f"41{n % CITIES:02}", p.specialty(n), "6-18-02-04", "certificate", 12,
            f"workshop-{n % p.scale.institutions:04}-0", noon(begins), noon(begins + 60), n % 3 == 0,
            "skill_level", "skill_level", "")  # fmt: skip


def proposals(p: Cast) -> Iterator[Batch]:
    """Every tenth class has the plan that was proposed for it, and of some of these the next version waits."""
    columns = ("proposal", "training_class", "institution", "class_title", "plan", "proposed_by", "proposed_at",
               "state", "decided_by", "document", "reason", "source_system", "external_id")  # fmt: skip
    yield "proposed_plans", columns, (_proposal(p, n) for n in range(0, p.scale.classes, 10))


def _proposal(p: Cast, n: int) -> Sequence[Any]:
    waits = n % 200 == 0
    return (p.proposal(n), p.training_class(n), p.institution(n), f"班级{n}", _plan(p, n, "2" if waits else "1"),
            f"platform/{p.platform_of(n)}", noon(p.begins(n)), "proposed" if waits else "approved",
            "" if waits else "li", "" if waits else "豫人社 2", "", "", "")  # fmt: skip


def _plan(p: Cast, n: int, version: str) -> str:
    course = p.course_of(n)
    lessons = tuple(
        LessonPlan(
            lesson=p.lesson(course, k),
            course=f"course-{course:03}",
            course_type="specialty" if course % 2 else "general",
            ordinal=k,
            duration=LESSON_MS,
        )
        for k in range(UNITS)
    )
    units = tuple(
        UnitPlan(unit=f"unit-{k}", slices=(LessonSlice(lesson=p.lesson(course, k), start=0, end=UNIT_MS),))
        for k in range(UNITS)
    )
    plan = ClassPlan(
        training_class=p.training_class(n), version=version, total_class_hours=TOTAL_HOURS, lessons=lessons, units=units
    )
    return msgspec.json.encode(plan).decode()
