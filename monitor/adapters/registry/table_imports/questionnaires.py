"""Questionnaires: a person answers one for a class (CLS-04)."""

from __future__ import annotations

from sqlmodel import col

from monitor.adapters.registry.class_models import Questionnaire
from monitor.adapters.registry.table_imports import records
from monitor.adapters.registry.table_imports.desk import Desk
from monitor.core.imports.faults import Wrong
from monitor.core.imports.questionnaires import QuestionnaireRow
from monitor.core.imports.reading import Table


def look_over(desk: Desk, table: Table[QuestionnaireRow]) -> None:
    """As for all records; and nobody answers the questionnaire of a class a second time under another id."""
    records.look_over(desk, table)
    people = desk.people(placed.row.identity_number for placed in table.rows)
    told = [(placed.row.training_class, people.get(placed.row.identity_number, "")) for placed in table.rows]
    answered = _answered(desk, set(told))
    for place, placed in enumerate(table.rows):
        mine = (desk.terms.source, placed.row.external_id)
        if answered.get(told[place], mine) != mine:
            table.blame(place, "identity_number", _has_answered())


def _answered(desk: Desk, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Under which id of which system a person's answers about a class are kept."""
    key = [col(Questionnaire.training_class), col(Questionnaire.trainee)]
    columns = [*key, Questionnaire.source_system, Questionnaire.external_id]
    return {(where, who): (source, number) for where, who, source, number in desk.values(columns, key, wanted)}


def _has_answered() -> Wrong:
    return Wrong(
        "answered",
        "该人员本班的问卷已以其他编号登记。",
        "This person's answers about the class are registered under another id.",
        "请使用原编号更正。",
        "Correct them under that id.",
    )
