"""Rosters: people, what the source calls them, their enrolments, vouchers, and what is known of them in the class."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import col, select

from monitor.adapters.registry.class_models import EnrolmentProfile, Voucher
from monitor.adapters.registry.enrolment_facts import EnrolmentReader
from monitor.adapters.registry.identity import identity_hash
from monitor.adapters.registry.look_alikes import meet_classmates
from monitor.adapters.registry.models import Enrolment, FaceReference, Trainee, TraineeAlias
from monitor.adapters.registry.table_imports.desk import (
    Counts,
    Desk,
    belongs_to_another,
    chunks,
    refuse_unknown_classes,
)
from monitor.core.imports.reading import Table
from monitor.core.imports.roster import RosterRow

_KNOWN = ("work_status", "job_code", "at_school", "voucher")

Key = tuple[str, str]  # trainee, class


def look_over(desk: Desk, table: Table[RosterRow]) -> None:
    """Classes are registered, and ids and vouchers are nobody else's."""
    refuse_unknown_classes(desk, table)
    people = desk.people(placed.row.identity_number for placed in table.rows)
    _refuse_ids_of_others(desk, table, people)
    _refuse_vouchers_of_others(desk, table, people)


def _refuse_ids_of_others(desk: Desk, table: Table[RosterRow], people: Mapping[str, str]) -> None:
    owners = _aliases(desk, (placed.row for placed in table.rows))
    meant: dict[str, str] = {}
    for place, placed in enumerate(table.rows):
        name, number = placed.row.external_id, placed.row.identity_number
        if name is None:
            continue
        registered = owners.get(name)
        if meant.setdefault(name, number) != number or (registered is not None and registered != people.get(number)):
            table.blame(place, "external_id", belongs_to_another("人员", "person"))


def _refuse_vouchers_of_others(desk: Desk, table: Table[RosterRow], people: Mapping[str, str]) -> None:
    held = _vouchers(desk, (placed.row for placed in table.rows))
    for place, placed in enumerate(table.rows):
        holder = held.get(placed.row.voucher or "")
        if holder is not None and holder != people.get(placed.row.identity_number):
            table.blame(place, "voucher", belongs_to_another("人员", "person"))


def _aliases(desk: Desk, rows: Iterable[RosterRow]) -> dict[str, str]:
    """Whom the source's ids stand for already."""
    names = {(desk.terms.source, row.external_id) for row in rows if row.external_id is not None}
    key = [col(TraineeAlias.source_system), col(TraineeAlias.external_id)]
    return dict(desk.values([TraineeAlias.external_id, TraineeAlias.trainee], key, names))


def _vouchers(desk: Desk, rows: Iterable[RosterRow]) -> dict[str, str | None]:
    names = {row.voucher for row in rows if row.voucher is not None}
    return dict(desk.values([Voucher.voucher, Voucher.trainee], [col(Voucher.voucher)], names))


# ---------------------------------------------------------------- storing


def store(desk: Desk, table: Table[RosterRow]) -> Counts:
    """Register who is new, enrol, and note what is known."""
    rows = [placed.row for placed in table.rows]
    people = desk.people(row.identity_number for row in rows)
    fresh = _register(desk, rows, people)
    _name(desk, rows, people)
    enrolled = _enrol(desk, rows, people)
    _hand_vouchers(desk, rows, people)
    _note(desk, rows, people)
    for trainee in _with_faces(desk, enrolled):
        meet_classmates(desk.session, trainee)
    return {"trainees": fresh, "enrolments": len(enrolled), "not_eligible": _wait_for_earlier(desk, enrolled)}


def _register(desk: Desk, rows: Iterable[RosterRow], people: dict[str, str]) -> int:
    """Give everybody who is new a name of their own; adds them to `people`."""
    strangers = dict.fromkeys(row.identity_number for row in rows if row.identity_number not in people)
    made = [
        Trainee(
            trainee=f"t-{secrets.token_hex(8)}",
            identity_hash=identity_hash(number, desk.identity_key),
            registered_at=desk.terms.at,
        ).model_dump()
        for number in strangers
    ]
    people.update(zip(strangers, (row["trainee"] for row in made), strict=True))
    return desk.insert(Trainee, made)


