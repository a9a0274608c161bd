"""What trainees are granted for a handicap.  Neither the handicap nor a reason for it is kept (PRV-06)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import Platform, Trainee, TraineeAccommodation
from monitor.adapters.registry.records import AccommodationRecord
from monitor.adapters.registry.tables import Tables, known
from monitor.core.events import LONGEST_TIME_PERCENT, Accommodation


class Accommodations(Tables):
    """Every change is a row of its own, so that who granted what, and when, can still be read."""

    def accommodate(
        self, trainee: str, kinds: Collection[Accommodation], *, time_percent: int = 100, by: str, at: int
    ) -> None:
        """Grant this and nothing else from now on; `time_percent` is the share of the usual time for answers.

        `by` is a person of the institution or the office, `at` UTC ms.  Raises `RegistryError`.
        """
        if not 100 <= time_percent <= LONGEST_TIME_PERCENT:
            raise RegistryError("time_percent", f"is {time_percent}", f"give 100 to {LONGEST_TIME_PERCENT}")
        with self._writing() as session:
            known(session, Trainee, trainee, "trainee")
            if session.get(Platform, by) is not None:
                raise RegistryError("by", f"{by} is a platform", "let a person of the institution or the office do it")
            row = TraineeAccommodation(
                trainee=trainee,
                kinds=sorted(set(kinds)),
                time_percent=time_percent,
                registered_by=by,
                registered_at=at,
            )
            session.add(row)

    def accommodations_of(self, trainee: str) -> list[AccommodationRecord]:
        """All that was ever granted to a trainee, what is in force first."""
        with self._reading() as session:
            known(session, Trainee, trainee, "trainee")
            return [_record(row) for row in session.exec(_latest_first(trainee))]


def in_force(session: Session, trainee: str) -> AccommodationRecord | None:
    """What is granted now, if anything ever was."""
    row = session.execute(_LATEST, {"trainee": trainee}).scalar_one_or_none()
    return None if row is None else _record(row)


def _latest_first(trainee: str | BindParameter[str]) -> SelectOfScalar[TraineeAccommodation]:
    wanted = select(TraineeAccommodation).where(col(TraineeAccommodation.trainee) == trainee)
    return wanted.order_by(col(TraineeAccommodation.id).desc())


_LATEST = _latest_first(bindparam("trainee")).limit(1)  # made once: asked whenever a lesson is opened


def _record(row: TraineeAccommodation) -> AccommodationRecord:
    return AccommodationRecord(
        kinds=tuple(row.kinds),  # type: ignore[arg-type]  # only kinds were ever stored
        time_percent=row.time_percent,
        registered_by=row.registered_by,
        registered_at=row.registered_at,
    )
