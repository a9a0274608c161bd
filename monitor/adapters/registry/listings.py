"""Pages of names, for whoever goes through everything; the last name of one page is where the next begins."""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.adapters.registry.models import Institution, Platform, TrainingClass
from monitor.adapters.registry.office_models import Office
from monitor.adapters.registry.tables import Tables


class Listings(Tables):
    """Names in their order, those after a given one, so many of them; every page is one step in an index."""

    def class_names(self, *, after: str = "", limit: int, institution: str | None = None) -> list[str]:
        """Classes, of one institution or of all."""
        wanted = select(TrainingClass.training_class).where(col(TrainingClass.training_class) > after)
        if institution is not None:
            wanted = wanted.where(col(TrainingClass.institution) == institution)
        return self._names(wanted.order_by(col(TrainingClass.training_class)).limit(limit))

    def institution_names(self, *, after: str = "", limit: int) -> list[str]:
        wanted = select(Institution.institution).where(col(Institution.institution) > after)
        return self._names(wanted.order_by(col(Institution.institution)).limit(limit))

    def platform_names(self, *, after: str = "", limit: int) -> list[str]:
        wanted = select(Platform.platform).where(col(Platform.platform) > after)
        return self._names(wanted.order_by(col(Platform.platform)).limit(limit))

    def office_names(self, *, after: str = "", limit: int) -> list[str]:
        wanted = select(Office.office).where(col(Office.office) > after)
        return self._names(wanted.order_by(col(Office.office)).limit(limit))

    def _names(self, wanted: SelectOfScalar[str]) -> list[str]:
        with self._reading() as session:
            return list(session.exec(wanted))
