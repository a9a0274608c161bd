"""Tables of the offices and of what they know about institutions; their rows are `monitor.core.office_records`."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from monitor.adapters.registry.rows import Imported, Row, Sourced


class Office(Imported, table=True):
    """A leading-group office below another."""

    __tablename__ = "offices"
    __table_args__ = (UniqueConstraint("source_system", "external_id"),)

    office: str = Field(primary_key=True)
    title: str
    level: str
    parent: str | None = Field(default=None, foreign_key="offices.office", index=True)
    city: str = ""
    local_platform: str = ""
    manufacturing_target_percent: int | None = None
    low_certificates_cap_percent: int | None = None
    reports_since: date | None = None


class OfficeReport(Row, table=True):
    """A report that an office made about a period (RPT-01)."""

    __tablename__ = "office_reports"

    office: str = Field(primary_key=True, foreign_key="offices.office")
    period: str = Field(primary_key=True)
    reported_at: int = Field(sa_type=BigInteger)


class InstitutionProfile(Row, table=True):
    """What an institution is."""

    __tablename__ = "institution_profiles"

    institution: str = Field(primary_key=True, foreign_key="institutions.institution")
    office: str | None = Field(default=None, foreign_key="offices.office", index=True)
    city: str = Field(default="", index=True)
    kind: str = "other"
    manufacturing: bool = False
    full_time_schooling: bool = False
    site_fits: bool | None = None
    facilities_fit: bool | None = None


class CatalogueEntry(Sourced, table=True):
    """A time on the catalogue."""

    __tablename__ = "catalogue_entries"
    __table_args__ = (
        CheckConstraint("(platform IS NULL) <> (institution IS NULL)", name="ck_catalogue_entries_of_one"),
    )

    platform: str | None = Field(default=None, foreign_key="platforms.platform", index=True)
    institution: str | None = Field(default=None, foreign_key="institutions.institution", index=True)
    first_on: date
    last_on: date | None = None
    exited_on: date | None = None
    document: str = ""


class SpecialtyChange(Sourced, table=True):
    """A specialty of an institution, with the days of its change."""

    __tablename__ = "specialty_changes"
    __table_args__ = (Index(None, "specialty", "institution"),)

    institution: str = Field(foreign_key="institutions.institution", index=True)
    specialty: str
    from_on: date
    until_on: date | None = None


class AuditFlag(Sourced, table=True):
    """What an audit found."""

    __tablename__ = "audit_flags"

    institution: str = Field(foreign_key="institutions.institution", index=True)
    kind: str = "problem"
    found_on: date
    finding: str = ""
    evident: bool | None = None
    cleared_on: date | None = None


class BlacklistEntry(Sourced, table=True):
    """Who is on the blacklist."""

    __tablename__ = "blacklist_entries"
    __table_args__ = (
        CheckConstraint("(platform IS NULL) <> (institution IS NULL)", name="ck_blacklist_entries_of_one"),
    )

    platform: str | None = Field(default=None, foreign_key="platforms.platform", index=True)
    institution: str | None = Field(default=None, foreign_key="institutions.institution", index=True)
    listed_on: date
    removed_on: date | None = None
    document: str


class Teacher(Imported, table=True):
    """A teacher."""

    __tablename__ = "teachers"
    __table_args__ = (UniqueConstraint("source_system", "external_id"),)

    teacher: str = Field(primary_key=True)
    institution: str = Field(foreign_key="institutions.institution", index=True)
    licence: str = ""


class Workshop(Imported, table=True):
    """A room with workstations."""

    __tablename__ = "workshops"
    __table_args__ = (UniqueConstraint("source_system", "external_id"),)

    workshop: str = Field(primary_key=True)
    institution: str = Field(foreign_key="institutions.institution", index=True)
    specialty: str = ""
    workstations: int


class Apprenticeship(Sourced, table=True):
    """An apprentice."""

    __tablename__ = "apprenticeships"
    __table_args__ = (Index(None, "institution", "enrolled_on"),)

    institution: str = Field(foreign_key="institutions.institution")
    trainee: str = Field(foreign_key="trainees.trainee", index=True)
    enterprise: str
    occupation_code: str
    enrolled_on: date


class PersonAnswer(Row, table=True):
    """What a person said about a clause that data do not decide, with the data that were at hand then."""

    __tablename__ = "person_answers"

    subject_kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    clause: str = Field(primary_key=True)
    seen: str = Field(primary_key=True)  # hash (hex) of `values`
    values: dict[str, int | str] = Field(sa_type=JSON)
    outcome: str
    reason: str
    answered_by: str
    answered_at: int = Field(sa_type=BigInteger)
