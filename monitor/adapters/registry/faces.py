"""Face references: a vendor may supply them, others must confirm them (K5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import Enrolment, FaceReference, Platform, Trainee
from monitor.adapters.registry.records import ReferenceRecord
from monitor.adapters.registry.tables import Tables, known


class Faces(Tables):
    """With which faces a trainee is compared, and who vouched for them."""

    def add_reference(
        self,
        trainee: str,
        *,
        embedding: Sequence[float],
        sha256: str,
        supplied_by: str,
        at: int,
        embedder: str = "",
        same_person: Callable[[Sequence[float]], bool] | None = None,
    ) -> int:
        """Store what was computed from one enrolment picture (`sha256`, hex) and return the reference's number.

        It is not in force until `confirm_reference`.  The same picture from the same hand is stored once.
        `same_person` tells of another embedding whether it shows this face; it is asked about the trainee's
        classmates and about nobody else (K6).
        """
        with self._writing() as session:
            known(session, Trainee, trainee, "trainee")
            mine = select(FaceReference).where(col(FaceReference.trainee) == trainee)
            same = mine.where(col(FaceReference.sha256) == sha256, col(FaceReference.supplied_by) == supplied_by)
            row = session.exec(same).first()
            if row is None:
                row = FaceReference(
                    trainee=trainee,
                    version=_next_version(session, trainee),
                    sha256=sha256,
                    embedding=list(embedding),
                    embedder=embedder,
                    supplied_by=supplied_by,
                    added_at=at,
                    looks_like=_alike(session, trainee, embedder, same_person) if same_person else [],
                )
                session.add(row)
                session.flush()
            return _number(row)

    def confirm_reference(self, *references: int, confirmed_by: str, at: int) -> bool:
        """A person of the institution or the office vouches for pictures of one trainee; True once they are in force.

        The first enrolment needs one person, a re-enrolment two different ones, and none of them may be a platform
        or the one who supplied the picture (K5).  A face that a classmate has too also needs two: they may be twins,
        or one person under two names (K6).
        """
        with self._writing() as session:
            rows = [known(session, FaceReference, number, "reference") for number in references]
            _refuse_several_people(rows)
            needs_two = any(row.in_force for row in _references(session, rows[0].trainee))
            for row in rows:
                _refuse_partial(session, row, confirmed_by)
                _confirm(row, confirmed_by, at, needs_two=needs_two or bool(row.looks_like))
            return all(row.in_force for row in rows)

    def references(self, trainee: str, embedder: str | None = None) -> list[list[float]]:
        """The embeddings to compare with: those in force, or, before there is one, those not yet confirmed.

        With an `embedder`, those that it made alone: numbers of another model would make a stranger of anybody.
        """
        with self._reading() as session:
            known(session, Trainee, trainee, "trainee")
            rows = usable_references(session, trainee)
            return [row.embedding for row in rows if embedder in (None, row.embedder)]

    def reference_records(self, trainee: str) -> list[ReferenceRecord]:
        """All references of a trainee, in the order in which they came."""
        with self._reading() as session:
            known(session, Trainee, trainee, "trainee")
            return [_record(row) for row in _references(session, trainee)]


def usable_references(session: Session, trainee: str) -> Sequence[FaceReference]:
    """References in force; without any, the unconfirmed ones, whose hours are held until somebody confirms (K5).

    What a vendor adds beside a reference in force is not compared with: it could be the face of a proxy.
    """
    rows = _references(session, trainee)
    return [row for row in rows if row.in_force] or rows


def _references(session: Session, trainee: str) -> Sequence[FaceReference]:
    mine = select(FaceReference).where(col(FaceReference.trainee) == trainee)
    return session.exec(mine.order_by(col(FaceReference.version))).all()


def _alike(session: Session, trainee: str, embedder: str, same_person: Callable[[Sequence[float]], bool]) -> list[str]:
    """Which others of the trainee's classes have this face, by references of the same model."""
    classes = select(Enrolment.training_class).where(*_enrolled(trainee))
    others = col(Enrolment.training_class).in_(classes), col(Enrolment.trainee) != trainee
    classmates = select(Enrolment.trainee).where(*others, col(Enrolment.left_at).is_(None))
    theirs = col(FaceReference.trainee).in_(classmates), col(FaceReference.embedder) == embedder
    rows = session.exec(select(FaceReference).where(*theirs)).all()
    return sorted({row.trainee for row in rows if same_person(row.embedding)})


def _enrolled(trainee: str) -> tuple[ColumnElement[bool], ...]:
    return col(Enrolment.trainee) == trainee, col(Enrolment.left_at).is_(None)


def _next_version(session: Session, trainee: str) -> int:
    highest = select(func.max(FaceReference.version)).where(col(FaceReference.trainee) == trainee)
    return (session.exec(highest).one() or 0) + 1


def _confirm(row: FaceReference, confirmed_by: str, at: int, *, needs_two: bool) -> None:
    if row.in_force:
        return
    if row.confirmed_by is None:
        row.confirmed_by, row.confirmed_at = confirmed_by, at
    elif row.confirmed_by != confirmed_by:
        row.seconded_by, row.seconded_at = confirmed_by, at
    row.in_force = not needs_two or row.seconded_by is not None


def _refuse_partial(session: Session, row: FaceReference, confirmed_by: str) -> None:
    if confirmed_by == row.supplied_by or session.get(Platform, confirmed_by) is not None:
        raise RegistryError(
            "confirmed_by",
            f"{confirmed_by} supplied the picture or is a platform",
            "let a person of the institution or the office confirm it",
        )


def _refuse_several_people(rows: Sequence[FaceReference]) -> None:
    if len({row.trainee for row in rows}) != 1:
        raise RegistryError("reference", "does not name one trainee's pictures", "confirm one trainee at a time")


def _number(row: FaceReference) -> int:
    assert row.id is not None  # the database gave it when the row was stored
    return row.id


def _record(row: FaceReference) -> ReferenceRecord:
    return ReferenceRecord(
        reference=_number(row),
        trainee=row.trainee,
        version=row.version,
        sha256=row.sha256,
        embedder=row.embedder,
        supplied_by=row.supplied_by,
        confirmed_by=row.confirmed_by,
        seconded_by=row.seconded_by,
        in_force=row.in_force,
        looks_like=tuple(row.looks_like),
    )
