"""Trainees, their enrolments, faces and papers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from monitor.core.consent import PURPOSE
from monitor.learners.province.cast import DAY_MS, FACE_NUMBERS, HOUR_MS, Batch, Cast, Names, Rows, noon, on, sha


def people(p: Cast) -> Iterator[Batch]:
    of = range(p.scale.trainees)
    yield (
        "trainees",
        ("trainee", "identity_hash", "blacklisted", "registered_at"),
        ((p.trainee(n), p.identity(n), False, noon(p.begins(p.class_of(n)))) for n in of),
    )
    yield (
        "trainee_aliases",
        ("source_system", "external_id", "trainee"),
        ((f"platform/{p.platform_of(p.class_of(n))}", f"u-{n}", p.trainee(n)) for n in of),
    )
    columns: Names = (
        "trainee",
        "training_class",
        "source_system",
        "external_id",
        "enrolled_at",
        "eligible",
        "reason",
    )
    yield "enrolments", columns, (_enrolment(p, n, c) for n in of for c in p.classes_of(n))
    yield (
        "consents",
        ("source_system", "external_id", "id", "trainee", "purpose", "text_version", "given_at"),
        (
            ("trainee", f"consent-{n}", n + 1, p.trainee(n), PURPOSE, p.consent_version, noon(p.begins(p.class_of(n))))
            for n in of
        ),
    )
    columns = ("id", "trainee", "version", "enrolment", "sha256", "embedding", "embedder", "metric", "supplied_by",
               "added_at", "confirmed_by", "in_force", "looks_like")  # fmt: skip
    yield "face_references", columns, _faces(p)


def _enrolment(p: Cast, n: int, c: int) -> Sequence[Any]:
    external = f"e-{n}-{c}"
    return p.trainee(n), p.training_class(c), "talent", external, noon(p.begins(c)), True, ""


def _faces(p: Cast) -> Rows:
    pool = [json.dumps([round(p.chance.gauss(0, 0.1), 6) for _ in range(FACE_NUMBERS)]) for _ in range(64)]
    for number, n in enumerate(p.with_faces(), 1):
        yield (number, p.trainee(n), 1, 1, sha(f"face {n}"), pool[n % 64], "dlib-1", "euclidean",
               p.platform_of(p.class_of(n)), noon(0), "school", True, "[]")  # fmt: skip


def papers(p: Cast) -> Iterator[Batch]:
    """What classes know about their people."""
    of = range(p.scale.trainees)
    columns: Names = ("trainee", "training_class", "work_status", "job_code", "at_school", "certificate",
                      "certified_on", "entitled_on")  # fmt: skip
    yield (
        "enrolment_profiles",
        columns,
        (
            (p.trainee(n), p.training_class(c), "employed", "6-18-02-04", False, "skill_level", day, day)
            for n in of
            for c in p.classes_of(n)
            for day in [on(p.begins(c) + 61)]
        ),
    )
    columns = ("source_system", "external_id", "trainee", "training_class", "answered_at", "wants_training",
               "wants_work", "able_to_work")  # fmt: skip
    yield (
        "questionnaires",
        columns,
        (
            (
                "talent",
                f"q-{n}",
                p.trainee(n),
                p.training_class(c),
                noon(p.begins(c)) - DAY_MS,
                True,
                True,
                True,
            )
            for n in of
            for c in [p.class_of(n)]
        ),
    )
    columns = ("source_system", "external_id", "trainee", "training_class", "came_at", "left_at", "device",
               "compared_at")  # fmt: skip
    yield (
        "check_ins",
        columns,
        (
            ("talent", f"in-{n}", p.trainee(n), p.training_class(c), at, at + HOUR_MS, "gate", at + DAY_MS)
            for n in of
            for c in [p.class_of(n)]
            for at in [noon(p.begins(c))]
        ),
    )
