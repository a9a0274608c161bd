"""Tables about people who are registered already: assessments, and classroom check-ins."""

from __future__ import annotations

from typing import Any

from sqlmodel import col

from monitor.adapters.registry.imports import store_rows
from monitor.adapters.registry.models import Enrolment
from monitor.adapters.registry.table_imports.desk import Counts, Desk, refuse_unknown_classes, unknown
from monitor.adapters.registry.table_imports.profiles import prepare_profiles, store_profiles
from monitor.core.days import shanghai_day
from monitor.core.imports.assessments import AssessmentRow
from monitor.core.imports.classroom import CheckInRow
from monitor.core.imports.faults import Wrong
from monitor.core.imports.reading import Table
from monitor.core.office_records import CheckIn


def look_over_assessments(desk: Desk, table: Table[AssessmentRow]) -> None:
    """Everybody is enrolled in the class, and nobody was assessed tomorrow."""
    refuse_unknown_classes(desk, table)
    people = _people(desk, table)
    columns = [Enrolment.trainee, Enrolment.training_class]
    enrolled = set(desk.values(columns, [col(Enrolment.trainee)], set(people.values())))
    today = shanghai_day(desk.terms.at)
    for place, placed in enumerate(table.rows):
        trainee = people.get(placed.row.identity_number)
        if trainee is not None and (trainee, placed.row.training_class) not in enrolled:
            table.blame(place, "identity_number", _not_enrolled())
        if placed.row.assessed_on > today:
            table.blame(place, "assessed_on", _not_yet())


def store_assessments(desk: Desk, table: Table[AssessmentRow]) -> Counts:
    """Note day and certificate; a class without one that was known keeps it."""
    people = desk.people(placed.row.identity_number for placed in table.rows)
    said: dict[tuple[str, str], dict[str, Any]] = {}
    for placed in table.rows:
        row = placed.row
        facts = {name: getattr(row, name) for name in ("assessed_on", "certificate", "certified_on")}
        key = (people[row.identity_number], row.training_class)
        said[key] = {name: value for name, value in facts.items() if value is not None}
    store_profiles(desk, prepare_profiles(desk, said))
    return {"assessments": len(said)}


def look_over_check_ins(desk: Desk, table: Table[CheckInRow]) -> None:
    """People and classes are registered, and nobody came tomorrow."""
    refuse_unknown_classes(desk, table)
    _people(desk, table)
    for place, placed in enumerate(table.rows):
        if placed.row.came_at > desk.terms.at:
            table.blame(place, "came_at", _not_yet())


def store_check_ins(desk: Desk, table: Table[CheckInRow]) -> Counts:
    """Keep the log, to be compared with online lessons in the background."""
    people = desk.people(placed.row.identity_number for placed in table.rows)
    rows = [
        CheckIn(
            source_system=desk.terms.source,
            external_id=placed.row.external_id,
            trainee=people[placed.row.identity_number],
            training_class=placed.row.training_class,
            came_at=placed.row.came_at,
            left_at=placed.row.left_at,
            device=placed.row.device,
        )
        for placed in table.rows
    ]
    store_rows(desk.session, rows)
    return {"check_ins": len(rows)}


def _people(desk: Desk, table: Table[Any]) -> dict[str, str]:
    """The trainees of all rows; blames rows about strangers."""
    people = desk.people(placed.row.identity_number for placed in table.rows)
    for place, placed in enumerate(table.rows):
        if placed.row.identity_number not in people:
            table.blame(place, "identity_number", unknown("人员", "person"))
    return people


def _not_enrolled() -> Wrong:
    return Wrong(
        "not_enrolled",
        "该人员未在本班报名。",
        "This person is not enrolled in the class.",
        "请更正班级或身份证号，或先导入名册。",
        "Correct the class or the number, or import the roster first.",
    )


def _not_yet() -> Wrong:
    return Wrong("in_the_future", "晚于现在。", "This is yet to come.", "请更正。", "Correct it.")
