"""Platforms and institutions: catalogue, connection, suspensions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import Institution, Platform, PlatformConnection, Suspension
from monitor.adapters.registry.office_models import CatalogueEntry
from monitor.adapters.registry.records import PlatformRecord
from monitor.adapters.registry.tables import Tables, add_once, known, refuse_taken_id
from monitor.core.events import PlatformState
from monitor.core.gates.online import Listed, Period, in_force, listed_on
from monitor.core.origins import OFFICE, Origin


class Platforms(Tables):
    """Who may teach, and since when; `on` is a calendar day in Asia/Shanghai (rules: thresholds)."""

    def add_platform(
        self,
        platform: str,
        *,
        title: str,
        source_system: str,
        external_id: str,
        catalogued_from: date,
        catalogued_to: date | None = None,
        connected: bool = True,
    ) -> None:
        """Register a platform with its time on the catalogue, both days included (ONL-03)."""
        _refuse_backwards(catalogued_from, catalogued_to)
        row = Platform(platform=platform, title=title, source_system=source_system, external_id=external_id)
        with self._writing() as session:
            if not add_once(session, row):
                return
            session.add(
                CatalogueEntry(
                    source_system=source_system,
                    external_id=external_id,
                    platform=platform,
                    first_on=catalogued_from,
                    last_on=catalogued_to,
                )
            )
            if connected:
                session.add(
                    PlatformConnection(
                        source_system=source_system,
                        external_id=external_id,
                        platform=platform,
                        connected_on=catalogued_from,
                    )
                )

    def is_platform(self, name: str) -> bool:
        """Whether a platform of this name is registered."""
        with self._reading() as session:
            return session.get(Platform, name) is not None

    def catalogue_platform(self, platform: str, catalogued_from: date, catalogued_to: date | None = None) -> None:
        """Correct a platform's last time on the catalogue; sessions that are open already carry what was true then."""
        _refuse_backwards(catalogued_from, catalogued_to)
        with self._writing() as session:
            known(session, Platform, platform, "platform")
            row = _entries(session, platform)[-1]
            row.first_on, row.last_on = catalogued_from, catalogued_to

    def exit_catalogue(self, platform: str, on: date, document: str) -> None:
        """A dynamic exit: from this day on the platform is off the catalogue (ONL-03, ENF-01).

        Raises `RegistryError` when it is not on it that day.
        """
        with self._writing() as session:
            known(session, Platform, platform, "platform")
            standing = [row for row in _entries(session, platform) if listed_on(listed(row), on)]
            if not standing:
                raise RegistryError("platform", f"{platform} is not catalogued on {on}", "check name and day")
            for row in standing:
                row.exited_on, row.document = on, document

    def connect_platform(self, platform: str, *, connected: bool, on: date, origin: Origin = OFFICE) -> None:
        """Note from which day on the platform is, or is no longer, connected to the supervision platform (ONL-04)."""
        with self._writing() as session:
            known(session, Platform, platform, "platform")
            standing = [row for row in _connections(session, platform) if in_force([period(row)], on)]
            if connected and not standing:
                row = PlatformConnection(platform=platform, connected_on=on, **origin.ids(f"{platform}/{on}"))
                refuse_taken_id(session, row)
                session.add(row)
            for row in standing if not connected else ():
                row.disconnected_on = on

    def suspend_platform(self, platform: str, suspended_on: date, document: str = "", origin: Origin = OFFICE) -> None:
        """From this day its hours do not count (ONL-13); the same suspension entered twice is one."""
        with self._writing() as session:
            known(session, Platform, platform, "platform")
            same = select(Suspension).where(
                col(Suspension.platform) == platform,
                col(Suspension.suspended_on) == suspended_on,
                col(Suspension.document) == document,
            )
            if session.exec(same).first() is None:
                row = Suspension(
                    platform=platform,
                    suspended_on=suspended_on,
                    document=document,
                    **origin.ids(f"{platform}/{suspended_on}/{document}"),
                )
                refuse_taken_id(session, row)
                session.add(row)

    def lift_suspension(self, platform: str, lifted_on: date) -> None:
        """From this day its hours count again; raises `RegistryError` when it is not suspended then."""
        with self._writing() as session:
            rows = session.exec(select(Suspension).where(*_suspended(platform, lifted_on))).all()
            if not rows:
                raise RegistryError("platform", f"{platform} is not suspended on {lifted_on}", "check name and day")
            for row in rows:
                row.lifted_on = lifted_on

    def platform_state(self, platform: str, on: date) -> PlatformState:
        """What the registry says about the platform on this day; it goes into the session's opening entry."""
        with self._reading() as session:
            known(session, Platform, platform, "platform")
            return state_of(session, platform, on)

    def suspension(self, platform: str, on: date) -> tuple[date, str] | None:
        """Since when the platform is suspended on this day, and by which document; of several the earliest."""
        with self._reading() as session:
            known(session, Platform, platform, "platform")
            return suspension_of(session, platform, on)

    def platforms(self) -> list[PlatformRecord]:
        """All platforms, by name."""
        with self._reading() as session:
            rows = session.exec(select(Platform).order_by(col(Platform.platform)))
            return [
                PlatformRecord(
                    platform=row.platform,
                    title=row.title,
                    source_system=row.source_system,
                    external_id=row.external_id,
                )
                for row in rows
            ]

    def add_institution(self, institution: str, *, title: str, source_system: str, external_id: str) -> None:
        """Register the organiser of classes."""
        row = Institution(institution=institution, title=title, source_system=source_system, external_id=external_id)
        with self._writing() as session:
            add_once(session, row)


