"""What people of an office or an institution do to the registry: review, decide, sign, report, answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import msgspec
from sqlmodel import Session, col, select

from monitor.adapters.registry.class_models import ClaimSignature, MakeUpCourse, MonthlyPush, Recording, SubsidyClaim
from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import Enrolment
from monitor.adapters.registry.office_models import Office, OfficeReport, PersonAnswer
from monitor.adapters.registry.tables import Tables, add_once, known
from monitor.core.gates.settling import Settled


class OfficeActs(Tables):
    """Acts of named people; `by` is an account, `at` UTC ms."""

    def review_recording(self, recording: str, *, shows_all: bool, by: str, at: int) -> None:
        """Note whether a recording shows all trainees (PRC-06); a later review replaces the earlier one."""
        with self._writing() as session:
            row = known(session, Recording, recording, "recording")
            row.shows_all, row.reviewed_by, row.reviewed_at = shows_all, by, at

    def decide_make_up(self, course: str, *, accepted: bool, by: str, at: int) -> None:
        """Note whether the reason for missing the hours is a good one (PRC-09)."""
        with self._writing() as session:
            row = known(session, MakeUpCourse, course, "course")
            row.reason_accepted, row.decided_by, row.decided_at = accepted, by, at

    def sign_claim(self, claim: str, *, by: str, at: int) -> None:
        """Sign a claim after review; whoever entered it cannot, and a second signature of one person is the first."""
        with self._writing() as session:
            row = known(session, SubsidyClaim, claim, "claim")
            if row.entered_by == by:
                raise RegistryError("signed_by", f"{by} entered the claim", "let two other people review and sign it")
            if session.get(ClaimSignature, (claim, by)) is None:
                session.add(ClaimSignature(claim=claim, signed_by=by, signed_at=at))

    def push_to_finance(self, training_class: str, trainees: Iterable[str], *, month: str, at: int) -> None:
        """Note who of a class is in a month's list to the finance department; the first month stands (FND-03)."""
        with self._writing() as session:
            for trainee in trainees:
                _refuse_stranger(session, trainee, training_class)
                if session.get(MonthlyPush, (training_class, trainee)) is None:
                    row = MonthlyPush(training_class=training_class, trainee=trainee, month=month, pushed_at=at)
                    session.add(row)

    def note_report(self, office: str, period: str, *, at: int) -> None:
        """Note that an office reported about a period (RPT-01); reported again, it is the same report."""
        with self._writing() as session:
            known(session, Office, office, "office")
            row = OfficeReport(office=office, period=period, reported_at=at)
            add_once(session, row, changeable=frozenset({"reported_at"}))

    # ------------------------------------------------------------ clauses that a person decides

    def settle(self, subject_kind: str, subject: str, settled: Settled) -> None:
        """Keep what a person said about a clause; said again about the same data, the later word stands."""
        key = (subject_kind, subject, settled.clause, _hash(settled.values))
        with self._writing() as session:
            row = session.get(PersonAnswer, key)
            if row is not None:
                session.delete(row)
                session.flush()
            session.add(
                PersonAnswer(
                    subject_kind=subject_kind,
                    subject=subject,
                    clause=settled.clause,
                    seen=key[-1],
                    values=settled.values,
                    outcome=settled.outcome,
                    reason=settled.reason,
                    answered_by=settled.by,
                    answered_at=settled.at,
                )
            )

    def settled(self, subject_kind: str, subjects: Iterable[str]) -> dict[str, list[Settled]]:
        """What people said about clauses of these subjects, by subject."""
        mine = select(PersonAnswer).where(
            col(PersonAnswer.subject_kind) == subject_kind, col(PersonAnswer.subject).in_(list(subjects))
        )
        said: dict[str, list[Settled]] = {}
        with self._reading() as session:
            for row in session.exec(mine.order_by(col(PersonAnswer.answered_at))):
                said.setdefault(row.subject, []).append(_settled(row))
        return said


def _refuse_stranger(session: Session, trainee: str, training_class: str) -> None:
    if session.get(Enrolment, (trainee, training_class)) is None:
        raise RegistryError("trainee", f"{trainee} is not enrolled in {training_class}", "name people of the class")


def _hash(values: Mapping[str, int | str]) -> str:
    return hashlib.sha256(msgspec.json.encode(values, order="sorted")).hexdigest()


def _settled(row: PersonAnswer) -> Settled:
    return Settled(
        clause=row.clause,
        values=row.values,
        outcome="pass" if row.outcome == "pass" else "fail",
        reason=row.reason,
        by=row.answered_by,
        at=row.answered_at,
    )
