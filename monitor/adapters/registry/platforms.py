"""Platforms and institutions: catalogue, connection, suspensions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import Institution, Platform, Suspension
from monitor.adapters.registry.records import PlatformRecord
from monitor.adapters.registry.tables import Tables, add_once, known
from monitor.core.events import PlatformState


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
        row = Platform(
            platform=platform,
            title=title,
            source_system=source_system,
            external_id=external_id,
            catalogued_from=catalogued_from,
            catalogued_to=catalogued_to,
            connected=connected,
        )
        with self._writing() as session:
            add_once(session, row, changeable=frozenset({"catalogued_from", "catalogued_to", "connected"}))

    def catalogue_platform(self, platform: str, catalogued_from: date, catalogued_to: date | None = None) -> None:
        """Change a platform's time on the catalogue; sessions that are open already carry what was true then."""
        _refuse_backwards(catalogued_from, catalogued_to)
        with self._writing() as session:
            row = known(session, Platform, platform, "platform")
            row.catalogued_from, row.catalogued_to = catalogued_from, catalogued_to

    def connect_platform(self, platform: str, *, connected: bool) -> None:
        """Note whether the platform is connected to the provincial supervision platform (ONL-04)."""
        with self._writing() as session:
            known(session, Platform, platform, "platform").connected = connected

    def suspend_platform(self, platform: str, suspended_on: date, document: str = "") -> None:
        """From this day its hours do not count (ONL-13); the same suspension entered twice is one."""
        with self._writing() as session:
            known(session, Platform, platform, "platform")
            same = select(Suspension).where(
                col(Suspension.platform) == platform,
                col(Suspension.suspended_on) == suspended_on,
                col(Suspension.document) == document,
            )
            if session.exec(same).first() is None:
                session.add(Suspension(platform=platform, suspended_on=suspended_on, document=document))

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
            row = known(session, Platform, platform, "platform")
            suspended = session.exec(select(Suspension).where(*_suspended(platform, on))).first() is not None
            ends = row.catalogued_to or date.max
            return PlatformState(
                platform=platform,
                catalogued=row.catalogued_from <= on <= ends,
                connected=row.connected,
                suspended=suspended,
            )

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


def _suspended(platform: str, on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Suspension.platform) == platform,
        col(Suspension.suspended_on) <= on,
        or_(col(Suspension.lifted_on).is_(None), col(Suspension.lifted_on) > on),
    )


def _refuse_backwards(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise RegistryError("catalogued_to", f"{last} lies before {first}", "give the last day on the catalogue")
