"""What belongs to whom: a platform or an institution sees its own trainees and classes, and nobody else's."""

from __future__ import annotations

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, or_
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.adapters.registry.models import (
    Attempt,
    Enrolment,
    FaceReference,
    LearningSession,
    TraineeAlias,
    TrainingClass,
)
from monitor.adapters.registry.records import LearnerRecord
from monitor.adapters.registry.tables import Tables, known
from monitor.core.callers import Caller


class OwnRecords(Tables):
    """Questions of the API about ownership."""

    def institution_of(self, training_class: str) -> str:
        """The institution that organises a class; raises `RegistryError` when there is no such class."""
        with self._reading() as session:
            return known(session, TrainingClass, training_class, "training_class").institution

    def is_theirs(self, trainee: str, caller: Caller) -> bool:
        """Whether the trainee is in a class of this institution, or came through this platform or learned on it."""
        with self._reading() as session:
            if caller.kind == "institution":
                return bool(session.exec(_in_a_class_of(trainee, caller.owner)).one())
            named = {"trainee": trainee, "owner": caller.owner, "name": caller.name}
            return bool(session.connection().execute(_IS_TIED, named).scalar_one())

    def may_enrol(self, trainee: str, caller: Caller) -> bool:
        """Whether the trainee is theirs, or they registered the person themselves, by the identity number."""
        with self._reading() as session:
            registered = _registered_by(caller.name).where(col(TraineeAlias.trainee) == trainee)
            if session.exec(select(exists(registered))).one():
                return True
        return self.is_theirs(trainee, caller)

    def enrolled(
        self, caller: Caller, training_class: str, *, only: str = "", after: str = "", most: int = 100
    ) -> list[LearnerRecord]:
        """Who takes part in a class, by name from `after` on: all for an institution, its own for a platform."""
        wanted = select(Enrolment).where(
            col(Enrolment.training_class) == training_class,
            col(Enrolment.left_at).is_(None),
            col(Enrolment.trainee) > after,
        )
        if only:
            wanted = wanted.where(col(Enrolment.trainee) == only)
        if caller.kind == "platform":
            wanted = wanted.where(_ties(col(Enrolment.trainee), caller.owner, caller.name))
        with self._reading() as session:
            known(session, TrainingClass, training_class, "training_class")
            rows = session.exec(wanted.order_by(col(Enrolment.trainee)).limit(most))
            return [
                LearnerRecord(trainee=row.trainee, training_class=row.training_class, eligible=row.eligible)
                for row in rows
            ]

    def learners(
        self, caller: Caller, training_class: str, *, only: str = "", after: str = "", most: int = 100
    ) -> list[str]:
        """Who tried a unit of a class, by name from `after` on; for a platform, on this platform."""
        wanted = (
            select(Attempt.trainee)
            .where(col(Attempt.training_class) == training_class, col(Attempt.trainee) > after)
            .distinct()
        )
        if only:
            wanted = wanted.where(col(Attempt.trainee) == only)
        if caller.kind == "platform":
            wanted = wanted.where(col(Attempt.platform) == caller.owner)
        with self._reading() as session:
            known(session, TrainingClass, training_class, "training_class")
            return list(session.exec(wanted.order_by(col(Attempt.trainee)).limit(most)))

    def trainee_of_reference(self, reference: int) -> str:
        """Whose picture it is; raises `RegistryError`."""
        with self._reading() as session:
            return known(session, FaceReference, reference, "reference").trainee


def _in_a_class_of(trainee: str, institution: str) -> SelectOfScalar[bool]:
    enrolled = (
        select(Enrolment.trainee)
        .join(TrainingClass, col(TrainingClass.training_class) == col(Enrolment.training_class))
        .where(col(Enrolment.trainee) == trainee, col(TrainingClass.institution) == institution)
    )
    return select(exists(enrolled))


def _ties(
    trainee: str | Mapped[str] | BindParameter[str], owner: str | BindParameter[str], name: str | BindParameter[str]
) -> ColumnElement[bool]:
    """By what a trainee belongs to a platform: it registered the person, taught them, or handed in their picture."""
    learned = select(LearningSession.trainee).where(col(LearningSession.platform) == owner)
    shown = select(FaceReference.trainee).where(col(FaceReference.supplied_by) == owner)
    return or_(
        exists(_registered_by(name).where(col(TraineeAlias.trainee) == trainee)),
        exists(learned.where(col(LearningSession.trainee) == trainee)),
        exists(shown.where(col(FaceReference.trainee) == trainee)),
    )


def _registered_by(name: str | BindParameter[str]) -> SelectOfScalar[str]:
    return select(TraineeAlias.trainee).where(col(TraineeAlias.source_system) == name)


# Made once: asked whenever a lesson is opened.
_IS_TIED = select(_ties(bindparam("trainee"), bindparam("owner"), bindparam("name")))
