"""Whose rows a viewer may see, as conditions on a query."""

from __future__ import annotations

from sqlalchemy import ColumnElement, SQLColumnExpression, false, true
from sqlmodel import col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.adapters.registry.models import Institution
from monitor.adapters.registry.office_models import InstitutionProfile, Office
from monitor.adapters.registry.tables import Tables
from monitor.core.accounts import Tenant
from monitor.core.office_lines import InstitutionLine, OfficeLine


class Tenants(Tables):
    """Offices, institutions, and what lies under an office."""

    def institutions_seen(self, tenant: Tenant) -> list[str]:
        """The institutions whose classes a tenant sees, by name; none for a trainee."""
        wanted = select(Institution.institution).where(of_institutions(col(Institution.institution), tenant))
        with self._reading() as session:
            return list(session.exec(wanted.order_by(col(Institution.institution))))

    def office_lines(self) -> list[OfficeLine]:
        """All offices by name: a province has some two hundred."""
        profiles = select(InstitutionProfile.office, func.count()).group_by(col(InstitutionProfile.office))
        with self._reading() as session:
            counted = dict(session.exec(profiles).all())
            rows = session.exec(select(Office).order_by(col(Office.office))).all()
            return [_office(row, counted.get(row.office, 0)) for row in rows]

    def institution_lines(
        self, *, office: str = "", text: str = "", after: str = "", limit: int
    ) -> list[InstitutionLine]:
        """Institutions by name after a given one: of an office and all below it, with a text in name or title."""
        profile = col(Institution.institution) == col(InstitutionProfile.institution)
        wanted = select(Institution, InstitutionProfile.office).join(InstitutionProfile, profile, isouter=True)
        name = col(Institution.institution)
        if office:
            wanted = wanted.where(name.in_(_under(office)))
        if text:
            wanted = wanted.where(
                or_(name.contains(text, autoescape=True), col(Institution.title).contains(text, autoescape=True))
            )
        with self._reading() as session:
            rows = session.exec(wanted.where(name > after).order_by(name).limit(limit))
            return [InstitutionLine(institution=row.institution, title=row.title, office=of) for row, of in rows.all()]


def _office(row: Office, institutions: int) -> OfficeLine:
    return OfficeLine(
        office=row.office,
        title=row.title,
        level=row.level,  # type: ignore[arg-type]  # only levels were ever stored
        parent=row.parent,
        institutions=institutions,
    )


def of_institutions(institution: SQLColumnExpression[str], tenant: Tenant) -> ColumnElement[bool]:
    """True for rows whose `institution` the tenant sees; for a trainee see `of_trainees`."""
    if tenant.kind == "all":
        return true()
    if tenant.kind == "institution":
        return institution == tenant.name
    if tenant.kind == "office":
        return institution.in_(_under(tenant.name))
    return false()


def of_trainees(
    trainee: SQLColumnExpression[str], institution: SQLColumnExpression[str], tenant: Tenant
) -> ColumnElement[bool]:
    """True for rows about people whom the tenant sees: a trainee sees nobody else."""
    return trainee == tenant.name if tenant.kind == "trainee" else of_institutions(institution, tenant)


def offices_under(office: str) -> SelectOfScalar[str]:
    """An office and all offices below it."""
    below = select(col(Office.office).label("office")).where(col(Office.office) == office).cte("below", recursive=True)
    children = select(col(Office.office)).where(col(Office.parent) == below.c.office)
    return select(below.union(children).c.office)


def _under(office: str) -> SelectOfScalar[str]:
    """The institutions of an office and of all offices below it."""
    return select(col(InstitutionProfile.institution)).where(col(InstitutionProfile.office).in_(offices_under(office)))
