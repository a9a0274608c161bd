"""What decides how long photos and faces are kept: classes that end, matters that are open, consents that stand."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select

from monitor.adapters.registry.class_models import ClassProfile
from monitor.adapters.registry.models import Consent, Enrolment, FaceReference, LearningSession, OpenReview
from monitor.adapters.registry.tables import Tables
from monitor.core.consent import FACE_PURPOSES


class Retention(Tables):
    """Moments are UTC ms."""

    def class_ends_at(self, training_class: str) -> int | None:
        """When the class ends or ended; None for a class of which nobody has said so."""
        with self._reading() as session:
            profile = session.get(ClassProfile, training_class)
            return profile.ends_at if profile else None

    def unsettled(self, training_class: str) -> frozenset[str]:
        """The trainees of the class of whom an hour waits for a reviewer, or for the end of a term."""
        wanted = select(OpenReview.trainee).where(col(OpenReview.training_class) == training_class)
        with self._reading() as session:
            return frozenset(session.exec(wanted))

    def faces_past_use(self, now: int, *, after: str = "", limit: int) -> list[str]:
        """At most so many trainees, from behind `after` on in order, whose faces have to be forgotten.

        They are in no open class any more, or took back their consent and did not give it again; nobody's face is
        forgotten in the middle of a lesson.
        """
        wanted = select(FaceReference.trainee).where(*_past_use(now), col(FaceReference.trainee) > after)
        with self._reading() as session:
            return list(session.exec(wanted.distinct().order_by(col(FaceReference.trainee)).limit(limit)))

    def forget_faces(self, trainees: Collection[str], now: int) -> int:
        """Take the numbers away by which these people's faces are compared; returns of how many people.

        What is true of them no more is left alone: somebody may have joined a class meanwhile.  Hash, model and what
        was decided stay.
        """
        named = col(FaceReference.trainee).in_(trainees)
        with self._writing("faces") as session:
            rows = session.exec(select(FaceReference).where(named, *_past_use(now))).all()
            for row in rows:
                row.embedding, row.in_force, row.forgotten_at = [], False, now
            return len({row.trainee for row in rows})


def _past_use(now: int) -> tuple[ColumnElement[bool], ...]:
    mine = col(Enrolment.trainee) == col(FaceReference.trainee)
    there = mine, col(Enrolment.left_at).is_(None)
    ends = select(ClassProfile.ends_at).where(col(ClassProfile.training_class) == col(Enrolment.training_class))
    open_class = exists().where(*there, or_(ends.scalar_subquery().is_(None), ends.scalar_subquery() > now))
    nowhere = exists().where(mine) & ~open_class
    lesson = exists().where(
        col(LearningSession.trainee) == col(FaceReference.trainee), col(LearningSession.closed_at).is_(None)
    )
    return col(FaceReference.forgotten_at).is_(None), or_(nowhere, _withdrawn()), ~lesson


def _withdrawn() -> ColumnElement[bool]:
    again = aliased(Consent)
    mine = col(Consent.trainee) == col(FaceReference.trainee), col(Consent.purpose).in_(FACE_PURPOSES)
    same = col(again.trainee) == col(Consent.trainee), col(again.purpose) == col(Consent.purpose)
    stands = exists().where(*same, col(again.withdrawn_at).is_(None))
    return exists().where(*mine, col(Consent.withdrawn_at).is_not(None), ~stands)
