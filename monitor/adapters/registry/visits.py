"""Who is signed in to the console, and where: one visit for each sign-in that lasts."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from sqlmodel import Session, col, delete, select

from monitor.adapters.registry.console_models import ConsoleAccount, ConsoleInvitation, ConsoleVisit
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

    def visits_over(self, tokens: Collection[str], now: int) -> frozenset[str]:
        """Those of these cookies whose sign-in does not last any more; asking is no sign of life."""
        hashes = {token_hash(token): token for token in tokens}
        with self._reading() as session:
            found = session.exec(select(ConsoleVisit).where(col(ConsoleVisit.token_hash).in_(hashes))).all()
            lasting = {hashes[one.token_hash] for one in found if not is_over(one.opened_at, one.seen_at, now)}
            return frozenset(tokens) - lasting

    def close_visit(self, token: str) -> None:
        """End one sign-in."""
        with self._writing(f"visit {token_hash(token)}") as session:
            session.exec(delete(ConsoleVisit).where(col(ConsoleVisit.token_hash) == token_hash(token)))

    def close_visits(self, account: str, *, but: str = "") -> int:
        """End every open invitation and sign-in of a person, except the one whose cookie is `but`; returns how many."""
        with self._writing(f"visits of {account}") as session:
            return end_visits(session, account, but=but)

    def visits(self, account: str, now: int) -> list[VisitRecord]:
        """A person's sign-ins that last, the latest first."""
        mine = select(ConsoleVisit).where(col(ConsoleVisit.account) == account)
        with self._reading() as session:
            rows = session.exec(mine.order_by(col(ConsoleVisit.opened_at).desc(), col(ConsoleVisit.token_hash))).all()
            return [_record(row) for row in rows if not is_over(row.opened_at, row.seen_at, now)]

    def close_named_visit(self, account: str, visit: str) -> None:
        """End one sign-in of a person by its name, and open invitations, which may have been made in it.

        Raises `RegistryError` where this person has none of this name.
        """
        with self._writing(f"visits of {account}") as session:
            mine = session.exec(select(ConsoleVisit).where(col(ConsoleVisit.account) == account)).all()
            for row in mine:
                if visit_name(row.token_hash) == visit:
                    session.delete(row)
                    end_invitations(session, account)
                    return
        raise RegistryError("visit", f"{visit} does not last any more", "reload the list")


def end_visits(session: Session, account: str, *, but: str = "") -> int:
    """End the sign-ins of a person in a transaction, except the one whose cookie is `but`; returns how many.

    Open invitations end with them: whoever made one from a stolen sign-in could come back with it.
    """
    end_invitations(session, account)
    others = col(ConsoleVisit.account) == account, col(ConsoleVisit.token_hash) != token_hash(but)
    rows = session.exec(select(ConsoleVisit).where(*others)).all()
    for row in rows:
        session.delete(row)
    return len(rows)


def end_invitations(session: Session, account: str) -> None:
    """Let no invitation of a person be taken up any more, in a transaction."""
    still_open = col(ConsoleInvitation.account) == account, col(ConsoleInvitation.used_at).is_(None)
    session.exec(delete(ConsoleInvitation).where(*still_open))


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
