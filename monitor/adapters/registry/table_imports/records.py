"""Tables whose rows are records of another system, one each: who is named is registered, and no id changes hands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from sqlmodel import SQLModel, col

from monitor.adapters.registry.imports import TABLES, store_rows
from monitor.adapters.registry.models import Institution, Platform, TrainingClass
from monitor.adapters.registry.office_models import Office, Teacher, Workshop
from monitor.adapters.registry.rows import Sourced
from monitor.adapters.registry.table_imports.desk import (
    Counts,
    Desk,
    belongs_to_another,
    not_yet,
    refuse_unknown,
    registered_people,
    unknown,
)
from monitor.adapters.registry.table_imports.profiles import prepare_profiles, store_profiles
from monitor.core.days import shanghai_day
from monitor.core.imports.columns import AsRecord
from monitor.core.imports.reading import Table
from monitor.core.office_records import Record
from monitor.core.office_records import Sourced as Told

# What rows name, and how it is called in both languages.
_NAMED: dict[str, tuple[type[SQLModel], tuple[str, str]]] = {
    "training_class": (TrainingClass, ("班级", "class")),
    "institution": (Institution, ("培训机构", "institution")),
    "office": (Office, ("办公室", "office")),
    "teacher": (Teacher, ("教师", "teacher")),
    "workshop": (Workshop, ("实训场所", "workshop")),
}
_OWNERS: dict[str, type[Platform | Institution]] = {"platform": Platform, "institution": Institution}


def look_over(desk: Desk, table: Table[Any]) -> None:
    """Whoever is named is registered, nothing is from tomorrow, and every id is free or that of the same record."""
    people = _refuse_strangers(desk, table)
    _refuse_what_is_to_come(desk, table)
    _refuse_taken_ids(desk, table, people)


def store(desk: Desk, table: Table[Any]) -> Counts:
    """Keep the records, in place of what they said before; what people decided about them stays."""
    if (how := as_record(table)).partly:
        store_profiles(desk, prepare_profiles(desk, how.shape, [msgspec.structs.asdict(one.row) for one in table.rows]))
    else:
        people = _people(desk, table)
        store_rows(desk.session, [_record(desk, table, placed.row, people) for placed in table.rows])
    return {table.kind.name.replace("-", "_"): len(table.rows)}


def as_record(table: Table[Any]) -> AsRecord:
    """How the table's rows are kept."""
    if table.kind.record is None:
        raise TypeError(f"rows of {table.kind.name} are no records")
    return table.kind.record


def _record(desk: Desk, table: Table[Any], row: Any, people: Mapping[str, str]) -> Record:
    how = as_record(table)
    facts = {name: getattr(row, name) for name in row.__struct_fields__}
    ids = {"source_system": desk.terms.source, "external_id": facts[how.named]} if issubclass(how.shape, Told) else {}
    if "identity_number" in facts:
        facts["trainee"] = people[facts.pop("identity_number")]
    if "owner" in facts:
        facts[facts.pop("owner_kind")] = facts.pop("owner")
    for column, field in how.renamed:
        facts[field] = facts.pop(column)
    return how.shape(**(facts | ids))


# ---------------------------------------------------------------- what contradicts the registry


def _refuse_strangers(desk: Desk, table: Table[Any]) -> dict[str, str]:
    """Blame rows that name nobody; returns the trainees by their numbers."""
    fields = table.kind.row.__struct_fields__
    for column, (named, words) in _NAMED.items():
        if column in fields and named is not TABLES[as_record(table).shape]:
            refuse_unknown(desk, table, column, col(getattr(named, column)), words)
    if "owner" in fields:
        _refuse_unknown_owners(desk, table)
    return registered_people(desk, table) if "identity_number" in fields else {}


def _refuse_unknown_owners(desk: Desk, table: Table[Any]) -> None:
    named = {(placed.row.owner_kind, placed.row.owner) for placed in table.rows}
    known = {
        (kind, name)
        for kind, of in _OWNERS.items()
        for name in desk.known(getattr(of, kind), {name for owner_kind, name in named if owner_kind == kind})
    }
    for place, placed in enumerate(table.rows):
        if (placed.row.owner_kind, placed.row.owner) not in known:
            table.blame(place, "owner", unknown("平台或机构", "platform or institution"))


def _refuse_what_is_to_come(desk: Desk, table: Table[Any]) -> None:
    today = shanghai_day(desk.terms.at)
    for column in as_record(table).past:
        for place, placed in enumerate(table.rows):
            said = getattr(placed.row, column)
            if said is not None and said > (today if isinstance(said, date) else desk.terms.at):
                table.blame(place, column, not_yet())


def _refuse_taken_ids(desk: Desk, table: Table[Any], people: Mapping[str, str]) -> None:
    """An id stands for a record about the same class or institution; a name here, for one of the same system."""
    how = as_record(table)
    if how.partly or not issubclass(how.shape, Told):
        return
    kept = TABLES[how.shape]
    taken = _moved(desk, table, people) if issubclass(kept, Sourced) else _of_other_systems(desk, table)
    for place in taken:
        table.blame(place, how.named, belongs_to_another("条记录", "record"))


def _of_other_systems(desk: Desk, table: Table[Any]) -> list[int]:
    how = as_record(table)
    kept: Any = TABLES[how.shape]
    name = getattr(kept, how.named)
    names = [getattr(placed.row, how.named) for placed in table.rows]
    systems = dict(desk.values([name, kept.source_system], [name], set(names)))
    return [place for place, one in enumerate(names) if systems.get(one, desk.terms.source) != desk.terms.source]


def _moved(desk: Desk, table: Table[Any], people: Mapping[str, str]) -> list[int]:
    """Where an id stands for a record about somebody or something else."""
    kept: Any = TABLES[as_record(table).shape]
    about = [name for name in ("training_class", "institution", "platform", "trainee") if name in kept.model_fields]
    ids = {(desk.terms.source, placed.row.external_id) for placed in table.rows}
    wanted = [kept.external_id, *(getattr(kept, name) for name in about)]
    known = {name: tuple(of) for name, *of in desk.values(wanted, [kept.source_system, kept.external_id], ids)}
    strangers = {number: "" for number in _numbers(table) if number not in people}
    told = [_record(desk, table, placed.row, {**people, **strangers}) for placed in table.rows]
    subjects = [tuple(getattr(record, name) for name in about) for record in told]
    return [
        place
        for place, placed in enumerate(table.rows)
        if known.get(placed.row.external_id, subjects[place]) != subjects[place]
    ]


def _people(desk: Desk, table: Table[Any]) -> dict[str, str]:
    return desk.people(_numbers(table))


def _numbers(table: Table[Any]) -> list[str]:
    if "identity_number" not in table.kind.row.__struct_fields__:
        return []
    return [placed.row.identity_number for placed in table.rows]
