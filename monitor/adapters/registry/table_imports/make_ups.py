"""Make-up courses: of people of the class, and what somebody accepted or refused stays as it was seen (PRC-09)."""

from __future__ import annotations

from typing import Any

from sqlmodel import col

from monitor.adapters.registry.class_models import MakeUpCourse
from monitor.adapters.registry.models import Enrolment
from monitor.adapters.registry.table_imports import records
from monitor.adapters.registry.table_imports.desk import Desk
from monitor.core.imports.faults import Wrong
from monitor.core.imports.make_ups import MakeUpRow
from monitor.core.imports.reading import Table

_SEEN = ("course", "trainee", "training_class", "starts_at", "ends_at", "reason")  # how much is recorded comes later


def look_over(desk: Desk, table: Table[MakeUpRow]) -> None:
    """As for all records; and whose it is takes part in the class, and the reason is what somebody judged."""
    records.look_over(desk, table)
    people = desk.people(placed.row.identity_number for placed in table.rows)
    enrolled, judged = _enrolled(desk, table, people), _judged(desk, table)
    for place, placed in enumerate(table.rows):
        row, trainee = placed.row, people.get(placed.row.identity_number)
        if trainee and (trainee, row.training_class) not in enrolled:
            table.blame(place, "identity_number", _not_in_class())
        seen = (trainee, row.training_class, row.starts_at, row.ends_at, row.reason)
        if judged.get(row.course, seen) != seen:
            table.blame(place, "course", _is_judged())


def _enrolled(desk: Desk, table: Table[MakeUpRow], people: dict[str, str]) -> set[tuple[Any, ...]]:
    key = [col(Enrolment.trainee), col(Enrolment.training_class)]
    rows = [placed.row for placed in table.rows if placed.row.identity_number in people]
    return set(desk.values(key, key, {(people[row.identity_number], row.training_class) for row in rows}))


def _judged(desk: Desk, table: Table[MakeUpRow]) -> dict[str, tuple[Any, ...]]:
    kept: Any = MakeUpCourse
    columns = [kept.reason_accepted, *(getattr(kept, name) for name in _SEEN)]
    rows = desk.values(columns, [kept.course], {placed.row.course for placed in table.rows})
    return {course: tuple(seen) for word, course, *seen in rows if word is not None}


def _not_in_class() -> Wrong:
    return Wrong(
        "not_enrolled",
        "此人不是该班级的学员。",
        "This person is not enrolled in the class.",
        "请更正班级或身份证号,或先导入名册。",
        "Correct the class or the number, or enrol the person first.",
    )


def _is_judged() -> Wrong:
    return Wrong(
        "judged",
        "该补课的缺课原因已有人认定，内容不能再更改。",
        "Somebody has judged the reason for this course, so it is not changed any more.",
        "请按原内容填写(录像时长除外)，或以新的补课编号另行登记。",
        "Repeat what it said, but for how much was recorded, or enter another course under a new number.",
    )
