"""What is known of platforms on a day: of one for its gates, of all for the catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from sqlmodel import Session, col, select

from monitor.adapters.registry.models import Platform, PlatformConnection, Suspension
from monitor.adapters.registry.office_models import BlacklistEntry, CatalogueEntry
from monitor.adapters.registry.platforms import connections_of, entries_of, listed, period
from monitor.adapters.registry.tables import Tables, known
from monitor.core.gates.facts import PlatformFacts
from monitor.core.gates.online import CatalogueEntries, Listed, Period, Periods, in_force
from monitor.core.gates.people import Trouble
from monitor.core.platform_standing import KnownPlatform


class PlatformGateFacts(Tables):
    """Times on the catalogue, of connection and of suspension, and what stands against a platform."""

    def platform_facts(self, platform: str, on: date) -> PlatformFacts:
        """One platform on a day; raises `RegistryError` when there is none of the name."""
        with self._reading() as session:
            known(session, Platform, platform, "platform")
            suspensions = session.exec(select(Suspension).where(col(Suspension.platform) == platform)).all()
            listings = session.exec(select(BlacklistEntry).where(col(BlacklistEntry.platform) == platform)).all()
            return _facts(on, entries_of(session, platform), connections_of(session, platform), suspensions, listings)

    def catalogue(self, on: date) -> list[KnownPlatform]:
        """All platforms on a day, by name; there are some hundreds at most, so their rows are read together."""
        with self._reading() as session:
            facts = _Everybodys(session, on)
            return [
                KnownPlatform(platform=row.platform, title=row.title, facts=facts.of(row.platform))
                for row in session.exec(select(Platform).order_by(col(Platform.platform)))
            ]


class _Everybodys:
    """The rows about all platforms, each kind asked for once."""

    def __init__(self, session: Session, on: date) -> None:
        theirs = select(CatalogueEntry).where(col(CatalogueEntry.platform).is_not(None))
        against = select(BlacklistEntry).where(col(BlacklistEntry.platform).is_not(None))
        self._on = on
        self._entries = _by_platform(session.exec(theirs.order_by(col(CatalogueEntry.first_on))))
        self._connections = _by_platform(
            session.exec(select(PlatformConnection).order_by(col(PlatformConnection.connected_on)))
        )
        self._suspensions = _by_platform(session.exec(select(Suspension)))
        self._listings = _by_platform(session.exec(against))

    def of(self, platform: str) -> PlatformFacts:
        return _facts(
            self._on,
            [listed(row) for row in self._entries[platform]],
            [period(row) for row in self._connections[platform]],
            self._suspensions[platform],
            self._listings[platform],
        )


_Row = TypeVar("_Row")


def _by_platform(rows: Iterable[_Row]) -> Mapping[str, list[_Row]]:
    found: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.platform].append(row)  # type: ignore[attr-defined]
    return found


def _facts(
    on: date,
    entries: Sequence[Listed],
    connections: Sequence[Period],
    suspensions: Sequence[Suspension],
    listings: Sequence[BlacklistEntry],
) -> PlatformFacts:
    suspended = tuple(Period(first=row.suspended_on, until=row.lifted_on) for row in suspensions)
    return PlatformFacts(
        catalogue=CatalogueEntries(entries=tuple(entries), on=on),
        connections=Periods(periods=tuple(connections), on=on),
        suspensions=Periods(periods=suspended, on=on),
        trouble=Trouble(blacklisted=blacklisted(listings, on)),
    )


def blacklisted(listings: Sequence[BlacklistEntry], on: date) -> bool:
    """Whether one of the entries holds on a day."""
    return in_force([Period(first=row.listed_on, until=row.removed_on) for row in listings], on)
