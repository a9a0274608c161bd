"""What belongs to whom: a platform or an institution sees its own trainees and classes, and nobody else's."""

from __future__ import annotations

from sqlalchemy import exists
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.adapters.registry.models import (
    Enrolment,
    FaceReference,
    LearningSession,
    TraineeAlias,
    TrainingClass,
)
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
            return any(session.exec(select(exists(ties))).one() for ties in _ties(trainee, caller))

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


def _ties(trainee: str, caller: Caller) -> list[SelectOfScalar[str]]:
    return [
        select(TraineeAlias.trainee).where(
            col(TraineeAlias.trainee) == trainee, col(TraineeAlias.source_system) == caller.name
        ),
        select(LearningSession.trainee).where(
            col(LearningSession.trainee) == trainee, col(LearningSession.platform) == caller.owner
        ),
        select(FaceReference.trainee).where(
            col(FaceReference.trainee) == trainee, col(FaceReference.supplied_by) == caller.owner
        ),
    ]
