"""Assessments of people who are registered already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlmodel import col

from monitor.adapters.registry.models import Enrolment
from monitor.adapters.registry.table_imports.desk import (
    Counts,
    Desk,
    not_yet,
    refuse_unknown_classes,
    registered_people,
)
from monitor.adapters.registry.table_imports.profiles import prepare_profiles, store_profiles
from monitor.core.days import shanghai_day
from monitor.core.imports.assessments import AssessmentRow
from monitor.core.imports.faults import Wrong
from monitor.core.imports.reading import Table
from monitor.core.office_records import EnrolmentProfile


def look_over(desk: Desk, table: Table[AssessmentRow]) -> None:
    """Everybody is enrolled in the class, and nobody was assessed tomorrow."""
    refuse_unknown_classes(desk, table)
    people = registered_people(desk, table)
    columns = [Enrolment.trainee, Enrolment.training_class]
    enrolled = set(desk.values(columns, [col(Enrolment.trainee)], set(people.values())))
    today = shanghai_day(desk.terms.at)
    for place, placed in enumerate(table.rows):
        trainee = people.get(placed.row.identity_number)
        if trainee is not None and (trainee, placed.row.training_class) not in enrolled:
            table.blame(place, "identity_number", _not_enrolled())
        if placed.row.assessed_on > today:
            table.blame(place, "assessed_on", not_yet())


def store(desk: Desk, table: Table[AssessmentRow]) -> Counts:
    """Note day and certificate; a class without one that was known keeps it."""
    people = desk.people(placed.row.identity_number for placed in table.rows)
    said = [_said(placed.row, people) for placed in table.rows]
    store_profiles(desk, prepare_profiles(desk, EnrolmentProfile, said))
    return {"assessments": len(said)}


def _said(row: AssessmentRow, people: Mapping[str, str]) -> dict[str, Any]:
    facts = msgspec.structs.asdict(row)
    return {"trainee": people[facts.pop("identity_number")], **facts}


def _not_enrolled() -> Wrong:
    return Wrong(
        "not_enrolled",
        "该人员未在本班报名。",
        "This person is not enrolled in the class.",
        "请更正班级或身份证号，或先导入名册。",
        "Correct the class or the number, or import the roster first.",
    )
