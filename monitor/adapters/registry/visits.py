"""Who is signed in to the console, and where: one visit for each sign-in that lasts."""

from __future__ import annotations

import secrets

from sqlmodel import Session, col, delete, select

from monitor.adapters.registry.console_models import ConsoleAccount, ConsoleVisit
from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.tables import Tables, known
from monitor.core.accounts import (
    EVERYTHING,
    SEES,
    TOUCH_MS,
    Role,
    Tenant,
    Viewer,
    VisitRecord,
    is_over,
    token_hash,
    visit_name,
)


class Visits(Tables):
    """Sign-ins; times are UTC ms."""

    def open_visit(self, account: str, *, at: int, address: str, browser: str) -> str:
        """The text of a cookie that stands for this person from now on; those that are over are cleared away."""
        token = secrets.token_urlsafe(32)
        with self._writing(f"visits of {account}") as session:
            mine = session.exec(select(ConsoleVisit).where(col(ConsoleVisit.account) == account)).all()
            for old in mine:
                if is_over(old.opened_at, old.seen_at, at):
                    session.delete(old)
            session.add(
                ConsoleVisit(
                    token_hash=token_hash(token),
                    account=account,
                    opened_at=at,
                    seen_at=at,
                    address=address,
                    browser=browser,
                )
            )
        return token

    def visitor(self, token: str, now: int) -> Viewer | None:
        """Who is signed in with this cookie; None once it is over, or the account has ended."""
        with self._reading() as session:
            visit = session.get(ConsoleVisit, token_hash(token))
            if visit is None or is_over(visit.opened_at, visit.seen_at, now):
                return None
            account = known(session, ConsoleAccount, visit.account, "account")
            if account.ended_at is not None:
                return None
            viewer, stale = viewer_of(account), now - visit.seen_at >= TOUCH_MS
        return viewer if not stale or self._touch(token, now) else None

    def _touch(self, token: str, now: int) -> bool:
        """Note that the person is active; False when the sign-in ended meanwhile."""
        with self._writing(f"visit {token_hash(token)}") as session:
            visit = session.get(ConsoleVisit, token_hash(token))
            if visit is not None:
                visit.seen_at = max(visit.seen_at, now)
            return visit is not None

    def still_visits(self, token: str, now: int) -> bool:
        """Whether this sign-in still lasts; asking is no sign of life."""
        with self._reading() as session:
            visit = session.get(ConsoleVisit, token_hash(token))
            return visit is not None and not is_over(visit.opened_at, visit.seen_at, now)

    def close_visit(self, token: str) -> None:
        """End one sign-in."""
        with self._writing(f"visit {token_hash(token)}") as session:
            session.exec(delete(ConsoleVisit).where(col(ConsoleVisit.token_hash) == token_hash(token)))

    def close_visits(self, account: str, *, but: str = "") -> int:
        """End every sign-in of a person, except the one whose cookie is `but`; returns how many."""
        with self._writing(f"visits of {account}") as session:
            return end_visits(session, account, but=but)

    def visits(self, account: str, now: int) -> list[VisitRecord]:
        """A person's sign-ins that last, the latest first."""
        mine = select(ConsoleVisit).where(col(ConsoleVisit.account) == account)
        with self._reading() as session:
            rows = session.exec(mine.order_by(col(ConsoleVisit.opened_at).desc(), col(ConsoleVisit.token_hash))).all()
            return [_record(row) for row in rows if not is_over(row.opened_at, row.seen_at, now)]

    def close_named_visit(self, account: str, visit: str) -> None:
        """End one sign-in of a person by its name; raises `RegistryError` where this person has none of this name."""
        with self._writing(f"visits of {account}") as session:
            mine = session.exec(select(ConsoleVisit).where(col(ConsoleVisit.account) == account)).all()
            for row in mine:
                if visit_name(row.token_hash) == visit:
                    session.delete(row)
                    return
        raise RegistryError("visit", f"{visit} does not last any more", "reload the list")


def end_visits(session: Session, account: str, *, but: str = "") -> int:
    """End the sign-ins of a person in a transaction, except the one whose cookie is `but`; returns how many."""
    others = col(ConsoleVisit.account) == account, col(ConsoleVisit.token_hash) != token_hash(but)
    rows = session.exec(select(ConsoleVisit).where(*others)).all()
    for row in rows:
        session.delete(row)
    return len(rows)


def _record(row: ConsoleVisit) -> VisitRecord:
    return VisitRecord(
        visit=visit_name(row.token_hash),
        opened_at=row.opened_at,
        seen_at=row.seen_at,
        address=row.address,
        browser=row.browser,
    )


def viewer_of(row: ConsoleAccount) -> Viewer:
    """The person of an account."""
    role: Role = row.role  # type: ignore[assignment]  # only roles were ever stored
    kind = SEES[role]
    tenant = EVERYTHING if kind == "all" else Tenant(kind=kind, name=getattr(row, kind) or "")
    return Viewer(account=row.account, title=row.title, role=role, tenant=tenant)
