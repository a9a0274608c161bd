"""Who may sign in to the console, who is signed in, and who saw what."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from sqlmodel import Session, col, delete, select

from monitor.adapters.registry.console_models import (
    ConsoleAccess,
    ConsoleAccount,
    ConsoleInvitation,
    ConsoleVisit,
    SignInFailure,
)
from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.tables import Tables, known
from monitor.core.accounts import (
    EVERYTHING,
    SEES,
    TOUCH_MS,
    AccessRecord,
    AccountRecord,
    Failures,
    Invited,
    Role,
    Tenant,
    Viewer,
    is_over,
)

_FORGOTTEN_MS = 86_400_000  # failures older than a day weigh nothing


class Accounts(Tables):
    """Accounts, invitations, sign-ins and the access log; times are UTC ms."""

    def add_account(
        self, account: str, *, title: str, role: Role, tenant: Tenant = EVERYTHING, by: str, at: int
    ) -> None:
        """A person who cannot sign in yet; names are given once, also after an account has ended."""
        if tenant.kind != SEES[role]:
            raise RegistryError("tenant", f"{role} sees {SEES[role]}, not {tenant.kind}", "name whose data are seen")
        with self._writing(f"account {account}") as session:
            if session.get(ConsoleAccount, account) is not None:
                raise RegistryError("account", f"{account} exists already", "choose another name")
            row = ConsoleAccount(account=account, title=title, role=role, created_by=by, created_at=at)
            if tenant.kind != "all":
                setattr(row, tenant.kind, tenant.name)
            session.add(row)

    def account(self, account: str) -> AccountRecord | None:
        """One account, also an ended one; None where there is none of this name."""
        with self._reading() as session:
            row = session.get(ConsoleAccount, account)
            return _record(row) if row is not None else None

    def accounts(self, *, after: str = "", limit: int) -> list[AccountRecord]:
        """Accounts by name, those after a given one, so many of them."""
        wanted = select(ConsoleAccount).where(col(ConsoleAccount.account) > after)
        with self._reading() as session:
            return [_record(row) for row in session.exec(wanted.order_by(col(ConsoleAccount.account)).limit(limit))]

    def end_account(self, account: str, *, by: str, at: int) -> None:
        """Let this person sign in no more, and end every sign-in; the first end stands."""
        with self._writing(f"account {account}") as session:
            row = known(session, ConsoleAccount, account, "account")
            if row.ended_at is None:
                row.ended_at, row.ended_by = at, by
            _end_visits(session, account)

    # ------------------------------------------------------------ invitations

    def invite(self, account: str, *, code_secret: bytes, at: int, expires_at: int) -> str:
        """A token with which this person sets a password and an app; earlier ones end.

        Only its hash is kept, so this is the one time it can be read.
        """
        token = secrets.token_urlsafe(24)
        with self._writing(f"account {account}") as session:
            row = known(session, ConsoleAccount, account, "account")
            if row.ended_at is not None:
                raise RegistryError("account", f"{account} has ended", "add another account for this person")
            session.exec(delete(ConsoleInvitation).where(col(ConsoleInvitation.account) == account))
            session.add(
                ConsoleInvitation(
                    token_hash=_hash(token),
                    account=account,
                    code_secret=code_secret,
                    issued_at=at,
                    expires_at=expires_at,
                )
            )
        return token

    def invitation(self, token: str, now: int) -> Invited:
        """For whom a token is; raises `RegistryError` for one that is unknown, used or expired, not saying which."""
        with self._reading() as session:
            row = _open_invitation(session, token, now)
            viewer = _viewer(known(session, ConsoleAccount, row.account, "account"))
            return Invited(viewer=viewer, code_secret=row.code_secret, expires_at=row.expires_at)

    def accept_invitation(self, token: str, *, password_hash: str, step: int, at: int) -> None:
        """Give the person this password and the invitation's secret; a token works once, and old sign-ins end."""
        with self._writing(f"invitation {_hash(token)}") as session:
            row = _open_invitation(session, token, at)
            row.used_at = at
            account = known(session, ConsoleAccount, row.account, "account")
            account.password_hash, account.code_secret, account.last_step = password_hash, row.code_secret, step
            _end_visits(session, row.account)

    # ------------------------------------------------------------ signing in

    def set_password(self, account: str, password_hash: str) -> None:
        """Another password; every sign-in under the old one ends."""
        with self._writing(f"account {account}") as session:
            known(session, ConsoleAccount, account, "account").password_hash = password_hash
            _end_visits(session, account)

    def use_code(self, account: str, step: int) -> bool:
        """Whether the code of this time step was not used yet; from now on it is."""
        with self._writing(f"account {account}") as session:
            row = known(session, ConsoleAccount, account, "account")
            fresh = step > row.last_step
            row.last_step = max(step, row.last_step)
            return fresh

    def sign_in_failures(self, account: str) -> Failures:
        """How often signing in under this name failed, whether or not there is such an account."""
        with self._reading() as session:
            row = session.get(SignInFailure, account)
            return Failures(row.failures, row.failed_at) if row is not None else Failures()

    def note_failure(self, account: str, at: int) -> None:
        """One more; what is older than a day is forgotten."""
        with self._writing(f"failures of {account}") as session:
            session.exec(delete(SignInFailure).where(col(SignInFailure.failed_at) < at - _FORGOTTEN_MS))
            row = session.get(SignInFailure, account) or SignInFailure(account=account, failures=0, failed_at=at)
            row.failures, row.failed_at = row.failures + 1, at
            session.add(row)

    def forget_failures(self, account: str) -> None:
        """Somebody came in."""
        with self._writing(f"failures of {account}") as session:
            session.exec(delete(SignInFailure).where(col(SignInFailure.account) == account))

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
                    token_hash=_hash(token), account=account, opened_at=at, seen_at=at, address=address, browser=browser
                )
            )
        return token

    def visitor(self, token: str, now: int) -> Viewer | None:
        """Who is signed in with this cookie; None once it is over, or the account has ended."""
        with self._reading() as session:
            visit = session.get(ConsoleVisit, _hash(token))
            if visit is None or is_over(visit.opened_at, visit.seen_at, now):
                return None
            account = known(session, ConsoleAccount, visit.account, "account")
            if account.ended_at is not None:
                return None
            viewer, stale = _viewer(account), now - visit.seen_at >= TOUCH_MS
        return viewer if not stale or self._touch(token, now) else None

    def _touch(self, token: str, now: int) -> bool:
        """Note that the person is active; False when the sign-in ended meanwhile."""
        with self._writing(f"visit {_hash(token)}") as session:
            visit = session.get(ConsoleVisit, _hash(token))
            if visit is not None:
                visit.seen_at = max(visit.seen_at, now)
            return visit is not None

    def still_visits(self, token: str, now: int) -> bool:
        """Whether this sign-in still lasts; asking is no sign of life."""
        with self._reading() as session:
            visit = session.get(ConsoleVisit, _hash(token))
            return visit is not None and not is_over(visit.opened_at, visit.seen_at, now)

    def close_visit(self, token: str) -> None:
        """End one sign-in."""
        with self._writing(f"visit {_hash(token)}") as session:
            session.exec(delete(ConsoleVisit).where(col(ConsoleVisit.token_hash) == _hash(token)))

    def close_visits(self, account: str) -> int:
        """End every sign-in of a person; returns how many."""
        with self._writing(f"visits of {account}") as session:
            return _end_visits(session, account)

    # ------------------------------------------------------------ who saw what

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


def _hash(token: str) -> str:
    """A plain hash is enough: nobody can try 192 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def _open_invitation(session: Session, token: str, now: int) -> ConsoleInvitation:
    row = session.get(ConsoleInvitation, _hash(token))
    if row is None or row.used_at is not None or now > row.expires_at:
        raise RegistryError("token", "is not valid", "ask for a new invitation")
    return row


def _end_visits(session: Session, account: str) -> int:
    rows = session.exec(select(ConsoleVisit).where(col(ConsoleVisit.account) == account)).all()
    for row in rows:
        session.delete(row)
    return len(rows)


def _record(row: ConsoleAccount) -> AccountRecord:
    return AccountRecord(
        viewer=_viewer(row),
        password_hash=row.password_hash,
        code_secret=row.code_secret,
        created_by=row.created_by,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def _viewer(row: ConsoleAccount) -> Viewer:
    role: Role = row.role  # type: ignore[assignment]  # only roles were ever stored
    kind = SEES[role]
    tenant = EVERYTHING if kind == "all" else Tenant(kind=kind, name=getattr(row, kind) or "")
    return Viewer(account=row.account, title=row.title, role=role, tenant=tenant)


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
