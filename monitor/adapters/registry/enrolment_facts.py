"""What the gates ask about people in classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from monitor.adapters.registry.class_models import ClassProfile, EnrolmentProfile, MakeUpCourse, Voucher
from monitor.adapters.registry.models import (
    Attempt,
    Enrolment,
    PlanVersion,
    SavedVerdict,
    Trainee,
    TrainingClass,
)
from monitor.adapters.registry.tables import Tables, known
from monitor.core import verdict as verdicts
from monitor.core.days import shanghai_day
from monitor.core.gates import classes, online, process, vouchers
from monitor.core.gates.facts import EnrolmentFacts

Key = tuple[str, str]  # trainee, class


class EnrolmentGateFacts(Tables):
    """All enrolments of one person, or all of one class, at one moment (UTC ms)."""

    def enrolments_of(self, trainee: str, now: int) -> dict[str, EnrolmentFacts]:
        """What is known about a person's enrolments, by class."""
        with self._reading() as session:
            known(session, Trainee, trainee, "trainee")
            mine = select(Enrolment).where(col(Enrolment.trainee) == trainee).order_by(col(Enrolment.training_class))
            facts = EnrolmentReader(session, session.exec(mine).all(), now).facts()
            return {training_class: known_ for (_, training_class), known_ in facts.items()}

    def enrolments_in(
        self, training_class: str, now: int, *, after: str = "", limit: int | None = None
    ) -> dict[str, EnrolmentFacts]:
        """What is known about the people of a class, by trainee; those `after` a name, so many of them."""
        here = select(Enrolment).where(
            col(Enrolment.training_class) == training_class,
            col(Enrolment.left_at).is_(None),
            col(Enrolment.trainee) > after,
        )
        with self._reading() as session:
            known(session, TrainingClass, training_class, "training_class")
            rows = session.exec(here.order_by(col(Enrolment.trainee)).limit(limit)).all()
            return {trainee: facts for (trainee, _), facts in EnrolmentReader(session, rows, now).facts().items()}

    def earlier_projects(self, trainee: str, training_class: str, now: int) -> tuple[online.EarlierProject, ...]:
        """The person's classes besides this one, as they stand now; for an enrolment that is yet to be (ONL-14)."""
        with self._reading() as session:
            known(session, Trainee, trainee, "trainee")
            mine = select(Enrolment).where(col(Enrolment.trainee) == trainee).order_by(col(Enrolment.training_class))
            others = session.exec(mine.where(col(Enrolment.training_class) != training_class)).all()
            reader = EnrolmentReader(session, others, now)
            return tuple(reader.project(row) for row in others)


