"""Who may sign in to the console: accounts, invitations, and tries that failed."""

from __future__ import annotations

import secrets

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, delete, or_, select

from monitor.adapters.registry.console_models import ConsoleAccount, ConsoleInvitation, SignInFailure
from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import Institution, Trainee
from monitor.adapters.registry.office_models import Office
from monitor.adapters.registry.person_keys import end_person_key
from monitor.adapters.registry.tables import Tables, known
from monitor.adapters.registry.visits import end_visits, viewer_of
from monitor.core.accounts import (
    EVERYTHING,
    SEES,
    AccountRecord,
    AccountState,
    Failures,
    Invited,
    Role,
    Tenant,
    TenantKind,
    look_alike,
    token_hash,
)

_FORGOTTEN_MS = 86_400_000  # failures older than a day weigh nothing


class Accounts(Tables):
    """Accounts, their invitations and their failures; times are UTC ms."""

    def add_account(
        self, account: str, *, title: str, role: Role, tenant: Tenant = EVERYTHING, by: str, at: int
    ) -> None:
        """A person who cannot sign in yet; names are given once, also after an account has ended."""
        with self._writing(f"account {account}") as session:
            if session.get(ConsoleAccount, account) is not None:
                raise RegistryError("account", f"{account} exists already", "choose another name")
            _refuse_look_alikes(session, account)
            row = ConsoleAccount(account=account, title=title, role=role, created_by=by, created_at=at)
            _give(session, row, role, tenant)
            session.add(row)

    def account(self, account: str) -> AccountRecord | None:
        """One account, also an ended one; None where there is none of this name."""
        with self._reading() as session:
            row = session.get(ConsoleAccount, account)
            return _record(row) if row is not None else None

    def accounts(
        self,
        *,
        after: str = "",
        role: Role | None = None,
        state: AccountState | None = None,
        text: str = "",
        limit: int,
    ) -> list[AccountRecord]:
        """Accounts by name, those after a given one, so many of them; `text` stands in the name or the title."""
        wanted = select(ConsoleAccount).where(col(ConsoleAccount.account) > after)
        if role is not None:
            wanted = wanted.where(col(ConsoleAccount.role) == role)
        if state is not None:
            wanted = wanted.where(*_IN_STATE[state])
        if text:
            holds = [
                col(column).contains(text, autoescape=True) for column in (ConsoleAccount.account, ConsoleAccount.title)
            ]
            wanted = wanted.where(or_(*holds))
        with self._reading() as session:
            return [_record(row) for row in session.exec(wanted.order_by(col(ConsoleAccount.account)).limit(limit))]

    def change_role(self, account: str, *, role: Role, tenant: Tenant = EVERYTHING) -> None:
        """Another role for a person, whose sign-ins and invitations end; the last administrator keeps the role."""
        with self._writing(f"account {account}", _ADMINISTRATORS) as session:
            row = known(session, ConsoleAccount, account, "account")
            if role != "administrator":
                _refuse_the_last_administrator(session, row)
            row.role, row.office, row.institution, row.trainee = role, None, None, None
            _give(session, row, role, tenant)
            end_visits(session, account)

    def disarm_account(self, account: str) -> None:
        """Password and app of a person work no more, and every sign-in ends; an invitation brings others."""
        with self._writing(f"account {account}", _ADMINISTRATORS) as session:
            row = known(session, ConsoleAccount, account, "account")
            _refuse_the_last_administrator(session, row)
            row.password_hash = row.code_secret = None
            end_visits(session, account)

    def end_account(self, account: str, *, by: str, at: int) -> None:
        """Let this person sign in no more, and end every sign-in, invitation and key for the API; the first end stands.

        Refuses the last administrator who can sign in.
        """
        with self._writing(f"account {account}", _ADMINISTRATORS) as session:
            row = known(session, ConsoleAccount, account, "account")
            _refuse_the_last_administrator(session, row)
            if row.ended_at is None:
                row.ended_at, row.ended_by = at, by
            end_visits(session, account)
            end_person_key(session, account, at)

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
                    token_hash=token_hash(token),
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
            viewer = viewer_of(known(session, ConsoleAccount, row.account, "account"))
            return Invited(viewer=viewer, code_secret=row.code_secret, expires_at=row.expires_at)

    def accept_invitation(self, token: str, *, password_hash: str, step: int, at: int) -> None:
        """Give the person this password and the invitation's secret; a token works once, and old sign-ins end."""
        with self._writing(f"invitation {token_hash(token)}") as session:
            row = _open_invitation(session, token, at)
            row.used_at = at
            account = known(session, ConsoleAccount, row.account, "account")
            account.password_hash, account.code_secret, account.last_step = password_hash, row.code_secret, step
            end_visits(session, row.account)

    # ------------------------------------------------------------ signing in

    def set_password(self, account: str, password_hash: str, *, but: str = "") -> None:
        """Another password; invitations and sign-ins under the old one end, except the one whose cookie is `but`."""
        with self._writing(f"account {account}") as session:
            known(session, ConsoleAccount, account, "account").password_hash = password_hash
            end_visits(session, account, but=but)

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

    def unlock(self, account: str) -> None:
        """Forget all failures under this name, those in known browsers too."""
        with self._writing(f"failures of {account}") as session:
            mine = col(SignInFailure.account)
            ours = or_(mine == account, mine.startswith(f"{account} ", autoescape=True))
            session.exec(delete(SignInFailure).where(ours))


