"""Face references: a vendor may supply them, others must confirm them (K5)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BindParameter, ColumnElement, bindparam
from sqlmodel import Session, col, func, select

from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.look_alikes import note_look_alikes
from monitor.adapters.registry.models import FaceReference, Platform, Trainee
from monitor.adapters.registry.records import ReferenceRecord
from monitor.adapters.registry.tables import Tables, known
from monitor.core.speaking import Speaker, are_two
from monitor.ports import EnrolledPicture


class Faces(Tables):
    """With which faces a trainee is compared, and who vouched for them."""

    def add_reference(
        self, trainee: str, *, embedding: Sequence[float], sha256: str, supplied_by: str, at: int, embedder: str = ""
    ) -> int:
        """Store an enrolment of one picture, whose face is not searched for among others; see `add_references`."""
        picture = EnrolledPicture(embedding, sha256)
        [number] = self.add_references(trainee, [picture], supplied_by=supplied_by, at=at, embedder=embedder)
        return number

    def add_references(
        self,
        trainee: str,
        pictures: Sequence[EnrolledPicture],
        *,
        supplied_by: str,
        at: int,
        embedder: str = "",
        metric: str = "euclidean",
        match: float | None = None,
    ) -> list[int]:
        """Store what was computed from the pictures of one enrolment and return the references' numbers, in order.

        They are not in force until `confirm_reference`.  The same picture from the same hand is stored once.
        Up to a distance of `match` in this `metric` ("euclidean" or "cosine") two faces are one person's; by it the
        face is searched for among the trainee's classmates, and nowhere else (K6).
        """
        with self._writing("faces") as session:
            known(session, Trainee, trainee, "trainee")
            first = _next_version(session, trainee)
            rows = [
                FaceReference(
                    trainee=trainee,
                    version=version,
                    enrolment=first,
                    sha256=picture.sha256,
                    embedding=list(picture.embedding),
                    embedder=embedder,
                    metric=metric,
                    match=match,
                    supplied_by=supplied_by,
                    added_at=at,
                )
                for version, picture in enumerate(pictures, first)
            ]
            return [_number(_stored(session, row)) for row in rows]

    def confirm_reference(self, *references: int, by: Speaker, at: int) -> bool:
        """A person of the institution or the office vouches for pictures of one trainee; True once they are in force.

        The first enrolment needs one person, a re-enrolment two different ones (`speaking.are_two`), and none of them
        may be a platform or the one who supplied the picture (K5).  A face that a classmate has too also needs two:
        they may be twins, or one person under two names (K6).
        """
        with self._writing("faces") as session:
            rows = [known(session, FaceReference, number, "reference") for number in references]
            _refuse_several_people(rows)
            _refuse_forgotten(rows)
            for row in rows:
                _refuse_partial(session, row, by)
                _confirm(row, by, at, needs_two=_needs_two(session, row))
            return all(row.in_force for row in rows)

    def references(
        self, trainee: str, embedder: str | None = None, *, in_force_only: bool = False
    ) -> list[list[float]]:
        """The embeddings to compare with: those in force, or, before there is one, those not yet confirmed.

        With an `embedder`, those that it made alone: numbers of another model would make a stranger of anybody.
        With `in_force_only`, never those that nobody confirmed.
        """
        with self._reading() as session:
            known(session, Trainee, trainee, "trainee")
            rows = [row for row in usable_references(session, trainee) if row.in_force or not in_force_only]
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
    rows = session.exec(select(FaceReference).where(*kept_of(trainee)).order_by(col(FaceReference.version))).all()
    return [row for row in rows if row.in_force] or rows


def kept_of(trainee: str | BindParameter[str]) -> tuple[ColumnElement[bool], ...]:
    """The person's references that are not forgotten."""
    return col(FaceReference.trainee) == trainee, col(FaceReference.forgotten_at).is_(None)


_USABLE = (  # made once: asked whenever a lesson is opened
    select(FaceReference.sha256, FaceReference.in_force)
    .where(*kept_of(bindparam("trainee")))
    .order_by(col(FaceReference.version))
)