# Asked whenever a lesson is opened: made once, since to make a statement costs more than to ask it.
_LISTED = (
    sql_select(col(CatalogueEntry.first_on), col(CatalogueEntry.last_on), col(CatalogueEntry.exited_on))
    .where(col(CatalogueEntry.platform) == bindparam("platform"))
    .order_by(col(CatalogueEntry.first_on))
)
_CONNECTED = (
    sql_select(col(PlatformConnection.connected_on), col(PlatformConnection.disconnected_on))
    .where(col(PlatformConnection.platform) == bindparam("platform"))
    .order_by(col(PlatformConnection.connected_on))
)


def _suspended(platform: str | BindParameter[str], on: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Suspension.platform) == platform,
        col(Suspension.suspended_on) <= on,
        or_(col(Suspension.lifted_on).is_(None), col(Suspension.lifted_on) > on),
    )


_SUSPENSION = (
    sql_select(col(Suspension.suspended_on), col(Suspension.document))
    .where(*_suspended(bindparam("platform"), bindparam("on", type_=Date())))
    .order_by(col(Suspension.suspended_on))
    .limit(1)
)


def state_of(session: Session, platform: str, on: date) -> PlatformState:
    """How a registered platform stands on a day."""
    return PlatformState(
        platform=platform,
        catalogued=any(listed_on(entry, on) for entry in entries_of(session, platform)),
        connected=in_force(connections_of(session, platform), on),
        suspended=suspension_of(session, platform, on) is not None,
    )


def suspension_of(session: Session, platform: str, on: date) -> tuple[date, str] | None:
    """Since when a platform is suspended on a day, and by which document; of several the earliest."""
    row = session.connection().execute(_SUSPENSION, {"platform": platform, "on": on}).first()
    return None if row is None else (row.suspended_on, row.document)


def _entries(session: Session, platform: str) -> Sequence[CatalogueEntry]:
    mine = select(CatalogueEntry).where(col(CatalogueEntry.platform) == platform)
    return session.exec(mine.order_by(col(CatalogueEntry.first_on))).all()


def entries_of(session: Session, platform: str) -> list[Listed]:
    """A platform's times on the catalogue, the earliest first."""
    rows = session.connection().execute(_LISTED, {"platform": platform})
    return [Listed(first=first, last=last, exited_on=exited_on) for first, last, exited_on in rows]


def listed(row: CatalogueEntry) -> Listed:
    """The row as the gates read it."""
    return Listed(first=row.first_on, last=row.last_on, exited_on=row.exited_on)


def _connections(session: Session, platform: str) -> Sequence[PlatformConnection]:
    mine = select(PlatformConnection).where(col(PlatformConnection.platform) == platform)
    return session.exec(mine.order_by(col(PlatformConnection.connected_on))).all()


def connections_of(session: Session, platform: str) -> list[Period]:
    """When a platform was connected, the earliest first."""
    rows = session.connection().execute(_CONNECTED, {"platform": platform})
    return [Period(first=first, until=until) for first, until in rows]


def period(row: PlatformConnection) -> Period:
    """The row as the gates read it."""
    return Period(first=row.connected_on, until=row.disconnected_on)


def _refuse_backwards(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise RegistryError("catalogued_to", f"{last} lies before {first}", "give the last day on the catalogue")
