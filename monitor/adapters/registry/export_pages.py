"""What exports read, a page at a time; the last key of one page is where the next begins."""

from __future__ import annotations

from datetime import date
from itertools import takewhile

from sqlalchemy import func, or_, tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from monitor.adapters.registry.attempts import verdict_record
from monitor.adapters.registry.class_models import EnrolmentProfile, SubsidyClaim
from monitor.adapters.registry.models import (
    Attempt,
    Enrolment,
    Institution,
    LearningSession,
    SavedVerdict,
    TrainingClass,
)
from monitor.adapters.registry.office_models import InstitutionProfile
from monitor.adapters.registry.records import SessionRecord, VerdictRecord
from monitor.adapters.registry.sessions import session_record
from monitor.adapters.registry.tables import Tables
from monitor.core.export_records import EnrolledPerson, JudgedAttempt
from monitor.core.verdict import from_bytes


class ExportPages(Tables):
    """Pages in the order of a primary key, so that what is entered meanwhile moves no row."""

    def last_verdict(self) -> int:
        """The number of the last verdict that was stored, 0 before the first."""
        with self._reading() as session:
            return session.exec(select(func.max(SavedVerdict.id))).one() or 0

    def sessions_closed(self, after: tuple[int, str], *, limit: int, settled: int) -> list[SessionRecord]:
        """At most so many sessions behind a closing (UTC ms) and name, by both, of those closed up to `settled`."""
        closed_at, session = after
        since = col(LearningSession.closed_at) >= closed_at, col(LearningSession.closed_at) <= settled
        behind = or_(col(LearningSession.closed_at) > closed_at, col(LearningSession.session) > session)
        ordered = select(LearningSession).order_by(col(LearningSession.closed_at), col(LearningSession.session))
        with self._reading() as database:
            return [session_record(row) for row in database.exec(ordered.where(*since, behind).limit(limit))]

    def verdicts_after(self, number: int, *, limit: int, settled: int) -> list[VerdictRecord]:
        """At most so many verdicts behind this number, up to the first that was decided after `settled` (UTC ms).

        Numbers are given out before a transaction is over, so that a late one could still fill a gap among the last.
        """
        following = select(SavedVerdict).where(col(SavedVerdict.id) > number).order_by(col(SavedVerdict.id))
        with self._reading() as session:
            rows = session.exec(following.limit(limit)).all()
            return [verdict_record(row) for row in takewhile(lambda row: row.decided_at <= settled, rows)]

    def judged_attempts(
        self,
        *,
        through: int,
        after: str = "",
        limit: int,
        platform: str = "",
        institution: str = "",
        training_class: str = "",
    ) -> list[JudgedAttempt]:
        """Attempts by name from `after` on, each with the last of its verdicts up to number `through`."""
        last = (
            select(func.max(SavedVerdict.id))
            .where(col(SavedVerdict.attempt) == col(Attempt.attempt), col(SavedVerdict.id) <= through)
            .correlate(Attempt)
            .scalar_subquery()
        )
        wanted = (
            select(SavedVerdict, Enrolment, TrainingClass)
            .select_from(Attempt)
            .join(SavedVerdict, col(SavedVerdict.id) == last)
            .join(TrainingClass, col(TrainingClass.training_class) == col(Attempt.training_class))
            .outerjoin(
                Enrolment,
                (col(Enrolment.trainee) == col(Attempt.trainee))
                & (col(Enrolment.training_class) == col(Attempt.training_class)),
            )
            .where(col(Attempt.attempt) > after)
        )
        for column, value in (
            (Attempt.platform, platform),
            (TrainingClass.institution, institution),
            (Attempt.training_class, training_class),
        ):
            if value:
                wanted = wanted.where(col(column) == value)
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(Attempt.attempt)).limit(limit))
            return [_judged(verdict, enrolment, its_class) for verdict, enrolment, its_class in rows]

    def entitled(
        self, first: date, last: date, *, after: tuple[str, str] = ("", ""), limit: int, office: str = ""
    ) -> list[EnrolledPerson]:
        """Who became entitled between two days, both included, by class and trainee."""
        wanted = _people().where(
            col(EnrolmentProfile.entitled_on).between(first, last),
            tuple_(col(Enrolment.training_class), col(Enrolment.trainee)) > after,
        )
        if office:
            wanted = wanted.where(col(TrainingClass.institution).in_(_institutions_of(office)))
        ordered = wanted.order_by(col(Enrolment.training_class), col(Enrolment.trainee)).limit(limit)
        with self._reading() as session:
            return [_person(session, *row) for row in session.exec(ordered)]

    def entitled_in(self, training_class: str, *, after: str = "", limit: int) -> list[EnrolledPerson]:
        """Who of a class is entitled, by trainee."""
        wanted = _people().where(
            col(EnrolmentProfile.entitled_on).is_not(None),
            col(Enrolment.training_class) == training_class,
            col(Enrolment.trainee) > after,
        )
        ordered = wanted.order_by(col(Enrolment.trainee)).limit(limit)
        with self._reading() as session:
            return [_person(session, *row) for row in session.exec(ordered)]


