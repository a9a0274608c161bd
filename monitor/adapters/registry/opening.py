"""What opening a session asks of the registry: one look at what is registered, and one transaction that writes.

Somebody waits for both with a lesson before them, so each is few statements.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam
from sqlmodel import Session, col, exists, select

from monitor.adapters.registry.attempts import open_attempts
from monitor.adapters.registry.classes import read_plan
from monitor.adapters.registry.models import LearningSession, Platform, Trainee, TrainingClass
from monitor.adapters.registry.platforms import state_of, suspension_of
from monitor.adapters.registry.questions import questions_about
from monitor.adapters.registry.records import AttemptRecord
from monitor.adapters.registry.tables import Tables, add_once, known
from monitor.adapters.registry.trainees import registered_state
from monitor.ports import SessionFacts


class Opening(Tables):
    """The door to a lesson."""

    def session_facts(
        self,
        platform: str,
        trainee: str,
        training_class: str,
        lesson: str,
        *,
        on: date,
        purpose: str,
        text_version: str,
    ) -> SessionFacts:
        """All that a session of this lesson begins with, as it is registered in one moment of the day `on`.

        The consent asked for is the one to `purpose` in `text_version`.  Raises `RegistryError` for names that are not
        registered; a lesson that the plan does not have is in none of its class hours.
        """
        with self._reading() as session:
            known(session, Platform, platform, "platform")
            stands = state_of(session, platform, on)
            plan = read_plan(session, training_class, None)
            lessons = {part.lesson for unit in plan.units_of(lesson) for part in unit.slices}
            return SessionFacts(
                platform=stands,
                suspension=suspension_of(session, platform, on) if stands.suspended else None,
                trainee=registered_state(session, trainee, training_class, purpose, text_version),
                plan=plan,
                questions=tuple(questions_about(session, platform, lessons)),
            )

    def register_session(
        self,
        session: str,
        *,
        trainee: str,
        training_class: str,
        platform: str,
        at: int,
        units: Collection[str] = (),
        stream: str | None = None,
        owner: str = "",
    ) -> list[AttemptRecord]:
        """Note where the session's entries go, and take up the attempts at these units, which are returned in order.

        The stream has the session's name unless told otherwise; `owner` is the collector that times it.  An attempt
        that this person has open on this platform is gone on with; else there is a new one, numbered from 1 (K4).
        Platforms do not share attempts, or one could spoil what a trainee learns on another (docs/decisions/006).
        """
        row = LearningSession(
            session=session,
            trainee=trainee,
            training_class=training_class,
            platform=platform,
            stream=stream if stream is not None else session,
            opened_at=at,
            owner=owner,
        )
        with self._writing(f"session {session}", f"attempts of {trainee}") as database:
            institution = _organiser(database, row)
            attempts = open_attempts(database, row, units, institution)
            row.attempts = [attempt.attempt for attempt in attempts] or None
            add_once(database, row, changeable=frozenset({"closed_at", "owner", "attempts", "unjudged_since"}))
            return attempts


_ORGANISER = select(TrainingClass.institution).where(  # made once: asked whenever a lesson is opened
    col(TrainingClass.training_class) == bindparam("training_class"),
    exists().where(col(Trainee.trainee) == bindparam("trainee")),
    exists().where(col(Platform.platform) == bindparam("platform")),
)


def _organiser(database: Session, row: LearningSession) -> str:
    """The class's institution; raises `RegistryError` for the first name that is not registered."""
    named = {"training_class": row.training_class, "trainee": row.trainee, "platform": row.platform}
    found = database.connection().execute(_ORGANISER, named).scalar_one_or_none()
    if found is None:
        known(database, Trainee, row.trainee, "trainee")
        known(database, TrainingClass, row.training_class, "training_class")
        known(database, Platform, row.platform, "platform")
    return found or ""
