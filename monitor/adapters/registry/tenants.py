"""Whose rows a viewer may see, as conditions on a query."""

from __future__ import annotations

from sqlalchemy import ColumnElement, SQLColumnExpression, false, true
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.adapters.registry.models import Institution
from monitor.adapters.registry.office_models import InstitutionProfile, Office
from monitor.adapters.registry.tables import Tables
from monitor.core.accounts import Tenant


class Tenants(Tables):
    """What lies under an office."""

    def institutions_seen(self, tenant: Tenant) -> list[str]:
        """The institutions whose classes a tenant sees, by name; none for a trainee."""
        wanted = select(Institution.institution).where(of_institutions(col(Institution.institution), tenant))
        with self._reading() as session:
            return list(session.exec(wanted.order_by(col(Institution.institution))))


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


def _under(office: str) -> SelectOfScalar[str]:
    """The institutions of an office and of all offices below it."""
    below = select(col(Office.office).label("office")).where(col(Office.office) == office).cte("below", recursive=True)
    children = select(col(Office.office)).where(col(Office.parent) == below.c.office)
    tree = below.union(children)
    return select(col(InstitutionProfile.institution)).where(col(InstitutionProfile.office).in_(select(tree.c.office)))
