"""Courses, lessons and questions; classes with their plans."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

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
