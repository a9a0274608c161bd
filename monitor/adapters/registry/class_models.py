"""Tables about classes, about the people in them, and about their money; rows are `monitor.core.office_records`."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from monitor.adapters.registry.rows import Imported, Row, Sourced


class ClassProfile(Row, table=True):
    """What a class is, beside its plan."""

    __tablename__ = "class_profiles"

    training_class: str = Field(primary_key=True, foreign_key="training_classes.training_class")
    city: str = ""
    specialty: str = ""
    occupation_code: str = ""
    track: str = "certificate"
    own_hours_min: int | None = None
    practical_hours: int | None = None
    workshop: str | None = Field(default=None, foreign_key="workshops.workshop")
    begins_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
    ends_at: int | None = Field(default=None, sa_type=BigInteger)
    manufacturing: bool = False
    obtainable_certificate: str = ""
    assessed_certificate: str = ""
    assessed_on: date | None = None
    city_consent: str = ""


class TeacherAssignment(Row, table=True):
    """Who teaches what in a class."""

    __tablename__ = "teacher_assignments"

    training_class: str = Field(primary_key=True, foreign_key="training_classes.training_class")
    teacher: str = Field(primary_key=True, foreign_key="teachers.teacher", index=True)
    specialty: str = Field(primary_key=True)
    teaches: bool = True


class HeldHour(Imported, table=True):
    """A classroom hour."""

    __tablename__ = "held_hours"
    __table_args__ = (UniqueConstraint("source_system", "external_id"), Index(None, "training_class", "starts_at"))

    hour: str = Field(primary_key=True)
    training_class: str = Field(foreign_key="training_classes.training_class")
    hour_type: str
    starts_at: int = Field(sa_type=BigInteger)
    ends_at: int = Field(sa_type=BigInteger)


class Inspection(Sourced, table=True):
    """A look at a class."""

    __tablename__ = "inspections"

    training_class: str = Field(foreign_key="training_classes.training_class", index=True)
    held_at: int = Field(sa_type=BigInteger)
    remote: bool = False
    headcount: int | None = None
    inspector: str = ""


class Recording(Imported, table=True):
    """A clip, and what a reviewer saw in it: `shows_all` is null until somebody looked (PRC-06)."""

    __tablename__ = "recordings"
    __table_args__ = (
        UniqueConstraint("source_system", "external_id"),
        Index(None, "training_class", "starts_at"),
        Index(
            "ix_recordings_waiting",
            "recording",
            sqlite_where=text("shows_all IS NULL"),
            postgresql_where=text("shows_all IS NULL"),
        ),
    )

    recording: str = Field(primary_key=True)
    training_class: str = Field(foreign_key="training_classes.training_class")
    starts_at: int = Field(sa_type=BigInteger)
    ends_at: int = Field(sa_type=BigInteger)
    kept_until_on: date | None = None
    deleted_on: date | None = None
    shows_all: bool | None = None
    reviewed_by: str = ""
    reviewed_at: int | None = Field(default=None, sa_type=BigInteger)


class SatisfactionAnswer(Sourced, table=True):
    """An answer to a class's survey."""

    __tablename__ = "satisfaction_answers"

    training_class: str = Field(foreign_key="training_classes.training_class", index=True)
    answered_at: int = Field(sa_type=BigInteger)
    satisfied: bool
    valid: bool = True


# ---------------------------------------------------------------- people in classes


class EnrolmentProfile(Row, table=True):
    """What is known about a person in a class."""

    __tablename__ = "enrolment_profiles"
    __table_args__ = (
        ForeignKeyConstraint(["trainee", "training_class"], ["enrolments.trainee", "enrolments.training_class"]),
        Index(None, "training_class", "certified_on"),
    )

    trainee: str = Field(primary_key=True)
    training_class: str = Field(primary_key=True)
    work_status: str = "other"
    job_code: str = ""
    at_school: bool | None = None
    assessed_on: date | None = None
    certificate: str = ""
    certified_on: date | None = Field(default=None, index=True)
    entitled_on: date | None = Field(default=None, index=True)
    voucher: str | None = Field(default=None, foreign_key="vouchers.voucher", index=True)


