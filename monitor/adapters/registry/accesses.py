"""Who saw or did what in the console, and why."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import col, select

from monitor.adapters.registry.console_models import ConsoleAccess
from monitor.adapters.registry.tables import Tables
from monitor.core.accounts import AccessRecord, Viewer


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
        self, *, account: str = "", subject: str = "", before: int | None = None, limit: int
    ) -> list[AccessRecord]:
        """The latest entries first, of one person or all, about one thing or all, from behind `before` on."""
        wanted = select(ConsoleAccess)
        if account:
            wanted = wanted.where(col(ConsoleAccess.account) == account)
        if subject:
            wanted = wanted.where(col(ConsoleAccess.subject) == subject)
        if before is not None:
            wanted = wanted.where(col(ConsoleAccess.id) < before)
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(ConsoleAccess.id).desc()).limit(limit))
            return [_access(row) for row in rows]


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