def _name(desk: Desk, rows: Iterable[RosterRow], people: Mapping[str, str]) -> None:
    rows = list(rows)
    known = _aliases(desk, rows)
    named = {row.external_id: people[row.identity_number] for row in rows if row.external_id is not None}
    desk.insert(
        TraineeAlias,
        [
            {"source_system": desk.terms.source, "external_id": name, "trainee": trainee}
            for name, trainee in named.items()
            if name not in known
        ],
    )


def _enrol(desk: Desk, rows: Iterable[RosterRow], people: Mapping[str, str]) -> list[Key]:
    """Who is enrolled stays so."""
    wanted = {(people[row.identity_number], row.training_class): row for row in rows}
    columns = [Enrolment.trainee, Enrolment.training_class]
    known = set(desk.values(columns, [col(Enrolment.trainee)], {trainee for trainee, _ in wanted}))
    fresh = [key for key in wanted if key not in known]
    desk.insert(
        Enrolment,
        [
            Enrolment(
                trainee=trainee,
                training_class=training_class,
                source_system=desk.terms.source,
                external_id=wanted[trainee, training_class].external_id or trainee,
                enrolled_at=desk.terms.at,
            ).model_dump()
            for trainee, training_class in fresh
        ],
    )
    return fresh


def _hand_vouchers(desk: Desk, rows: Iterable[RosterRow], people: Mapping[str, str]) -> None:
    rows = [row for row in rows if row.voucher is not None]
    known = _vouchers(desk, rows)
    holders = {row.voucher: people[row.identity_number] for row in rows}
    source = desk.terms.source
    desk.insert(
        Voucher,
        [
            {"source_system": source, "external_id": name, "voucher": name, "trainee": trainee}
            for name, trainee in holders.items()
            if name not in known
        ],
    )
    unheld = [name for name, holder in known.items() if holder is None]
    desk.update(Voucher, [{"voucher": name, "trainee": holders[name]} for name in unheld])


def _note(desk: Desk, rows: Iterable[RosterRow], people: Mapping[str, str]) -> None:
    """What a table does not say stays as it was."""
    said = {
        (people[row.identity_number], row.training_class): {
            name: getattr(row, name) for name in _KNOWN if getattr(row, name) is not None
        }
        for row in rows
    }
    note_profiles(desk, {key: facts for key, facts in said.items() if facts})


def note_profiles(desk: Desk, said: Mapping[Key, Mapping[str, Any]]) -> int:
    """Put facts into the profiles of people in classes, leaving what is not said; returns how many."""
    table = EnrolmentProfile.__table__  # type: ignore[attr-defined]
    key = [table.c.trainee, table.c.training_class]
    names = [column.name for column in table.columns]
    known = {row[:2]: dict(zip(names, row, strict=True)) for row in desk.values(list(table.columns), key, said)}
    fresh = [
        EnrolmentProfile(trainee=trainee, training_class=training_class, **facts).model_dump()
        for (trainee, training_class), facts in said.items()
        if (trainee, training_class) not in known
    ]
    desk.insert(EnrolmentProfile, fresh)
    desk.update(EnrolmentProfile, [{**row, **said[found]} for found, row in known.items()])
    return len(said)


def _with_faces(desk: Desk, enrolled: Iterable[Key]) -> list[str]:
    return sorted(desk.known(col(FaceReference.trainee), {trainee for trainee, _ in enrolled}))


def _wait_for_earlier(desk: Desk, enrolled: Iterable[Key]) -> int:
    """Whoever comes from an unassessed or recent project is not eligible until somebody decided (ONL-14)."""
    fresh = set(enrolled)
    waiting = 0
    for chunk in chunks(sorted({trainee for trainee, _ in fresh})):
        theirs = desk.session.exec(select(Enrolment).where(col(Enrolment.trainee).in_(chunk))).all()
        reader = EnrolmentReader(desk.session, theirs, desk.terms.at)
        for row in theirs:
            if (row.trainee, row.training_class) in fresh:
                result = desk.terms.between(reader.earlier(row))
                if result.outcome in {"fail", "person"}:
                    row.eligible, row.reason = False, result.reason
                    waiting += 1
    return waiting
