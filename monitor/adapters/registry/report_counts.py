"""What is counted for reports, by day or by institution, within what a tenant sees; days are those of Asia/Shanghai."""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from monitor.adapters.registry.class_models import ClassProfile, EnrolmentProfile
from monitor.adapters.registry.models import Enrolment, TrainingClass
from monitor.adapters.registry.office_models import InstitutionProfile, Office, OfficeReport
from monitor.adapters.registry.summary_models import AttemptSummary
from monitor.adapters.registry.tables import Tables
from monitor.adapters.registry.tenants import of_institutions, offices_under
from monitor.core.accounts import EVERYTHING, Tenant
from monitor.core.days import shanghai_day
from monitor.core.report_figures import (
    CertificatesCounted,
    Grouping,
    HoursCounted,
    Key,
    OfficeTargets,
    TrainingsCounted,
)
from monitor.core.report_periods import Period
from monitor.core.terms import first_moment


class ReportCounts(Tables):
    """Counts of whole periods."""

    def hours_in(self, period: Period, by: Grouping, *, tenant: Tenant = EVERYTHING) -> list[HoursCounted]:
        """Class hours by what became of them."""
        key = _key(by, AttemptSummary.day, AttemptSummary.institution)
        counted = select(key, AttemptSummary.result, func.count()).where(
            col(AttemptSummary.day) >= period.first,
            col(AttemptSummary.day) < period.beyond,
            of_institutions(col(AttemptSummary.institution), tenant),
        )
        with self._reading() as session:
            rows = session.exec(counted.group_by(key, col(AttemptSummary.result)))
            return [HoursCounted(*row) for row in rows]

    def trainings_in(self, period: Period, by: Grouping, *, tenant: Tenant = EVERYTHING) -> list[TrainingsCounted]:
        """Classes that began, with the people in them."""
        people = func.count(col(Enrolment.trainee))
        counted = (
            select(ClassProfile.begins_at, TrainingClass.institution, ClassProfile.manufacturing, people)
            .select_from(ClassProfile)
            .join(TrainingClass, col(TrainingClass.training_class) == col(ClassProfile.training_class))
            .outerjoin(
                Enrolment,
                (col(Enrolment.training_class) == col(ClassProfile.training_class)) & col(Enrolment.left_at).is_(None),
            )
            .where(
                col(ClassProfile.begins_at) >= first_moment(period.first),
                col(ClassProfile.begins_at) < first_moment(period.beyond),
                of_institutions(col(TrainingClass.institution), tenant),
            )
            .group_by(
                col(ClassProfile.training_class),
                col(ClassProfile.begins_at),
                col(TrainingClass.institution),
                col(ClassProfile.manufacturing),
            )
        )
        with self._reading() as session:
            return [
                TrainingsCounted(shanghai_day(begins_at or 0) if by == "day" else institution, manufacturing, trainings)
                for begins_at, institution, manufacturing, trainings in session.exec(counted)
            ]

    def certificates_in(
        self, period: Period, by: Grouping, *, tenant: Tenant = EVERYTHING
    ) -> list[CertificatesCounted]:
        """Certificates that were given, by their kind."""
        key = _key(by, EnrolmentProfile.certified_on, TrainingClass.institution)
        counted = (
            select(key, EnrolmentProfile.certificate, func.count())
            .join(TrainingClass, col(TrainingClass.training_class) == col(EnrolmentProfile.training_class))
            .where(
                col(EnrolmentProfile.certified_on) >= period.first,
                col(EnrolmentProfile.certified_on) < period.beyond,
                col(EnrolmentProfile.certificate) != "",
                of_institutions(col(TrainingClass.institution), tenant),
            )
        )
        with self._reading() as session:
            rows = session.exec(counted.group_by(key, col(EnrolmentProfile.certificate)))
            return [CertificatesCounted(*row) for row in rows]

    # ------------------------------------------------------------ offices

    def offices_seen(self, tenant: Tenant = EVERYTHING) -> list[OfficeTargets]:
        """The offices whose data a tenant sees, by name: all, or one with those below it; none for others."""
        if tenant.kind not in ("all", "office"):
            return []
        wanted = select(Office).order_by(col(Office.office))
        if tenant.kind == "office":
            wanted = wanted.where(col(Office.office).in_(offices_under(tenant.name)))
        with self._reading() as session:
            return [_office_line(row) for row in session.exec(wanted)]

    def offices_of_institutions(self) -> dict[str, str]:
        """The office of every institution that has one."""
        wanted = select(InstitutionProfile).where(col(InstitutionProfile.office).is_not(None))
        with self._reading() as session:
            return {row.institution: row.office for row in session.exec(wanted) if row.office is not None}

    def reported_at(self, office: str, period: str) -> int | None:
        """When (UTC ms) an office reported about a period; None while it has not (RPT-01)."""
        with self._reading() as session:
            row = session.get(OfficeReport, (office, period))
            return None if row is None else row.reported_at


def _key(by: Grouping, day: object, institution: object) -> ColumnElement[Key]:
    return cast("ColumnElement[Key]", day if by == "day" else institution)


def _office_line(row: Office) -> OfficeTargets:
    return OfficeTargets(
        office=row.office,
        title=row.title,
        level=row.level,
        parent=row.parent,
        manufacturing_target_percent=row.manufacturing_target_percent,
        low_certificates_cap_percent=row.low_certificates_cap_percent,
    )
