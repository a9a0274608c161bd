"""What the gates ask about an institution."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, func, select

from monitor.adapters.registry.class_models import Recording
from monitor.adapters.registry.models import Institution, TrainingClass
from monitor.adapters.registry.office_models import (
    Apprenticeship,
    AuditFlag,
    BlacklistEntry,
    InstitutionProfile,
    Teacher,
)
from monitor.adapters.registry.platform_facts import blacklisted
from monitor.adapters.registry.tables import Tables, known
from monitor.core.gates.catalogue import AuditFlag as Flag
from monitor.core.gates.catalogue import Audits, Equipment
from monitor.core.gates.classes import Apprentices
from monitor.core.gates.facts import InstitutionFacts
from monitor.core.gates.people import Trouble


class InstitutionGateFacts(Tables):
    """One institution on one day."""

    def institution_facts(self, institution: str, on: date) -> InstitutionFacts:
        """Its apprentices of the year, what audits found, what it has, and what stands against it."""
        with self._reading() as session:
            known(session, Institution, institution, "institution")
            profile = session.get(InstitutionProfile, institution) or InstitutionProfile(institution=institution)
            flags = session.exec(select(AuditFlag).where(col(AuditFlag.institution) == institution)).all()
            return InstitutionFacts(
                apprentices=_apprentices(session, profile, on),
                audits=Audits(flags=tuple(_flag(row) for row in flags if row.kind == "problem"), on=on),
                equipment=_equipment(session, profile),
                trouble=_trouble(session, institution, flags, on),
            )


def _apprentices(session: Session, profile: InstitutionProfile, on: date) -> tuple[Apprentices, ...]:
    """By enterprise and occupation; all of them count towards each other in a calendar year."""
    mine = select(Apprenticeship).where(
        col(Apprenticeship.institution) == profile.institution, col(Apprenticeship.enrolled_on) <= on
    )
    groups: dict[tuple[str, str], int] = {}
    this_year = 0
    for row in session.exec(mine):
        groups[row.enterprise, row.occupation_code] = groups.get((row.enterprise, row.occupation_code), 0) + 1
        this_year += row.enrolled_on.year == on.year
    return tuple(
        Apprentices(
            enterprise=enterprise,
            occupation=occupation,
            full_time_schooling=profile.full_time_schooling,
            together=together,
            this_year=this_year,
        )
        for (enterprise, occupation), together in sorted(groups.items())
    )


def _flag(row: AuditFlag) -> Flag:
    return Flag(found_on=row.found_on, evident=row.evident, cleared_on=row.cleared_on)


def _equipment(session: Session, profile: InstitutionProfile) -> Equipment:
    licensed = select(func.count()).where(col(Teacher.institution) == profile.institution, col(Teacher.licence) != "")
    return Equipment(
        kind=profile.kind,  # type: ignore[arg-type]  # only an InstitutionProfile's was ever stored
        manufacturing=profile.manufacturing,
        licensed_teachers=session.exec(licensed).one(),
        site_fits=profile.site_fits,
        facilities_fit=profile.facilities_fit,
    )


def _trouble(session: Session, institution: str, flags: Sequence[AuditFlag], on: date) -> Trouble:
    live = [row for row in flags if row.found_on <= on < (row.cleared_on or date.max)]
    listings = session.exec(select(BlacklistEntry).where(col(BlacklistEntry.institution) == institution)).all()
    return Trouble(
        blacklisted=blacklisted(listings, on),
        strikes=_strikes(session, institution),
        evident_problems=sum(row.kind == "problem" and row.evident is True for row in live),
        misuse_cases=sum(row.kind == "misuse" for row in live),
    )


def _strikes(session: Session, institution: str) -> tuple[int, ...]:
    """For every class run with any, how many recordings do not show everybody."""
    by_class = (
        select(func.count())
        .select_from(TrainingClass)
        .join(Recording, col(Recording.training_class) == col(TrainingClass.training_class))
        .where(col(TrainingClass.institution) == institution, col(Recording.shows_all).is_(False))
        .group_by(col(TrainingClass.training_class))
    )
    return tuple(sorted(session.exec(by_class)))
