"""Classes and the people in them, searched and paged, within what a tenant sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from monitor.adapters.registry.class_models import ClassProfile, MakeUpCourse, PublicNotice
from monitor.adapters.registry.identity import TAKEN_BACK, identity_hash, phone_hash
from monitor.adapters.registry.models import (
    Consent,
    Enrolment,
    FaceReference,
    Institution,
    PlanVersion,
    Trainee,
    TrainingClass,
)
from monitor.adapters.registry.summary_models import AttemptSummary
from monitor.adapters.registry.tables import Tables
from monitor.adapters.registry.tenants import of_institutions, of_trainees
from monitor.core.accounts import EVERYTHING, Tenant
from monitor.core.class_lists import (
    ClassLine,
    ClassSearch,
    ConsentLine,
    LearnerLine,
    MakeUpLine,
    NoticeLine,
    PersonLine,
    Phone,
    WaitingFace,
)


class ClassLists(Tables):
    """Lists for the console; moments are UTC ms."""

    def class_lines(
        self, search: ClassSearch, *, now: int, tenant: Tenant = EVERYTHING, after: str = "", limit: int
    ) -> list[ClassLine]:
        """Classes by name from behind `after` on, at most `limit`."""
        wanted = _classes(tenant).where(col(TrainingClass.training_class) > after, *_conditions(search, now))
        with self._reading() as session:
            ordered = wanted.order_by(col(TrainingClass.training_class)).limit(limit)
            return list(_lines(session, session.exec(ordered).all()))

    def class_line(self, training_class: str, *, tenant: Tenant = EVERYTHING) -> ClassLine | None:
        """One class; None where there is none that the tenant sees."""
        wanted = _classes(tenant).where(col(TrainingClass.training_class) == training_class)
        with self._reading() as session:
            return next(_lines(session, session.exec(wanted).all()), None)

    def class_learners(self, training_class: str, *, after: str = "", limit: int) -> list[LearnerLine]:
        """Who takes part in a class, by trainee from behind `after` on."""
        wanted = _enrolments().where(
            col(Enrolment.training_class) == training_class,
            col(Enrolment.left_at).is_(None),
            col(Enrolment.trainee) > after,
        )
        with self._reading() as session:
            return list(_learners(session, session.exec(wanted.order_by(col(Enrolment.trainee)).limit(limit)).all()))

    def notices_of(self, training_class: str) -> list[NoticeLine]:
        """The public notices of a class, the latest first."""
        wanted = select(PublicNotice).where(col(PublicNotice.training_class) == training_class)
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(PublicNotice.posted_on).desc()))
            return [NoticeLine(posted_on=row.posted_on, taken_down_on=row.taken_down_on) for row in rows]

    def waiting_faces(self, *, tenant: Tenant = EVERYTHING, after: str = "", limit: int) -> list[WaitingFace]:
        """People whose reference pictures nobody has confirmed yet, by trainee from behind `after` on."""
        row = FaceReference
        wanted = (
            select(col(row.trainee), func.min(row.supplied_by), func.min(row.added_at), func.count())
            .where(col(row.confirmed_by).is_(None), func.coalesce(col(row.forgotten_at), 0) == 0)
            .where(col(row.trainee) > after)
            .group_by(col(row.trainee))
        )
        if tenant.kind != "all":
            seen = of_institutions(col(TrainingClass.institution), tenant)
            people = select(Enrolment.trainee).join(
                TrainingClass, col(TrainingClass.training_class) == col(Enrolment.training_class)
            )
            wanted = wanted.where(col(row.trainee).in_(people.where(seen)))
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(row.trainee)).limit(limit))
            return [
                WaitingFace(trainee=trainee, supplied_by=by, since=since, pictures=pictures)
                for trainee, by, since, pictures in rows
            ]

    def trainee_by_identity(self, identity_number: str) -> str | None:
        """Who has this identity number; None for nobody.  Raises `RegistryError` for a number that is none."""
        digest = identity_hash(identity_number, self._identity_key)
        with self._reading() as session:
            return session.exec(select(Trainee.trainee).where(col(Trainee.identity_hash) == digest)).first()

    def trainees_by_phone(self, phone: str, *, limit: int) -> list[str]:
        """Who has this phone number, by name, at most `limit`.  Raises `RegistryError` for a number that is none."""
        wanted = select(Trainee.trainee).where(col(Trainee.phone_hash) == phone_hash(phone, self._identity_key))
        with self._reading() as session:
            return list(session.exec(wanted.order_by(col(Trainee.trainee)).limit(limit)))

    def person(self, trainee: str, *, tenant: Tenant = EVERYTHING) -> PersonLine | None:
        """One person with the classes that the tenant sees; None where there is none of these."""
        seen = of_trainees(col(Enrolment.trainee), col(TrainingClass.institution), tenant)
        mine = _enrolments().where(col(Enrolment.trainee) == trainee, seen)
        with self._reading() as session:
            row = session.get(Trainee, trainee)
            found = session.exec(mine.order_by(col(Enrolment.enrolled_at), col(Enrolment.training_class))).all()
            if row is None or (not found and tenant.kind not in ("all", "trainee")):
                return None
            enrolments = tuple(_learners(session, found))
            made_up = _make_ups(session, trainee)
            classes = {line.training_class for line in enrolments}
            return PersonLine(
                trainee=trainee,
                registered_at=row.registered_at,
                blacklisted=row.blacklisted,
                phone=_phone(row),
                enrolments=enrolments,
                consents=tuple(_consents(session, trainee)),
                make_ups=tuple(line for line in made_up if line.training_class in classes),
            )


def _phone(row: Trainee) -> Phone:
    if row.phone_hash is None:
        return "none"
    return "taken_back" if row.phone_hash == TAKEN_BACK else "kept"


# ---------------------------------------------------------------- classes


Found = tuple[TrainingClass, str, int, ClassProfile | None]


def _classes(tenant: Tenant) -> Any:
    return (
        select(TrainingClass, Institution.title, PlanVersion.total_class_hours, ClassProfile)
        .join(Institution, col(Institution.institution) == col(TrainingClass.institution))
        .join(PlanVersion, _plan_in_force())
        .outerjoin(ClassProfile, col(ClassProfile.training_class) == col(TrainingClass.training_class))
        .where(of_institutions(col(TrainingClass.institution), tenant))
    )


def _plan_in_force() -> ColumnElement[bool]:
    return (col(PlanVersion.training_class) == col(TrainingClass.training_class)) & (
        col(PlanVersion.version) == col(TrainingClass.plan_version)
    )


def _conditions(search: ClassSearch, now: int) -> Iterator[ColumnElement[bool]]:
    begins, ends = col(ClassProfile.begins_at), col(ClassProfile.ends_at)
    if search.institution:
        yield col(TrainingClass.institution) == search.institution
    if search.text:
        yield or_(
            col(TrainingClass.training_class).contains(search.text, autoescape=True),
            col(TrainingClass.title).contains(search.text, autoescape=True),
        )
    if search.state == "planned":
        yield begins > now
    elif search.state == "running":
        yield (begins <= now) & or_(ends.is_(None), ends > now)
    elif search.state == "over":
        yield ends <= now


def _lines(session: Session, found: Sequence[Found]) -> Iterator[ClassLine]:
    trainees = _headcounts(session, [row.training_class for row, *_ in found])
    for row, institution_title, total, profile in found:
        yield ClassLine(
            training_class=row.training_class,
            title=row.title,
            institution=row.institution,
            institution_title=institution_title,
            total_class_hours=total,
            begins_at=profile.begins_at if profile else None,
            ends_at=profile.ends_at if profile else None,
            trainees=trainees.get(row.training_class, 0),
        )


def _headcounts(session: Session, classes: Sequence[str]) -> dict[str, int]:
    counted = select(col(Enrolment.training_class), func.count()).where(
        col(Enrolment.training_class).in_(classes), col(Enrolment.left_at).is_(None)
    )
    return dict(session.exec(counted.group_by(col(Enrolment.training_class))).all())


# ---------------------------------------------------------------- people


def _enrolments() -> Select[Enrolment, str, int]:
    return (
        select(Enrolment, TrainingClass.title, PlanVersion.total_class_hours)
        .join(TrainingClass, col(TrainingClass.training_class) == col(Enrolment.training_class))
        .join(PlanVersion, _plan_in_force())
    )


def _learners(session: Session, rows: Sequence[tuple[Enrolment, str, int]]) -> Iterator[LearnerLine]:
    results = _results(session, {row.trainee for row, _, _ in rows}, {row.training_class for row, _, _ in rows})
    for row, title, total in rows:
        yield LearnerLine(
            trainee=row.trainee,
            training_class=row.training_class,
            class_title=title,
            total_class_hours=total,
            external_id=row.external_id,
            enrolled_at=row.enrolled_at,
            left_at=row.left_at,
            eligible=row.eligible,
            reason=row.reason,
            results=results.get((row.trainee, row.training_class), {}),
        )


def _results(session: Session, trainees: set[str], classes: set[str]) -> dict[tuple[str, str], dict[str, int]]:
    """How many attempts of these people came out how, by person and class."""
    grouped = (col(AttemptSummary.trainee), col(AttemptSummary.training_class), col(AttemptSummary.result))
    counted = (
        select(*grouped, func.count())
        .where(col(AttemptSummary.trainee).in_(trainees), col(AttemptSummary.training_class).in_(classes))
        .group_by(*grouped)
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for trainee, training_class, result, number in session.exec(counted):
        found.setdefault((trainee, training_class), {})[result] = number
    return found


def _make_ups(session: Session, trainee: str) -> list[MakeUpLine]:
    wanted = select(MakeUpCourse).where(col(MakeUpCourse.trainee) == trainee)
    return [make_up_line(row) for row in session.exec(wanted.order_by(col(MakeUpCourse.starts_at).desc()))]


def make_up_line(row: MakeUpCourse) -> MakeUpLine:
    """A row of the table as lists show it."""
    return MakeUpLine(
        course=row.course,
        trainee=row.trainee,
        training_class=row.training_class,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        recorded_ms=row.recorded_ms,
        reason=row.reason,
        accepted=row.reason_accepted,
        decided_by=row.decided_by,
    )


def _consents(session: Session, trainee: str) -> Iterator[ConsentLine]:
    wanted: SelectOfScalar[Consent] = select(Consent).where(col(Consent.trainee) == trainee)
    for row in session.exec(wanted.order_by(col(Consent.given_at).desc(), col(Consent.id).desc())):
        yield ConsentLine(
            purpose=row.purpose,
            text_version=row.text_version,
            given_at=row.given_at,
            withdrawn_at=row.withdrawn_at,
            source_system=row.source_system,
            external_id=row.external_id,
        )
