"""Rows that other systems tell: taken in all together or not at all, and replaced when they come again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Column, Table, insert, inspect, select, tuple_, update
from sqlmodel import Session

from monitor.adapters.registry import class_models, office_models
from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.rows import Row
from monitor.adapters.registry.tables import Tables
from monitor.core import office_records as records
from monitor.core.office_records import Record

_CHUNK = 500  # rows in one statement; SQLite takes 32,766 values at once

TABLES: dict[type[Record], type[Row]] = {
    records.Office: office_models.Office,
    records.InstitutionProfile: office_models.InstitutionProfile,
    records.CatalogueEntry: office_models.CatalogueEntry,
    records.SpecialtyChange: office_models.SpecialtyChange,
    records.AuditFlag: office_models.AuditFlag,
    records.BlacklistEntry: office_models.BlacklistEntry,
    records.Teacher: office_models.Teacher,
    records.Workshop: office_models.Workshop,
    records.Apprenticeship: office_models.Apprenticeship,
    records.ClassProfile: class_models.ClassProfile,
    records.TeacherAssignment: class_models.TeacherAssignment,
    records.HeldHour: class_models.HeldHour,
    records.Inspection: class_models.Inspection,
    records.Recording: class_models.Recording,
    records.SatisfactionAnswer: class_models.SatisfactionAnswer,
    records.EnrolmentProfile: class_models.EnrolmentProfile,
    records.Voucher: class_models.Voucher,
    records.Questionnaire: class_models.Questionnaire,
    records.MakeUpCourse: class_models.MakeUpCourse,
    records.CheckIn: class_models.CheckIn,
    records.SubsidyClaim: class_models.SubsidyClaim,
    records.PublicNotice: class_models.PublicNotice,
}

# What has to be done again when a row says something else.
_AFRESH: dict[type[Row], dict[str, None]] = {class_models.CheckIn: {"compared_at": None}}


class Imports(Tables):
    """One verb for all kinds of rows."""

    def take_in(self, rows: Iterable[Record]) -> None:
        """Store rows in one transaction, in the order given; a row that is there already is replaced.

        What people decided about a row (a recording's review, a make-up's reason) stays.  Raises `RegistryError` naming
        the field when a row refers to something that is not registered, and then nothing is stored.
        """
        with self._writing("imports") as session:
            store_rows(session, rows)


def store_rows(session: Session, rows: Iterable[Record]) -> None:
    """Insert or replace rows of any kinds, in the order given; raises `RegistryError`."""
    for kind, group in groupby(rows, type):
        _store(session, TABLES[kind], [msgspec.structs.asdict(row) for row in group])


def _store(session: Session, kind: type[Row], rows: Sequence[dict[str, Any]]) -> None:
    """Insert or replace; of several rows with one key the last stands."""
    table = inspect(kind).local_table
    key = [column.name for column in table.primary_key]
    last = list({_pick(row, key): row for row in rows}.values())
    for chunk in (last[start : start + _CHUNK] for start in range(0, len(last), _CHUNK)):
        _refuse_unknown(session, table, chunk)
        _refuse_taken_ids(session, table, key, chunk)
        known = _found(session, [table.c[name] for name in key], {_pick(row, key) for row in chunk})
        if fresh := [row for row in chunk if _pick(row, key) not in known]:
            session.execute(insert(kind), fresh)
        if again := [row for row in chunk if _pick(row, key) in known and len(row) > len(key)]:
            session.execute(update(kind), [row | _AFRESH.get(kind, {}) for row in again])


def _pick(row: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def _found(session: Session, columns: Sequence[Column[Any]], wanted: set[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Which of these combinations of values are stored."""
    rows = session.execute(select(*columns).where(tuple_(*columns).in_(sorted(wanted))))
    return {tuple(row) for row in rows}


def _refuse_unknown(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Every reference of the rows leads somewhere; a row may refer to one that comes with it."""
    for constraint in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
        names = [column.name for column in constraint.columns]
        targets = [element.column for element in constraint.elements]
        wanted = {_pick(row, names) for row in rows if row[names[0]] is not None}
        if targets[0].table is table:
            wanted -= {_pick(row, [target.name for target in targets]) for row in rows}
        if missing := wanted - _found(session, targets, wanted):
            named = "/".join(map(str, min(missing)))
            raise RegistryError(names[0], f"{named} is not registered", "register it first, or correct the name")


def _refuse_taken_ids(session: Session, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """An id of another system stands for one record only."""
    ids = ["source_system", "external_id"]
    if ids[0] not in table.c or ids[0] in key:
        return
    mine = {_pick(row, ids): _pick(row, key) for row in rows}
    columns = [table.c[name] for name in (*ids, *key)]
    for source, number, *owner in session.execute(select(*columns).where(tuple_(*columns[:2]).in_(sorted(mine)))):
        if tuple(owner) != mine[source, number]:
            raise RegistryError(
                "external_id",
                f"{number!r} of {source!r} already belongs to another record",
                "use that record, or correct the id",
            )
