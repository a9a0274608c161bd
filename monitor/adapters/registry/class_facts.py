"""What the gates ask about a class."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast
from sqlmodel import Session, col, func, or_, select

from monitor.adapters.registry import class_models as m
from monitor.adapters.registry.models import (
    Enrolment,
    Lesson,
    PlanLesson,
    PlanSlice,
    PlanUnit,
    PlanVersion,
    TrainingClass,
)
from monitor.adapters.registry.office_models import InstitutionProfile, SpecialtyChange, Teacher, Workshop
from monitor.adapters.registry.tables import Tables, known
from monitor.core.days import shanghai_day
from monitor.core.gates import classes, online, people, process
from monitor.core.gates.assessment_and_funds import Assessment, Claim, MonthlyPush, MonthlyPushes, Notice
from monitor.core.gates.catalogue import Place
from monitor.core.gates.facts import ClassFacts
from monitor.core.intervals import total, union


class ClassGateFacts(Tables):
    """One class at one moment."""

    def class_facts(self, training_class: str, now: int) -> ClassFacts:
        """Everything that the gates ask about a class; `now` in UTC ms tells which hours are over."""
        with self._reading() as session:
            return _Reader.of(session, training_class, now).facts()


@dataclass(slots=True)
class _Reader:
    """Reads one class; each verb answers one kind of question with a query or two."""

    session: Session
    row: TrainingClass
    profile: m.ClassProfile
    institution: InstitutionProfile
    now: int

    @classmethod
    def of(cls, session: Session, training_class: str, now: int) -> _Reader:
        row = known(session, TrainingClass, training_class, "training_class")
        profile = session.get(m.ClassProfile, training_class) or m.ClassProfile(training_class=training_class)
        institution = session.get(InstitutionProfile, row.institution)
        return cls(session, row, profile, institution or InstitutionProfile(institution=row.institution), now)

    def facts(self) -> ClassFacts:
        units = self.units()
        entered, held, recordings = self.entered(), self.held_hours(), self.recordings()
        answers, plan, looks = self.questionnaires(), self.plan(), self.inspections()
        return ClassFacts(
            online_hours=online.OnlineHours(total=plan.total_class_hours, online=sum(units.values())),
            online_units=online.OnlineUnits(theory=units["theory"], practical=units["practical"]),
            videos=online.Videos(videos=self.videos(), on=self.today),
            specialties=self.specialties(),
            recorded=self.recorded(),
            entered=entered,
            hours=self.hours(plan),
            questionnaires=self.answered_before(answers, entered.trainees),
            wishes=self.wishes(answers, entered.trainees),
            headcounts=self.headcounts(entered.trainees, looks),
            students=self.students(entered.trainees),
            size=self.size(entered.trainees),
            hour_lengths=(*self.unit_lengths(), *(_length(hour) for hour in held)),
            inspections=process.Inspections(held=len(looks), over=self.over),
            classroom=self.classroom(entered.trainees, looks, held, recordings),
            hour_recordings=tuple(_longest(hour, recordings) for hour in held if hour.ends_at <= self.now),
            reviewed=_reviewed(recordings),
            kept_videos=tuple(_kept(recording) for recording in recordings),
            satisfaction=self.satisfaction(entered.trainees),
            assessment=Assessment(
                obtainable=self.profile.obtainable_certificate, taken=self.profile.assessed_certificate
            ),
            claim=self.claim(),
            notice=self.notice(),
            pushes=MonthlyPushes(months=self.pushes(), today=self.today),
            place=self.place(),
        )

    # ------------------------------------------------------------ the class itself

    @property
    def today(self) -> date:
        return shanghai_day(self.now)

    @property
    def over(self) -> bool:
        return self.profile.ends_at is not None and self.profile.ends_at <= self.now

    @property
    def begun_on(self) -> date | None:
        return shanghai_day(self.profile.begins_at) if self.profile.begins_at is not None else None

    def of_class(self, table: Any) -> ColumnElement[bool]:
        here: ColumnElement[bool] = col(table.training_class) == self.row.training_class
        return here

    def recorded(self) -> classes.Recorded:
        return classes.Recorded(
            source_system=self.row.source_system, external_id=self.row.external_id, began_on=self.begun_on
        )

    def hours(self, plan: PlanVersion) -> classes.ClassHours:
        return classes.ClassHours(
            total=plan.total_class_hours,
            practical=self.profile.practical_hours,
            track=self.profile.track,
            own_minimum=self.profile.own_hours_min,
        )

    def place(self) -> Place:
        return Place(
            kind=self.institution.kind,  # type: ignore[arg-type]  # only an InstitutionProfile's was ever stored
            institution_city=self.institution.city,
            class_city=self.profile.city,
            local_institutions=self.local_institutions(),
            consent=self.profile.city_consent,
        )

    def local_institutions(self) -> int:
        """Other institutions of the class's city that hold its specialty when the class begins."""
        on = self.begun_on or self.today
        there = select(func.count(func.distinct(SpecialtyChange.institution))).join(
            InstitutionProfile, col(InstitutionProfile.institution) == col(SpecialtyChange.institution)
        )
        wanted = there.where(
            col(SpecialtyChange.specialty) == self.profile.specialty,
            col(SpecialtyChange.institution) != self.row.institution,
            col(SpecialtyChange.from_on) <= on,
            or_(col(SpecialtyChange.until_on).is_(None), col(SpecialtyChange.until_on) > on),
            col(InstitutionProfile.city) == self.profile.city,
        )
        return self.session.exec(wanted).one()

    def specialties(self) -> online.Specialties:
        mine = select(SpecialtyChange).where(col(SpecialtyChange.institution) == self.row.institution)
        held = tuple(
            online.SpecialtyHeld(specialty=row.specialty, first=row.from_on, until=row.until_on)
            for row in self.session.exec(mine)
        )
        return online.Specialties(held=held, wanted=self.profile.specialty, on=self.begun_on or self.today)

    # ------------------------------------------------------------ the plan

    def plan(self) -> PlanVersion:
        return known(self.session, PlanVersion, (self.row.training_class, self.row.plan_version), "version")

    def of_plan(self, table: Any) -> tuple[ColumnElement[bool], ...]:
        return self.of_class(table), col(table.version) == self.row.plan_version

    def units(self) -> Counter[str]:
        types = select(PlanUnit.hour_type).where(*self.of_plan(PlanUnit))
        return Counter(self.session.exec(types))

    def unit_lengths(self) -> list[classes.HourLength]:
        content = cast(func.sum(col(PlanSlice.end_ms) - col(PlanSlice.start_ms)), BigInteger)
        by_unit = select(PlanSlice.unit, content).where(*self.of_plan(PlanSlice)).group_by(col(PlanSlice.unit))
        return [classes.HourLength(hour=unit, length_ms=length) for unit, length in self.session.exec(by_unit)]

    def videos(self) -> tuple[online.Video, ...]:
        lessons = select(Lesson).join(PlanLesson, col(PlanLesson.lesson) == col(Lesson.lesson))
        rows = self.session.exec(lessons.where(*self.of_plan(PlanLesson)).order_by(col(PlanLesson.place)))
        return tuple(
            online.Video(lesson=row.lesson, approved=row.approved, approved_on=row.approved_on) for row in rows
        )

    # ------------------------------------------------------------ people

    def entered(self) -> classes.Entered:
        learners = select(Enrolment.source_system).where(self.of_class(Enrolment), col(Enrolment.left_at).is_(None))
        taught = select(m.TeacherAssignment.teacher).where(*self.teaching())
        teachers = select(Teacher.source_system).where(col(Teacher.teacher).in_(taught))
        trainees, staff = self.session.exec(learners).all(), self.session.exec(teachers).all()
        return classes.Entered(
            trainees=len(trainees),
            trainees_entered=sum(map(self.counts_as_entered, trainees)),
            teachers=len(staff),
            teachers_entered=sum(map(self.counts_as_entered, staff)),
        )

    def teaching(self) -> tuple[ColumnElement[bool], ...]:
        return self.of_class(m.TeacherAssignment), col(m.TeacherAssignment.teaches).is_(True)

    def counts_as_entered(self, system: str) -> bool:
        """People of a class that may stay in the old system may stay there too."""
        return system in classes.PROVINCIAL or system == classes.LEGACY == self.row.source_system

    def size(self, trainees: int) -> classes.ClassSize:
        teachers = select(func.count(func.distinct(m.TeacherAssignment.teacher))).where(
            *self.teaching(), col(m.TeacherAssignment.specialty) == self.profile.specialty
        )
        workshop = self.session.get(Workshop, self.profile.workshop) if self.profile.workshop else None
        return classes.ClassSize(
            trainees=trainees,
            teachers=self.session.exec(teachers).one(),
            workstations=workshop.workstations if workshop else 0,
        )

    def questionnaires(self) -> list[m.Questionnaire]:
        enrolled = select(Enrolment.trainee).where(self.of_class(Enrolment), col(Enrolment.left_at).is_(None))
        mine = select(m.Questionnaire).where(self.of_class(m.Questionnaire))
        return list(self.session.exec(mine.where(col(m.Questionnaire.trainee).in_(enrolled))))

    def answered_before(self, answers: list[m.Questionnaire], trainees: int) -> classes.Questionnaires:
        begins_at = self.profile.begins_at
        before = sum(begins_at is None or answer.answered_at < begins_at for answer in answers)
        return classes.Questionnaires(trainees=trainees, answered_before=before)

    def wishes(self, answers: list[m.Questionnaire], trainees: int) -> people.Wishes:
        return people.Wishes(
            trainees=trainees,
            answered=len(answers),
            unwilling=sum(not answer.wants_training for answer in answers),
            without_job_wish=sum(not answer.wants_work for answer in answers),
            unable=sum(not answer.able_to_work for answer in answers),
        )

    def students(self, trainees: int) -> people.Students:
        noted = select(m.EnrolmentProfile.at_school).join(
            Enrolment,
            (col(Enrolment.trainee) == col(m.EnrolmentProfile.trainee))
            & (col(Enrolment.training_class) == col(m.EnrolmentProfile.training_class)),
        )
        rows = self.session.exec(noted.where(self.of_class(Enrolment), col(Enrolment.left_at).is_(None))).all()
        return people.Students(
            at_school=sum(at_school is True for at_school in rows),
            not_noted=trainees - sum(at_school is not None for at_school in rows),
        )

    # ------------------------------------------------------------ what was held, watched and recorded

    def held_hours(self) -> list[m.HeldHour]:
        mine = select(m.HeldHour).where(self.of_class(m.HeldHour)).order_by(col(m.HeldHour.starts_at))
        return list(self.session.exec(mine))

    def recordings(self) -> list[m.Recording]:
        mine = (
            select(m.Recording)
            .where(self.of_class(m.Recording))
            .order_by(col(m.Recording.starts_at), col(m.Recording.recording))
        )
        return list(self.session.exec(mine))

    def inspections(self) -> list[m.Inspection]:
        mine = select(m.Inspection).where(self.of_class(m.Inspection), col(m.Inspection.held_at) <= self.now)
        return list(self.session.exec(mine.order_by(col(m.Inspection.held_at))))

    def headcounts(self, enrolled: int, looks: list[m.Inspection]) -> people.Headcounts:
        counted = tuple(look.headcount for look in looks if look.headcount is not None)
        return people.Headcounts(enrolled=enrolled, counted=counted, over=self.over)

    def classroom(
        self, trainees: int, looks: list[m.Inspection], held: list[m.HeldHour], recordings: list[m.Recording]
    ) -> people.ClassroomRecords:
        counts = select(func.count(), func.count(func.distinct(m.CheckIn.trainee))).where(self.of_class(m.CheckIn))
        check_ins, checked_in = self.session.exec(counts).one()
        theory = [hour for hour in held if hour.hour_type == "theory" and hour.ends_at <= self.now]
        return people.ClassroomRecords(
            trainees=trainees,
            check_ins=check_ins,
            checked_in=checked_in,
            remote_inspections=sum(look.remote for look in looks),
            theory_ms=sum(hour.ends_at - hour.starts_at for hour in theory),
            recorded_ms=sum(_recorded(hour, recordings) for hour in theory),
            over=self.over,
        )

    def satisfaction(self, roster: int) -> process.Satisfaction:
        valid = select(m.SatisfactionAnswer).where(self.of_class(m.SatisfactionAnswer), col(m.SatisfactionAnswer.valid))
        answers = self.session.exec(valid).all()
        return process.Satisfaction(
            satisfied=sum(answer.satisfied for answer in answers),
            answers=len(answers),
            roster=roster,
            surveyed_on=shanghai_day(max((answer.answered_at for answer in answers), default=self.now)),
        )

    # ------------------------------------------------------------ money

    def claim(self) -> Claim | None:
        last = (
            select(m.SubsidyClaim).where(self.of_class(m.SubsidyClaim)).order_by(col(m.SubsidyClaim.entered_at).desc())
        )
        row = self.session.exec(last).first()
        if row is None:
            return None
        signed = select(m.ClaimSignature.signed_by).where(col(m.ClaimSignature.claim) == row.claim)
        return Claim(entered_by=row.entered_by, signed_by=tuple(sorted(self.session.exec(signed))))

    def notice(self) -> Notice | None:
        last = (
            select(m.PublicNotice).where(self.of_class(m.PublicNotice)).order_by(col(m.PublicNotice.posted_on).desc())
        )
        row = self.session.exec(last).first()
        if row is None:
            return None
        return Notice(posted_on=row.posted_on, taken_down_on=row.taken_down_on, today=self.today)

    def pushes(self) -> tuple[MonthlyPush, ...]:
        entitled = select(m.EnrolmentProfile).where(
            self.of_class(m.EnrolmentProfile), col(m.EnrolmentProfile.entitled_on).is_not(None)
        )
        months = {row.trainee: f"{row.entitled_on:%Y-%m}" for row in self.session.exec(entitled)}
        pushed = set(self.session.exec(select(m.MonthlyPush.trainee).where(self.of_class(m.MonthlyPush))))
        due, done = Counter(months.values()), Counter(month for trainee, month in months.items() if trainee in pushed)
        return tuple(MonthlyPush(month=month, entitled=due[month], pushed=done[month]) for month in sorted(due))


