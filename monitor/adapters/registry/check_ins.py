"""Classroom check-ins beside online sessions: who was in two places at once (K7)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import tuple_, update
from sqlmodel import Session, col, or_, select

from monitor.adapters.registry.class_models import CheckIn
from monitor.adapters.registry.models import LearningSession
from monitor.adapters.registry.tables import Tables
from monitor.core.office_records import ClassroomTime


class CheckIns(Tables):
    """What check-in logs say of people who learn online too; times are UTC ms."""

    def new_check_ins(self, *, limit: int, grace: int) -> list[ClassroomTime]:
        """Check-ins that nobody compared with sessions yet, each with the classes of sessions during it.

        Sessions that were open within `grace` ms of it count as during it.
        """
        fresh = select(CheckIn).where(col(CheckIn.compared_at).is_(None))
        with self._reading() as session:
            return [_time(session, row, grace) for row in session.exec(fresh.limit(limit))]

    def check_ins_of(self, trainee: str, *, grace: int) -> list[ClassroomTime]:
        """All check-ins of a person, in the same way."""
        mine = select(CheckIn).where(col(CheckIn.trainee) == trainee).order_by(col(CheckIn.came_at))
        with self._reading() as session:
            return [_time(session, row, grace) for row in session.exec(mine)]

    def note_compared(self, compared: Iterable[ClassroomTime], *, at: int) -> None:
        """Remember which check-ins were compared."""
        keys = [(one.source_system, one.external_id) for one in compared]
        mine = tuple_(col(CheckIn.source_system), col(CheckIn.external_id)).in_(keys)
        with self._writing("compared check-ins") as session:
            session.execute(update(CheckIn).where(mine).values(compared_at=at))


def _time(session: Session, row: CheckIn, grace: int) -> ClassroomTime:
    end = row.left_at if row.left_at is not None else row.came_at
    during = select(LearningSession.training_class).where(
        col(LearningSession.trainee) == row.trainee,
        col(LearningSession.opened_at) <= end + grace,
        or_(col(LearningSession.closed_at).is_(None), col(LearningSession.closed_at) >= row.came_at - grace),
    )
    return ClassroomTime(
        source_system=row.source_system,
        external_id=row.external_id,
        trainee=row.trainee,
        training_class=row.training_class,
        came_at=row.came_at,
        left_at=end,
        learning_in=tuple(sorted(set(session.exec(during)))),
    )
