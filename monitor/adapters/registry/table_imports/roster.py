"""Rosters: people, what the source calls them, their enrolments, vouchers, and what is known of them in the class."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from monitor.adapters.registry.class_models import Voucher
from monitor.adapters.registry.enrolment_facts import EnrolmentReader
from monitor.adapters.registry.identity import TAKEN_BACK
from monitor.adapters.registry.look_alikes import meet_classmates
from monitor.adapters.registry.models import Enrolment, FaceReference, Trainee, TraineeAlias
from monitor.adapters.registry.table_imports.desk import (
    Counts,
    Desk,
    belongs_to_another,
    chunks,
    refuse_unknown_classes,
)
from monitor.adapters.registry.table_imports.profiles import Profiles, prepare_profiles, store_profiles
from monitor.core.imports.reading import Table
from monitor.core.imports.roster import RosterRow
from monitor.core.office_records import EnrolmentProfile

Key = tuple[str, str]  # trainee, class
_KNOWN = ("work_status", "job_code", "at_school", "voucher")


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


@dataclass
class Prepared:
    """What is to be stored, made ready while nobody has to wait for it."""

    trainees: list[dict[str, Any]]
    phones: list[dict[str, Any]]  # of people who were known before, too
    aliases: list[dict[str, Any]]
    enrolments: list[dict[str, Any]]
    vouchers: list[dict[str, Any]]
    handed: list[dict[str, Any]]  # vouchers that nobody held
    profiles: Profiles
    with_faces: list[str]  # who brings a face along into a class
    come_again: list[str]  # who is in another class, too

    @property
    def enrolled(self) -> set[Key]:
        return {(row["trainee"], row["training_class"]) for row in self.enrolments}


def prepare(desk: Desk, table: Table[RosterRow]) -> Prepared:
    """Register who is new, enrol, and note what is known; who is enrolled stays so."""
    rows = [placed.row for placed in table.rows]
    people = desk.people(row.identity_number for row in rows)
    known = set(people.values())
    trainees = _strangers(desk, rows, people)
    before = _classes_of(desk, known)
    enrolments = _enrolments(desk, rows, people, before)
    classes = Counter(row["trainee"] for row in enrolments)
    vouchers, handed = _handed(desk, rows, people)
    return Prepared(
        trainees=trainees,
        phones=_phones(desk, rows, people),
        aliases=_names(desk, rows, people),
        enrolments=enrolments,
        vouchers=vouchers,
        handed=handed,
        profiles=prepare_profiles(desk, EnrolmentProfile, _said(rows, people)),
        with_faces=sorted(desk.known(col(FaceReference.trainee), known & set(classes))),
        come_again=sorted(name for name, new in classes.items() if new + len(before.get(name, ())) > 1),
    )


def store(desk: Desk, prepared: Prepared) -> Counts:
    """Write it; raises an integrity error where somebody was quicker."""
    fresh = desk.insert(Trainee, prepared.trainees)
    desk.update(Trainee, _wanted(desk, prepared.phones))
    desk.insert(TraineeAlias, prepared.aliases)
    enrolled = desk.insert(Enrolment, prepared.enrolments)
    desk.insert(Voucher, prepared.vouchers)
    desk.update(Voucher, prepared.handed)
    store_profiles(desk, prepared.profiles)
    for trainee in prepared.with_faces:
        meet_classmates(desk.session, trainee)
    return {"trainees": fresh, "enrolments": enrolled, "not_eligible": _wait_for_earlier(desk, prepared)}


def _strangers(desk: Desk, rows: Iterable[RosterRow], people: dict[str, str]) -> list[dict[str, Any]]:
    """Everybody who is new, with a name of their own; adds them to `people`."""
    fresh = dict.fromkeys(row.identity_number for row in rows if row.identity_number not in people)
    people.update({number: f"t-{secrets.token_hex(8)}" for number in fresh})
    at = desk.terms.at
    return [
        {"trainee": people[number], "identity_hash": desk.digests[number], "blacklisted": False, "registered_at": at}
        for number in fresh
    ]


def _phones(desk: Desk, rows: Iterable[RosterRow], people: Mapping[str, str]) -> list[dict[str, Any]]:
    told = {people[row.identity_number]: desk.digests[row.phone] for row in rows if row.phone is not None}
    return [{"trainee": trainee, "phone_hash": digest} for trainee, digest in told.items()]


def _wanted(desk: Desk, phones: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of people who have not taken their number back."""
    names = {row["trainee"] for row in phones}
    kept = dict(desk.values([Trainee.trainee, Trainee.phone_hash], [col(Trainee.trainee)], names))
    return [row for row in phones if kept[row["trainee"]] != TAKEN_BACK]


