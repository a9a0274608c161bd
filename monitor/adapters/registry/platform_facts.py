"""What the gates ask about a platform."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, select

from monitor.adapters.registry.models import Platform, Suspension
from monitor.adapters.registry.office_models import BlacklistEntry
from monitor.adapters.registry.platforms import connections_of, entries_of
from monitor.adapters.registry.tables import Tables, known
from monitor.core.gates.facts import PlatformFacts
from monitor.core.gates.online import CatalogueEntries, Period, Periods, in_force
from monitor.core.gates.people import Trouble


class PlatformGateFacts(Tables):
    """One platform on one day."""

    def platform_facts(self, platform: str, on: date) -> PlatformFacts:
        """Its times on the catalogue, of connection and of suspension, and what stands against it."""
        with self._reading() as session:
            known(session, Platform, platform, "platform")
            suspensions = session.exec(select(Suspension).where(col(Suspension.platform) == platform)).all()
            listings = session.exec(select(BlacklistEntry).where(col(BlacklistEntry.platform) == platform)).all()
            return PlatformFacts(
                catalogue=CatalogueEntries(entries=tuple(entries_of(session, platform)), on=on),
                connections=Periods(periods=tuple(connections_of(session, platform)), on=on),
                suspensions=Periods(
                    periods=tuple(Period(first=row.suspended_on, until=row.lifted_on) for row in suspensions), on=on
                ),
                trouble=Trouble(blacklisted=blacklisted(listings, on)),
            )


def blacklisted(listings: Sequence[BlacklistEntry], on: date) -> bool:
    """Whether one of the entries holds on a day."""
    return in_force([Period(first=row.listed_on, until=row.removed_on) for row in listings], on)
