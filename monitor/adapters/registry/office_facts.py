"""What is counted for an office: its own area and those of the offices below it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import case
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.adapters.registry.class_models import ClassProfile, EnrolmentProfile
from monitor.adapters.registry.models import Enrolment, TrainingClass
from monitor.adapters.registry.office_models import InstitutionProfile, Office, OfficeReport
from monitor.adapters.registry.tables import Tables, known
from monitor.core.gates.classes import LEGACY, PROVINCIAL
from monitor.core.gates.facts import OfficeFacts
from monitor.core.gates.people import LocalPlatform
from monitor.core.gates.reports import LOW_CERTIFICATES, CertificateCounts, Reporting, TrainingCounts
from monitor.core.terms import first_moment


class OfficeGateFacts(Tables):
    """One office in the calendar year of a day."""

    def office_facts(self, office: str, on: date) -> OfficeFacts:
        """Its trainings and certificates of the year so far, its reports, and its own supervision platform."""
        with self._reading() as session:
            row = known(session, Office, office, "office")
            return OfficeFacts(
                trainings=_trainings(session, row, on),
                certificates=_certificates(session, row, on),
                reporting=_reporting(session, row, on),
                local_platform=_local_platform(session, row),
            )


def institutions_below(office: str) -> SelectOfScalar[str]:
    """The institutions of an office's area, its own and those of all offices below it."""
    area = select(Office.office).where(col(Office.office) == office).cte(recursive=True)
    area = area.union(select(Office.office).join(area, col(Office.parent) == area.c.office))
    return select(InstitutionProfile.institution).where(col(InstitutionProfile.office).in_(select(area.c.office)))


def _year(on: date) -> tuple[date, date]:
    return date(on.year, 1, 1), date(on.year + 1, 1, 1)


def _trainings(session: Session, row: Office, on: date) -> TrainingCounts:
    """Enrolments in classes that began in the year."""
    first, beyond = _year(on)
    of_factories = func.sum(case((col(ClassProfile.manufacturing), 1), else_=0))
    counted = (
        select(of_factories, func.count())
        .select_from(ClassProfile)
        .join(TrainingClass, col(TrainingClass.training_class) == col(ClassProfile.training_class))
        .join(Enrolment, col(Enrolment.training_class) == col(ClassProfile.training_class))
        .where(
            col(ClassProfile.begins_at) >= first_moment(first),
            col(ClassProfile.begins_at) < first_moment(beyond),
            col(TrainingClass.institution).in_(institutions_below(row.office)),
            col(Enrolment.left_at).is_(None),
        )
    )
    manufacturing, total = session.exec(counted).one()
    return TrainingCounts(
        manufacturing=manufacturing or 0, total=total, target_percent=row.manufacturing_target_percent
    )


def _certificates(session: Session, row: Office, on: date) -> CertificateCounts:
    """Certificates that were given in the year."""
    first, beyond = _year(on)
    low = func.sum(case((col(EnrolmentProfile.certificate).in_(LOW_CERTIFICATES), 1), else_=0))
    counted = (
        select(low, func.count())
        .select_from(EnrolmentProfile)
        .join(TrainingClass, col(TrainingClass.training_class) == col(EnrolmentProfile.training_class))
        .where(
            col(EnrolmentProfile.certified_on) >= first,
            col(EnrolmentProfile.certified_on) < beyond,
            col(EnrolmentProfile.certificate) != "",
            col(TrainingClass.institution).in_(institutions_below(row.office)),
        )
    )
    few, total = session.exec(counted).one()
    return CertificateCounts(low=few or 0, total=total, cap_percent=row.low_certificates_cap_percent)


def _reporting(session: Session, row: Office, on: date) -> Reporting:
    reported = session.exec(select(OfficeReport.period).where(col(OfficeReport.office) == row.office))
    return Reporting(reported=frozenset(reported), since=row.reports_since or on, today=on)


def _local_platform(session: Session, row: Office) -> LocalPlatform:
    below = col(TrainingClass.institution).in_(institutions_below(row.office))
    inside = col(TrainingClass.source_system).in_([*PROVINCIAL, LEGACY])
    counted = select(func.count(), func.sum(case((inside, 0), else_=1))).select_from(TrainingClass).where(below)
    total, outside = session.exec(counted).one()
    return LocalPlatform(name=row.local_platform, classes=total, outside=outside or 0)
