"""Classes and people in lists, as the console's API says them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from monitor.core.class_lists import ClassLine, ConsentLine, LearnerLine, MakeUpLine, NoticeLine
from monitor.core.hour_ledger import allowed_hours
from monitor.core.rulepack import RulePack
from monitor.flows.overview import by_result
from monitor.web.times import moment, moment_or_none


class ClassSaid(BaseModel):
    """One approved run of a course."""

    training_class: str
    title: str
    institution: str
    institution_title: str
    state: str = Field(description="planned, running, over; unknown where no dates were entered.")
    total_class_hours: int
    online_allowed: int = Field(description="Whole class hours that may be learned online (ONL-01).")
    begins_at: datetime | None
    ends_at: datetime | None
    trainees: int

    @classmethod
    def of(cls, line: ClassLine, pack: RulePack, now: int) -> ClassSaid:
        return cls(
            training_class=line.training_class,
            title=line.title,
            institution=line.institution,
            institution_title=line.institution_title,
            state=line.state_at(now),
            total_class_hours=line.total_class_hours,
            online_allowed=allowed_hours(line.total_class_hours, pack),
            begins_at=moment_or_none(line.begins_at),
            ends_at=moment_or_none(line.ends_at),
            trainees=line.trainees,
        )


class LearnerSaid(BaseModel):
    """One person in one class, with the online hours against the cap."""

    trainee: str = Field(description="The person's pseudonym.")
    external_id: str = Field(description="What the system calls the person from which the enrolment came.")
    training_class: str
    class_title: str
    eligible: bool = Field(description="Whether the hours can be subsidised.")
    ineligible_because: str = Field(description="A code, such as earlier_open; empty where the person is eligible.")
    online_allowed: int
    counted: int = Field(description="Certified hours, each unit once.")
    left: int
    outcomes: dict[str, int] = Field(
        description="certified, held, void, not_counted, incomplete, in_progress: how many tries at class hours."
    )
    enrolled_at: datetime
    left_at: datetime | None

    @classmethod
    def of(cls, line: LearnerLine, pack: RulePack) -> LearnerSaid:
        allowed, outcomes = allowed_hours(line.total_class_hours, pack), by_result(line.results)
        return cls(
            trainee=line.trainee,
            external_id=line.external_id,
            training_class=line.training_class,
            class_title=line.class_title,
            eligible=line.eligible,
            ineligible_because=line.reason,
            online_allowed=allowed,
            counted=outcomes["certified"],
            left=max(0, allowed - outcomes["certified"]),
            outcomes=outcomes,
            enrolled_at=moment(line.enrolled_at),
            left_at=moment_or_none(line.left_at),
        )


class MakeUpSaid(BaseModel):
    """Missed hours that were made up (PRC-09)."""

    course: str
    trainee: str
    training_class: str
    starts_at: datetime
    ends_at: datetime
    recorded_ms: int
    reason: str
    accepted: bool | None = Field(description="Null until somebody decided about the reason.")

    @classmethod
    def of(cls, line: MakeUpLine) -> MakeUpSaid:
        return cls(
            course=line.course,
            trainee=line.trainee,
            training_class=line.training_class,
            starts_at=moment(line.starts_at),
            ends_at=moment(line.ends_at),
            recorded_ms=line.recorded_ms,
            reason=line.reason,
            accepted=line.accepted,
        )


class PostingSaid(BaseModel):
    """A public notice and its days (Asia/Shanghai)."""

    posted_on: date
    taken_down_on: date | None

    @classmethod
    def of(cls, line: NoticeLine) -> PostingSaid:
        return cls(posted_on=line.posted_on, taken_down_on=line.taken_down_on)


class ConsentSaid(BaseModel):
    """A consent to one purpose, in one version of its text (PRV-02)."""

    purpose: str = Field(description="face_check or face_reference.")
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None
    source_system: str = Field(description="Who told of it: trainee, or a platform or institution.")
    external_id: str

    @classmethod
    def of(cls, line: ConsentLine) -> ConsentSaid:
        return cls(
            purpose=line.purpose,
            text_version=line.text_version,
            given_at=moment(line.given_at),
            withdrawn_at=moment_or_none(line.withdrawn_at),
            source_system=line.source_system,
            external_id=line.external_id,
        )