def _length(hour: m.HeldHour) -> classes.HourLength:
    return classes.HourLength(hour=hour.hour, length_ms=hour.ends_at - hour.starts_at)


def _shared(hour: m.HeldHour, recording: m.Recording) -> int:
    """How much of an hour one recording shows, in ms."""
    return max(0, min(hour.ends_at, recording.ends_at) - max(hour.starts_at, recording.starts_at))


def _longest(hour: m.HeldHour, recordings: list[m.Recording]) -> process.HourRecording:
    longest = max((_shared(hour, recording) for recording in recordings), default=0)
    return process.HourRecording(hour=hour.hour, longest_clip_ms=longest)


def _recorded(hour: m.HeldHour, recordings: list[m.Recording]) -> int:
    """How much of an hour all recordings together show, in ms; what two show counts once."""
    shown = union(
        (max(hour.starts_at, recording.starts_at), min(hour.ends_at, recording.ends_at)) for recording in recordings
    )
    return total(shown)


def _reviewed(recordings: list[m.Recording]) -> process.Reviewed:
    return process.Reviewed(
        recordings=len(recordings),
        strikes=sum(recording.shows_all is False for recording in recordings),
        unreviewed=sum(recording.shows_all is None for recording in recordings),
    )


def _kept(recording: m.Recording) -> process.KeptVideo:
    return process.KeptVideo(
        video=recording.recording,
        recorded_on=shanghai_day(recording.starts_at),
        kept_until=recording.kept_until_on,
        deleted_on=recording.deleted_on,
    )
