"""Attempts at units, and the verdicts about them."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import BindParameter, bindparam, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.adapters.registry.api_models import UntoldVerdict
from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import Attempt, LearningSession, PlanUnit, SavedVerdict
from monitor.adapters.registry.records import AttemptRecord, VerdictRecord
from monitor.adapters.registry.summaries import opened_line, summarise_judged
from monitor.adapters.registry.tables import Tables, known
from monitor.core.summary import Summary


class Attempts(Tables):
    """Tries at units, one open at a time (K4), and what was decided about them, oldest first."""

    def close_attempt(self, attempt: str, at: int) -> AttemptRecord:
        """End an attempt (`at` in UTC ms); one that is closed already keeps its first end."""
        with self._writing(f"attempt {attempt}") as session:
            row = known(session, Attempt, attempt, "attempt")
            if row.state == "open":
                row.state, row.closed_at = "closed", at
            return _attempt_record(row)

    def attempt(self, attempt: str) -> AttemptRecord:
        """One attempt; raises `RegistryError` when there is none of this name."""
        with self._reading() as session:
            return _attempt_record(known(session, Attempt, attempt, "attempt"))

    def attempts_of(self, trainee: str, training_class: str, unit: str | None = None) -> list[AttemptRecord]:
        """The person's attempts in this class, all or those at one unit, by unit and number."""
        wanted = _attempts(trainee, training_class)
        if unit is not None:
            wanted = wanted.where(col(Attempt.unit) == unit)
        with self._reading() as session:
            return [_attempt_record(row) for row in session.exec(wanted)]

    # ------------------------------------------------------------ verdicts

    def save_verdict(
        self,
        attempt: str,
        verdict: bytes,
        *,
        head: str,
        decided_at: int,
        certificate: str | None = None,
        said: Summary | None = None,
    ) -> VerdictRecord:
        """Add what was decided about an attempt: canonical bytes, the log's head (hex) and the certificate (JWS).

        Earlier verdicts stay.  The same bytes, head and certificate as the last one are that one.  `said` is the
        verdict in one line, for lists and counts.
        """
        with self._writing(f"attempt {attempt}") as session:
            tried = known(session, Attempt, attempt, "attempt")
            last = _last_verdict(session, attempt)
            if last is not None and (last.verdict, last.head, last.certificate) == (verdict, head, certificate):
                return verdict_record(last)
            row = SavedVerdict(
                attempt=attempt, verdict=verdict, head=head, decided_at=decided_at, certificate=certificate
            )
            session.add(row)
            session.flush()
            record = verdict_record(row)
            session.add(UntoldVerdict(verdict=record.number))
            if said is not None:
                summarise_judged(session, tried, said)
            return record

    def verdict(self, attempt: str) -> VerdictRecord | None:
        """The attempt's last verdict, or null while nothing was decided."""
        with self._reading() as session:
            last = _last_verdict(session, attempt)
            return verdict_record(last) if last is not None else None

    def verdicts_on(self, attempt: str) -> list[VerdictRecord]:
        """All verdicts on one attempt, in the order of decision; none where there is no such attempt."""
        mine = select(SavedVerdict).where(col(SavedVerdict.attempt) == attempt)
        with self._reading() as session:
            return [verdict_record(row) for row in session.exec(mine.order_by(col(SavedVerdict.id)))]

    def first_verdict(self) -> VerdictRecord | None:
        """The oldest one of all, if there is any."""
        oldest = select(func.min(SavedVerdict.id)).scalar_subquery()
        with self._reading() as session:
            row = session.exec(select(SavedVerdict).where(col(SavedVerdict.id) == oldest)).first()
            return verdict_record(row) if row is not None else None

    def verdicts(self, trainee: str, training_class: str | None = None, unit: str | None = None) -> list[VerdictRecord]:
        """All verdicts about this person's attempts, overturned ones too, in the order of decision.

        In one class or in all, at one unit or at all.
        """
        wanted = select(SavedVerdict).join(Attempt, col(Attempt.attempt) == col(SavedVerdict.attempt))
        wanted = wanted.where(col(Attempt.trainee) == trainee)
        if training_class is not None:
            wanted = wanted.where(col(Attempt.training_class) == training_class)
        if unit is not None:
            wanted = wanted.where(col(Attempt.unit) == unit)
        with self._reading() as session:
            return [verdict_record(row) for row in session.exec(wanted.order_by(col(SavedVerdict.id)))]

    def last_verdicts(self, trainee: str) -> list[VerdictRecord]:
        """The last verdict on each of this person's attempts that has any, in the order of decision."""
        mine = select(func.max(SavedVerdict.id)).join(Attempt, col(Attempt.attempt) == col(SavedVerdict.attempt))
        last = mine.where(col(Attempt.trainee) == trainee).group_by(col(SavedVerdict.attempt))
        wanted = select(SavedVerdict).where(col(SavedVerdict.id).in_(last))
        with self._reading() as session:
            return [verdict_record(row) for row in session.exec(wanted.order_by(col(SavedVerdict.id)))]


