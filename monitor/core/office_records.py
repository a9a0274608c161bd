"""What other systems tell the registry about institutions, classes, people and money, one shape for each kind of row.

`source_system` and `external_id` name the row where it came from; a row that comes again under them replaces what it
said before.  People appear under the registry's random names, never under their own (PRV-06).  Names ending in `_at`
are UTC ms, names ending in `_on` calendar days in Asia/Shanghai; null is what nobody knows yet.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from monitor.core.gates.catalogue import InstitutionKind

Level = Literal["province", "city", "county"]
HourType = Literal["theory", "practical"]
Certificate = Literal["", "professional_qualification", "skill_level", "specific_ability", "training_completion"]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of all rows."""


class Sourced(Record, frozen=True, kw_only=True):
    """A row with a name in the system from which it came."""

    source_system: str
    external_id: str


# ---------------------------------------------------------------- offices and institutions


class Office(Sourced, frozen=True, kw_only=True):
    """A leading-group office and its place below another; the shares are its own where the plan sets them by city."""

    office: str
    title: str
    level: Level
    parent: str | None = None
    city: str = ""
    local_platform: str = ""
    manufacturing_target_percent: int | None = None
    low_certificates_cap_percent: int | None = None
    reports_since: date | None = None


class InstitutionProfile(Record, frozen=True, kw_only=True):
    """What an institution is; whether its site and facilities fit is what somebody found there (CAT-02)."""

    institution: str
    office: str | None = None
    city: str = ""
    kind: InstitutionKind = "other"
    manufacturing: bool = False
    full_time_schooling: bool = False
    site_fits: bool | None = None
    facilities_fit: bool | None = None


class CatalogueEntry(Sourced, frozen=True, kw_only=True):
    """A time on the catalogue, of a platform or an institution; first and last day included (ONL-03)."""

    platform: str | None = None
    institution: str | None = None
    first_on: date
    last_on: date | None = None
    exited_on: date | None = None
    document: str = ""


class SpecialtyChange(Sourced, frozen=True, kw_only=True):
    """A specialty that an institution has from a day on, until the day from which it no longer has it (ONL-15)."""

    institution: str
    specialty: str
    from_on: date
    until_on: date | None = None


class AuditFlag(Sourced, frozen=True, kw_only=True):
    """Something that an audit found (CAT-01), or a case of misused funds (ENF-02)."""

    institution: str
    kind: Literal["problem", "misuse"] = "problem"
    found_on: date
    finding: str = ""
    evident: bool | None = None
    cleared_on: date | None = None


class BlacklistEntry(Sourced, frozen=True, kw_only=True):
    """A platform or an institution on the blacklist, until the day from which it is off it (ENF-01)."""

    platform: str | None = None
    institution: str | None = None
    listed_on: date
    removed_on: date | None = None
    document: str


class Teacher(Sourced, frozen=True, kw_only=True):
    """A teacher under a made-up name; `licence` is the number of the teaching licence, empty without one."""

    teacher: str
    institution: str
    licence: str = ""


class Workshop(Sourced, frozen=True, kw_only=True):
    """A room for practice and its workstations (CLS-11)."""

    workshop: str
    institution: str
    specialty: str = ""
    workstations: int


class Apprenticeship(Sourced, frozen=True, kw_only=True):
    """An apprentice of an institution in an enterprise and occupation (CLS-16)."""

    institution: str
    trainee: str
    enterprise: str
    occupation_code: str
    enrolled_on: date


# ---------------------------------------------------------------- classes


class ClassProfile(Record, frozen=True, kw_only=True):
    """What a class is, beside its plan; `own_hours_min` is its programme's number of hours (CLS-03)."""

    training_class: str
    city: str = ""
    specialty: str = ""
    occupation_code: str = ""
    track: Literal["certificate", "other"] = "certificate"
    own_hours_min: int | None = None
    practical_hours: int | None = None
    workshop: str | None = None
    begins_at: int | None = None
    ends_at: int | None = None
    manufacturing: bool = False
    obtainable_certificate: Certificate = ""
    assessed_certificate: Certificate = ""
    assessed_on: date | None = None
    city_consent: str = ""