def _names(desk: Desk, rows: Sequence[RosterRow], people: Mapping[str, str]) -> list[dict[str, Any]]:
    known = _aliases(desk, rows)
    named = {row.external_id: people[row.identity_number] for row in rows if row.external_id is not None}
    source = desk.terms.source
    return [
        {"source_system": source, "external_id": name, "trainee": trainee}
        for name, trainee in named.items()
        if name not in known
    ]


def _classes_of(desk: Desk, trainees: Collection[str]) -> dict[str, set[str]]:
    """In which classes these people are."""
    found: dict[str, set[str]] = {}
    for trainee, training_class in desk.values(
        [Enrolment.trainee, Enrolment.training_class], [col(Enrolment.trainee)], trainees
    ):
        found.setdefault(trainee, set()).add(training_class)
    return found


def _enrolments(
    desk: Desk, rows: Iterable[RosterRow], people: Mapping[str, str], before: Mapping[str, set[str]]
) -> list[dict[str, Any]]:
    named = ((people[row.identity_number], row) for row in rows)
    return [
        {
            "trainee": trainee,
            "training_class": row.training_class,
            "source_system": desk.terms.source,
            "external_id": row.external_id or trainee,
            "enrolled_at": desk.terms.at,
            "left_at": None,
            "eligible": True,
            "reason": "",
        }
        for trainee, row in named
        if row.training_class not in before.get(trainee, ())
    ]


def _handed(
    desk: Desk, rows: Iterable[RosterRow], people: Mapping[str, str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Vouchers that are new, and those that have a holder now."""
    holders = {row.voucher: (people[row.identity_number], row) for row in rows if row.voucher is not None}
    known = _vouchers(desk, [row for _, row in holders.values()])
    source = desk.terms.source
    fresh = [
        {"source_system": source, "external_id": name, "voucher": name, "trainee": trainee}
        for name, (trainee, _) in holders.items()
        if name not in known
    ]
    unheld = [name for name, holder in known.items() if holder is None]
    return fresh, [{"voucher": name, "trainee": holders[name][0]} for name in unheld]


def _said(rows: Iterable[RosterRow], people: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What the table says of people in classes, if anything."""
    for row in rows:
        facts = {name: getattr(row, name) for name in _KNOWN}
        if any(value is not None for value in facts.values()):
            yield {"trainee": people[row.identity_number], "training_class": row.training_class, **facts}


def _wait_for_earlier(desk: Desk, prepared: Prepared) -> int:
    """Whoever comes from an unassessed or recent project is not eligible until somebody decided (ONL-14)."""
    fresh, waiting = prepared.enrolled, 0
    for chunk in chunks(prepared.come_again):
        theirs = desk.session.exec(select(Enrolment).where(col(Enrolment.trainee).in_(chunk))).all()
        reader = EnrolmentReader(desk.session, theirs, desk.terms.at)
        for row in theirs:
            if (row.trainee, row.training_class) in fresh:
                result = desk.terms.between(reader.earlier(row))
                if result.outcome in {"fail", "person"}:
                    row.eligible, row.reason = False, result.reason
                    waiting += 1
    return waiting