def usable_pictures(session: Session, trainee: str) -> tuple[tuple[str, ...], bool]:
    """The hashes of the pictures behind the usable references, and whether these are in force; no numbers are read."""
    rows = session.connection().execute(_USABLE, {"trainee": trainee}).all()
    confirmed = tuple(sha256 for sha256, in_force in rows if in_force)
    return confirmed or tuple(sha256 for sha256, _ in rows), bool(confirmed)


def _references(session: Session, trainee: str) -> Sequence[FaceReference]:
    mine = select(FaceReference).where(col(FaceReference.trainee) == trainee)
    return session.exec(mine.order_by(col(FaceReference.version))).all()


def _stored(session: Session, row: FaceReference) -> FaceReference:
    """The row, or the one that has this picture from the same hand already."""
    same = col(FaceReference.sha256) == row.sha256, col(FaceReference.supplied_by) == row.supplied_by
    earlier = session.exec(select(FaceReference).where(*kept_of(row.trainee), *same)).first()
    if earlier is not None:
        return earlier
    note_look_alikes(session, row)
    session.add(row)
    session.flush()
    return row


def _needs_two(session: Session, row: FaceReference) -> bool:
    """Beside another enrolment in force it changes a face; if a classmate has the face, somebody may be two people."""
    mine = _references(session, row.trainee)
    changes = any(other.in_force and other.enrolment != row.enrolment for other in mine)
    return changes or any(other.looks_like for other in mine if other.enrolment == row.enrolment)


def _next_version(session: Session, trainee: str) -> int:
    highest = select(func.max(FaceReference.version)).where(col(FaceReference.trainee) == trainee)
    return (session.exec(highest).one() or 0) + 1


def _confirm(row: FaceReference, by: Speaker, at: int, *, needs_two: bool) -> None:
    if row.in_force:
        return
    first = _first_speaker(row)
    if first is None:
        row.confirmed_by, row.confirmed_with_own_key, row.confirmed_at = by.name, by.own_key, at
    elif are_two(first, by):
        row.seconded_by, row.seconded_with_own_key, row.seconded_at = by.name, by.own_key, at
    row.in_force = not needs_two or row.seconded_by is not None


def _first_speaker(row: FaceReference) -> Speaker | None:
    if row.confirmed_by is None:
        return None
    house, _, person = row.confirmed_by.rpartition("/")
    return Speaker(house=house, person=person, own_key=row.confirmed_with_own_key)


def _refuse_partial(session: Session, row: FaceReference, by: Speaker) -> None:
    if by.name == row.supplied_by or session.get(Platform, by.house.removeprefix("platform/")) is not None:
        raise RegistryError(
            "confirmed_by",
            f"{by.name} supplied the picture or is of a platform",
            "let a person of the institution or the office confirm it",
        )


def _refuse_several_people(rows: Sequence[FaceReference]) -> None:
    if len({row.trainee for row in rows}) != 1:
        raise RegistryError("reference", "does not name one trainee's pictures", "confirm one trainee at a time")


def _refuse_forgotten(rows: Sequence[FaceReference]) -> None:
    gone = [row for row in rows if row.forgotten_at is not None]
    if gone:
        raise RegistryError(
            "reference", f"{_number(gone[0])} is forgotten: its numbers are gone", "have the trainee enrolled again"
        )


def _number(row: FaceReference) -> int:
    assert row.id is not None  # the database gave it when the row was stored
    return row.id


def _record(row: FaceReference) -> ReferenceRecord:
    return ReferenceRecord(
        reference=_number(row),
        trainee=row.trainee,
        version=row.version,
        enrolment=row.enrolment,
        sha256=row.sha256,
        embedder=row.embedder,
        supplied_by=row.supplied_by,
        confirmed_by=row.confirmed_by,
        seconded_by=row.seconded_by,
        in_force=row.in_force,
        looks_like=tuple(row.looks_like),
        forgotten_at=row.forgotten_at,
    )