_ADMINISTRATORS = "administrators"  # who counts them waits for whoever changes them
_IN_STATE: dict[AccountState, tuple[ColumnElement[bool], ...]] = {
    "active": (col(ConsoleAccount.ended_at).is_(None), col(ConsoleAccount.password_hash).is_not(None)),
    "invited": (col(ConsoleAccount.ended_at).is_(None), col(ConsoleAccount.password_hash).is_(None)),
    "ended": (col(ConsoleAccount.ended_at).is_not(None),),
}
_WHOSE: dict[TenantKind, type[Office | Institution | Trainee]] = {
    "office": Office,
    "institution": Institution,
    "trainee": Trainee,
}


def _give(session: Session, row: ConsoleAccount, role: Role, tenant: Tenant) -> None:
    """Let the account see the data of a tenant that fits its role and is registered."""
    if tenant.kind != SEES[role] or (tenant.kind == "all" and tenant.name):
        seen = tenant.name or tenant.kind
        raise RegistryError("tenant", f"{role} sees {SEES[role]}, not {seen}", "name whose data are seen")
    if tenant.kind != "all":
        known(session, _WHOSE[tenant.kind], tenant.name, "tenant")
        setattr(row, tenant.kind, tenant.name)


def _refuse_look_alikes(session: Session, account: str) -> None:
    """Two names are two people, so nobody may take the one for the other."""
    seen = look_alike(account)
    begins = func.lower(col(ConsoleAccount.account)).startswith(seen, autoescape=True)
    for other in session.exec(select(ConsoleAccount.account).where(begins)):
        if look_alike(other) == seen:
            raise RegistryError("account", f"{account} looks like {other}", "choose another name")


def _refuse_the_last_administrator(session: Session, row: ConsoleAccount) -> None:
    """Without one nobody could be let in any more, but by whoever runs the server."""
    if row.role != "administrator" or not _record(row).active:
        return
    others = col(ConsoleAccount.role) == "administrator", col(ConsoleAccount.account) != row.account
    if session.exec(select(ConsoleAccount).where(*others, *_IN_STATE["active"])).first() is None:
        raise RegistryError(
            "account", f"{row.account} is the last administrator", "let another administrator sign in first"
        )


def _open_invitation(session: Session, token: str, now: int) -> ConsoleInvitation:
    row = session.get(ConsoleInvitation, token_hash(token))
    if row is None or row.used_at is not None or now > row.expires_at:
        raise RegistryError("token", "is not valid", "ask for a new invitation")
    return row


def _record(row: ConsoleAccount) -> AccountRecord:
    return AccountRecord(
        viewer=viewer_of(row),
        password_hash=row.password_hash,
        code_secret=row.code_secret,
        created_by=row.created_by,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