class Voucher(Imported, table=True):
    """A training voucher."""

    __tablename__ = "vouchers"
    __table_args__ = (UniqueConstraint("source_system", "external_id"),)

    voucher: str = Field(primary_key=True)
    trainee: str | None = Field(default=None, foreign_key="trainees.trainee", index=True)


class Questionnaire(Sourced, table=True):
    """A person's answers before a class."""

    __tablename__ = "questionnaires"
    __table_args__ = (UniqueConstraint("training_class", "trainee"),)

    trainee: str = Field(foreign_key="trainees.trainee")
    training_class: str = Field(foreign_key="training_classes.training_class")
    answered_at: int = Field(sa_type=BigInteger)
    wants_training: bool
    wants_work: bool
    able_to_work: bool


class MakeUpCourse(Imported, table=True):
    """Missed hours made up, and what somebody thought of the reason."""

    __tablename__ = "make_up_courses"
    __table_args__ = (
        UniqueConstraint("source_system", "external_id"),
        Index(None, "training_class", "trainee"),
        Index(
            "ix_make_up_courses_waiting",
            "course",
            sqlite_where=text("reason_accepted IS NULL"),
            postgresql_where=text("reason_accepted IS NULL"),
        ),
    )

    course: str = Field(primary_key=True)
    trainee: str = Field(foreign_key="trainees.trainee", index=True)
    training_class: str = Field(foreign_key="training_classes.training_class")
    starts_at: int = Field(sa_type=BigInteger)
    ends_at: int = Field(sa_type=BigInteger)
    recorded_ms: int = Field(default=0, sa_type=BigInteger)
    reason: str = ""
    reason_accepted: bool | None = None
    decided_by: str = ""
    decided_at: int | None = Field(default=None, sa_type=BigInteger)


class CheckIn(Sourced, table=True):
    """A person in a classroom; `compared_at` is null until somebody looked for online sessions at the same time."""

    __tablename__ = "check_ins"
    __table_args__ = (
        Index(None, "trainee", "came_at"),
        Index(None, "training_class", "came_at"),
        Index(
            "ix_check_ins_new",
            "source_system",
            sqlite_where=text("compared_at IS NULL"),
            postgresql_where=text("compared_at IS NULL"),
        ),
    )

    trainee: str = Field(foreign_key="trainees.trainee")
    training_class: str = Field(foreign_key="training_classes.training_class")
    came_at: int = Field(sa_type=BigInteger)
    left_at: int | None = Field(default=None, sa_type=BigInteger)
    device: str = ""
    compared_at: int | None = Field(default=None, sa_type=BigInteger)


# ---------------------------------------------------------------- money


class SubsidyClaim(Imported, table=True):
    """A claim for a class's subsidy."""

    __tablename__ = "subsidy_claims"
    __table_args__ = (UniqueConstraint("source_system", "external_id"),)

    claim: str = Field(primary_key=True)
    training_class: str = Field(foreign_key="training_classes.training_class", index=True)
    entered_by: str
    entered_at: int = Field(sa_type=BigInteger)
    person_fen: int | None = Field(default=None, sa_type=BigInteger)


class ClaimSignature(Row, table=True):
    """One handler's signature under a claim."""

    __tablename__ = "claim_signatures"

    claim: str = Field(primary_key=True, foreign_key="subsidy_claims.claim")
    signed_by: str = Field(primary_key=True)
    signed_at: int = Field(sa_type=BigInteger)


class PublicNotice(Sourced, table=True):
    """A notice on the office's site."""

    __tablename__ = "public_notices"

    training_class: str = Field(foreign_key="training_classes.training_class", index=True)
    posted_on: date
    taken_down_on: date | None = None


class MonthlyPush(Row, table=True):
    """An entitled person in a month's list to the finance department (FND-03)."""

    __tablename__ = "monthly_pushes"

    training_class: str = Field(primary_key=True, foreign_key="training_classes.training_class")
    trainee: str = Field(primary_key=True, foreign_key="trainees.trainee")
    month: str
    pushed_at: int = Field(sa_type=BigInteger)