def open_attempts(
    session: Session, learning: LearningSession, units: Collection[str], institution: str
) -> list[AttemptRecord]:
    """The open attempts of a session's trainee at these units on its platform, new ones where there are none."""
    earlier = _earlier(session, learning, units) if units else ()
    found = {row.unit: row for row in earlier if (row.state, row.platform) == ("open", learning.platform)}
    times = Counter(row.unit for row in earlier)
    new = {unit: _attempt(learning, unit, times[unit] + 1) for unit in units if unit not in found}
    if new:
        _refuse_unknown_units(session, learning.training_class, new)
        session.add_all(new.values())
        session.flush()  # a line refers to its attempt
        session.add_all(opened_line(row, institution) for row in new.values())
    return [_attempt_record((found | new)[unit]) for unit in units]


def _attempt(learning: LearningSession, unit: str, ordinal: int) -> Attempt:
    return Attempt(
        attempt=f"a-{secrets.token_hex(8)}",
        trainee=learning.trainee,
        training_class=learning.training_class,
        unit=unit,
        platform=learning.platform,
        ordinal=ordinal,
        opened_at=learning.opened_at,
    )


def _earlier(session: Session, learning: LearningSession, units: Collection[str]) -> Sequence[Attempt]:
    named = {"trainee": learning.trainee, "training_class": learning.training_class, "units": list(units)}
    return session.execute(_AT_UNITS, named).scalars().all()


def _attempts(trainee: str | BindParameter[str], training_class: str | BindParameter[str]) -> SelectOfScalar[Attempt]:
    wanted = select(Attempt).where(col(Attempt.trainee) == trainee, col(Attempt.training_class) == training_class)
    return wanted.order_by(col(Attempt.unit), col(Attempt.ordinal))


# Made once: asked whenever a lesson is opened.
_UNITS: BindParameter[Sequence[str]] = bindparam("units", expanding=True)
_AT_UNITS = _attempts(bindparam("trainee"), bindparam("training_class")).where(col(Attempt.unit).in_(_UNITS))
_PLANNED = select(PlanUnit.unit).where(
    col(PlanUnit.training_class) == bindparam("training_class"), col(PlanUnit.unit).in_(_UNITS)
)


def _refuse_unknown_units(session: Session, training_class: str, units: Collection[str]) -> None:
    named = {"training_class": training_class, "units": list(units)}
    planned = session.connection().execute(_PLANNED, named).scalars().all()
    for unit in sorted(set(units) - set(planned)):
        raise RegistryError("unit", f"{training_class} has no unit {unit}", "name a unit of the approved plan")


def _last_verdict(session: Session, attempt: str) -> SavedVerdict | None:
    mine = select(SavedVerdict).where(col(SavedVerdict.attempt) == attempt)
    return session.exec(mine.order_by(col(SavedVerdict.id).desc())).first()


def _attempt_record(row: Attempt) -> AttemptRecord:
    return AttemptRecord(
        attempt=row.attempt,
        trainee=row.trainee,
        training_class=row.training_class,
        unit=row.unit,
        ordinal=row.ordinal,
        state="open" if row.state == "open" else "closed",
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


def verdict_record(row: SavedVerdict) -> VerdictRecord:
    assert row.id is not None  # the database gave it when the row was stored
    return VerdictRecord(
        number=row.id,
        attempt=row.attempt,
        verdict=row.verdict,
        head=row.head,
        decided_at=row.decided_at,
        certificate=row.certificate,
    )
