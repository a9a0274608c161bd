"""Who saw or did what in the console, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from monitor.adapters.registry.console_models import ConsoleAccess
from monitor.adapters.registry.tables import Tables
from monitor.core.accounts import EVERY_ACCESS, AccessRecord, AccessSearch, Viewer

_REFUSED = 400  # the first HTTP status that is no success


class Accesses(Tables):
    """The access log; times are UTC ms."""

    def note_access(
        self, viewer: Viewer, *, at: int, action: str, subject: str, details: Mapping[str, str], status: int
    ) -> None:
        """Add to the access log; no verb changes it."""
        with self._writing(f"accesses of {viewer.account}") as session:
            session.add(
                ConsoleAccess(
                    at=at,
                    account=viewer.account,
                    role=viewer.role,
                    action=action,
                    subject=subject,
                    details=dict(details),
                    status=status,
                )
            )

    def accesses(
        self, search: AccessSearch = EVERY_ACCESS, *, before: int | None = None, limit: int
    ) -> list[AccessRecord]:
        """The latest entries first, from behind `before` on."""
        wanted = select(ConsoleAccess).where(*_sought(search))
        if before is not None:
            wanted = wanted.where(col(ConsoleAccess.id) < before)
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(ConsoleAccess.id).desc()).limit(limit))
            return [_access(row) for row in rows]


def _sought(search: AccessSearch) -> Iterator[ColumnElement[bool]]:
    if search.account:
        yield col(ConsoleAccess.account) == search.account
    if search.subject:
        yield col(ConsoleAccess.subject) == search.subject
    if search.case:
        yield col(ConsoleAccess.details)["case"].as_string() == search.case
    if search.deeds:
        yield ~col(ConsoleAccess.action).startswith("GET ")
    if search.refused:
        yield col(ConsoleAccess.status) >= _REFUSED
    if search.since is not None:
        yield col(ConsoleAccess.at) >= search.since
    if search.until is not None:
        yield col(ConsoleAccess.at) < search.until


def _access(row: ConsoleAccess) -> AccessRecord:
    assert row.id is not None  # the database gave it when the row was stored
    return AccessRecord(
        number=row.id,
        at=row.at,
        account=row.account,
        role=row.role,
        action=row.action,
        subject=row.subject,
        details=row.details,
        status=row.status,
    )