def _institutions_of(office: str) -> SelectOfScalar[str]:
    return select(InstitutionProfile.institution).where(col(InstitutionProfile.office) == office)


def _people() -> Select[Enrolment, EnrolmentProfile, TrainingClass, Institution]:
    return (
        select(Enrolment, EnrolmentProfile, TrainingClass, Institution)
        .join(
            EnrolmentProfile,
            (col(EnrolmentProfile.trainee) == col(Enrolment.trainee))
            & (col(EnrolmentProfile.training_class) == col(Enrolment.training_class)),
        )
        .join(TrainingClass, col(TrainingClass.training_class) == col(Enrolment.training_class))
        .join(Institution, col(Institution.institution) == col(TrainingClass.institution))
    )


def _judged(verdict: SavedVerdict, enrolment: Enrolment | None, its_class: TrainingClass) -> JudgedAttempt:
    return JudgedAttempt(
        verdict=verdict.verdict,
        certified=verdict.certificate is not None,
        institution=its_class.institution,
        class_title=its_class.title,
        source_system=enrolment.source_system if enrolment else "",
        external_id=enrolment.external_id if enrolment else "",
    )


def _person(
    session: Session, enrolment: Enrolment, profile: EnrolmentProfile, its_class: TrainingClass, school: Institution
) -> EnrolledPerson:
    claim = session.exec(
        select(SubsidyClaim)
        .where(col(SubsidyClaim.training_class) == enrolment.training_class)
        .order_by(col(SubsidyClaim.entered_at).desc(), col(SubsidyClaim.claim).desc())
    ).first()
    return EnrolledPerson(
        trainee=enrolment.trainee,
        source_system=enrolment.source_system,
        external_id=enrolment.external_id,
        training_class=its_class.training_class,
        class_title=its_class.title,
        institution=school.institution,
        institution_title=school.title,
        certificate=profile.certificate,
        certified_on=profile.certified_on,
        entitled_on=profile.entitled_on,
        claim=claim.claim if claim else "",
        person_fen=claim.person_fen if claim else None,
        online_hours=_certified_hours(session, enrolment),
    )


def _certified_hours(session: Session, enrolment: Enrolment) -> int:
    mine = select(func.max(SavedVerdict.id)).join(Attempt, col(Attempt.attempt) == col(SavedVerdict.attempt))
    last = mine.where(
        col(Attempt.trainee) == enrolment.trainee, col(Attempt.training_class) == enrolment.training_class
    ).group_by(col(SavedVerdict.attempt))
    stored = session.exec(select(SavedVerdict.verdict).where(col(SavedVerdict.id).in_(last)))
    return sum(from_bytes(verdict).result == "certified" for verdict in stored)