class TeacherAssignment(Record, frozen=True, kw_only=True):
    """A teacher who teaches a specialty in a class (CLS-12)."""

    training_class: str
    teacher: str
    specialty: str
    teaches: bool = True  # a registration that was taken back stays on record


class HeldHour(Sourced, frozen=True, kw_only=True):
    """A classroom hour of the timetable."""

    hour: str
    training_class: str
    hour_type: HourType
    starts_at: int
    ends_at: int


class Inspection(Sourced, frozen=True, kw_only=True):
    """Somebody looked at a class, on site or from afar; `headcount` is how many were there."""

    training_class: str
    held_at: int
    remote: bool = False
    headcount: int | None = None
    inspector: str = ""


class Recording(Sourced, frozen=True, kw_only=True):
    """One continuous recording of a class; the video itself stays with the institution (PRC-05, PRC-08)."""

    recording: str
    training_class: str
    starts_at: int
    ends_at: int
    kept_until_on: date | None = None
    deleted_on: date | None = None


class SatisfactionAnswer(Sourced, frozen=True, kw_only=True):
    """One answer to a class's survey, without a name; invalid ones do not count (PRC-10)."""

    training_class: str
    answered_at: int
    satisfied: bool
    valid: bool = True


# ---------------------------------------------------------------- people in classes


class EnrolmentProfile(Record, frozen=True, kw_only=True):
    """What is known about a person in a class: work, school, assessment, certificate, entitlement, voucher."""

    trainee: str
    training_class: str
    work_status: Literal["employee", "job_changer", "other"] = "other"
    job_code: str = ""
    at_school: bool | None = None
    assessed_on: date | None = None
    certificate: Certificate = ""
    certified_on: date | None = None
    entitled_on: date | None = None
    voucher: str | None = None


class Voucher(Sourced, frozen=True, kw_only=True):
    """An electronic training voucher and whose it is (VOU-01)."""

    voucher: str
    trainee: str | None = None


class Questionnaire(Sourced, frozen=True, kw_only=True):
    """What a person answered before the class (CLS-04, CLS-05)."""

    trainee: str
    training_class: str
    answered_at: int
    wants_training: bool
    wants_work: bool
    able_to_work: bool


class MakeUpCourse(Sourced, frozen=True, kw_only=True):
    """Missed hours that were made up, and why they were missed (PRC-09)."""

    course: str
    trainee: str
    training_class: str
    starts_at: int
    ends_at: int
    recorded_ms: int = 0
    reason: str = ""


class CheckIn(Sourced, frozen=True, kw_only=True):
    """A person in a classroom by face check-in, from coming to leaving (PRC-02)."""

    trainee: str
    training_class: str
    came_at: int
    left_at: int | None = None
    device: str = ""


class ClassroomTime(msgspec.Struct, frozen=True, kw_only=True):
    """A check-in as the registry knows it, and the classes in which the same person had a session open meanwhile.

    Without a known leaving, the moment of coming is both ends.
    """

    source_system: str
    external_id: str
    trainee: str
    training_class: str
    came_at: int
    left_at: int
    learning_in: tuple[str, ...] = ()


# ---------------------------------------------------------------- money


class SubsidyClaim(Sourced, frozen=True, kw_only=True):
    """A claim for a class's subsidy, who entered it (FND-01), and how much it asks for each person, in fen."""

    claim: str
    training_class: str
    entered_by: str
    entered_at: int
    person_fen: int | None = None


class PublicNotice(Sourced, frozen=True, kw_only=True):
    """A class's result on the office's site; `taken_down_on` is the first day on which it is gone (FND-02)."""

    training_class: str
    posted_on: date
    taken_down_on: date | None = None