class EnrolmentReader:
    """Reads a group of enrolments with one query for each kind of fact."""

    def __init__(self, session: Session, enrolments: Sequence[Enrolment], now: int) -> None:
        self.session = session
        self.enrolments = enrolments
        self.now = now
        self.trainees = {row.trainee for row in enrolments}
        self.all_of_them = self._everything_of(self.trainees)
        self.classes = {row.training_class for row in self.all_of_them}
        self.profiles = {(row.trainee, row.training_class): row for row in self._in(EnrolmentProfile)}
        self.class_profiles = self._class_profiles()

    def facts(self) -> dict[Key, EnrolmentFacts]:
        hours, totals = self._online_hours(), self._total_hours()
        made_up, held, uses = self._make_ups(), self._vouchers(), self._uses()
        return {
            (key := (row.trainee, row.training_class)): EnrolmentFacts(
                online_hours=online.OnlineHours(total=totals[row.training_class], online=hours[key]),
                earlier=self.earlier(row),
                occupation=self._occupation(row),
                make_ups=tuple(made_up.get(key, ())),
                voucher=self._voucher(row, held, uses),
            )
            for row in self.enrolments
        }

    def _profile(self, row: Enrolment) -> EnrolmentProfile:
        key = (row.trainee, row.training_class)
        return self.profiles.get(key) or EnrolmentProfile(trainee=row.trainee, training_class=row.training_class)

    def _class(self, training_class: str) -> ClassProfile:
        return self.class_profiles.get(training_class) or ClassProfile(training_class=training_class)

    # ------------------------------------------------------------ one enrolment

    def earlier(self, row: Enrolment) -> online.EarlierProjects:
        """The person's enrolments before this one."""
        before = [
            other
            for other in self.all_of_them
            if other.trainee == row.trainee and (other.enrolled_at, other.training_class) < _order(row)
        ]
        return online.EarlierProjects(
            projects=tuple(self.project(other) for other in before), enrolled_on=shanghai_day(row.enrolled_at)
        )

    def project(self, row: Enrolment) -> online.EarlierProject:
        run = self._class(row.training_class)
        ended = run.ends_at is not None and run.ends_at <= self.now
        return online.EarlierProject(
            training_class=row.training_class,
            assessed_on=self._profile(row).assessed_on or run.assessed_on,
            closed=ended or row.left_at is not None,
        )

    def _occupation(self, row: Enrolment) -> classes.Occupation:
        profile = self._profile(row)
        return classes.Occupation(
            status=profile.work_status,  # type: ignore[arg-type]  # only an EnrolmentProfile's was ever stored
            job_code=profile.job_code,
            taught_code=self._class(row.training_class).occupation_code,
        )

    def _voucher(self, row: Enrolment, held: Mapping[str, str], uses: Counter[str]) -> vouchers.Voucher | None:
        name = self._profile(row).voucher
        if name is None:
            return None
        return vouchers.Voucher(voucher=name, holder=held.get(name, ""), used_by=row.trainee, uses=uses[name])

    # ------------------------------------------------------------ all of them

    def _everything_of(self, trainees: Iterable[str]) -> Sequence[Enrolment]:
        return self.session.exec(select(Enrolment).where(col(Enrolment.trainee).in_(trainees))).all()

    def _in(self, table: type[EnrolmentProfile]) -> Sequence[EnrolmentProfile]:
        return self.session.exec(select(table).where(col(table.trainee).in_(self.trainees))).all()

    def _class_profiles(self) -> dict[str, ClassProfile]:
        rows = self.session.exec(select(ClassProfile).where(col(ClassProfile.training_class).in_(self.classes)))
        return {row.training_class: row for row in rows}

    def _total_hours(self) -> dict[str, int]:
        totals = select(PlanVersion.training_class, PlanVersion.total_class_hours).join(
            TrainingClass,
            (col(TrainingClass.training_class) == col(PlanVersion.training_class))
            & (col(TrainingClass.plan_version) == col(PlanVersion.version)),
        )
        return dict(self.session.exec(totals.where(col(PlanVersion.training_class).in_(self.classes))).all())

    def _online_hours(self) -> Counter[Key]:
        """Certified units by the last verdict on each attempt, each unit once."""
        last = (
            select(func.max(SavedVerdict.id))
            .join(Attempt, col(Attempt.attempt) == col(SavedVerdict.attempt))
            .where(*self._these(Attempt))
            .group_by(col(SavedVerdict.attempt))
        )
        rows = self.session.exec(select(SavedVerdict.verdict).where(col(SavedVerdict.id).in_(last)))
        judged = [verdicts.from_bytes(row) for row in rows]
        certified = {(one.trainee, one.training_class, one.unit) for one in judged if one.result == "certified"}
        return Counter((trainee, training_class) for trainee, training_class, _ in certified)

    def _these(self, table: type[Attempt | MakeUpCourse]) -> tuple[ColumnElement[bool], ...]:
        classes_ = {row.training_class for row in self.enrolments}
        return col(table.trainee).in_(self.trainees), col(table.training_class).in_(classes_)

    def _make_ups(self) -> dict[Key, list[process.MakeUp]]:
        found: dict[Key, list[process.MakeUp]] = {}
        rows = self.session.exec(
            select(MakeUpCourse).where(*self._these(MakeUpCourse)).order_by(col(MakeUpCourse.course))
        )
        for row in rows:
            found.setdefault((row.trainee, row.training_class), []).append(self._make_up(row))
        return found

    def _make_up(self, row: MakeUpCourse) -> process.MakeUp:
        profile = self.profiles.get((row.trainee, row.training_class))
        assessed_on = profile.assessed_on if profile else None
        return process.MakeUp(
            course=row.course,
            held_on=shanghai_day(row.ends_at),
            assessed_on=assessed_on or self._class(row.training_class).assessed_on,
            reason_accepted=row.reason_accepted,
            length_ms=row.ends_at - row.starts_at,
            recorded_ms=row.recorded_ms,
        )

    def _used(self) -> set[str]:
        return {profile.voucher for profile in self.profiles.values() if profile.voucher}

    def _vouchers(self) -> dict[str, str]:
        rows = self.session.exec(select(Voucher).where(col(Voucher.voucher).in_(self._used())))
        return {row.voucher: row.trainee or "" for row in rows}

    def _uses(self) -> Counter[str]:
        used = select(EnrolmentProfile.voucher).where(col(EnrolmentProfile.voucher).in_(self._used()))
        return Counter(name for name in self.session.exec(used) if name)


def _order(row: Enrolment) -> tuple[int, str]:
    return row.enrolled_at, row.training_class
