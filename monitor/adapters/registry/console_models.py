"""Tables of the office's console: who may sign in, who is signed in, and who saw what.  Times are UTC ms."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Index, LargeBinary
from sqlmodel import Field

from monitor.adapters.registry.rows import Row


class ConsoleAccount(Row, table=True):
    """A person with a role; without password and secret until the invitation was taken up."""

    __tablename__ = "console_accounts"

    account: str = Field(primary_key=True)
    title: str
    role: str
    office: str | None = Field(default=None, foreign_key="offices.office", index=True)  # whose data, by role
    institution: str | None = Field(default=None, foreign_key="institutions.institution", index=True)
    trainee: str | None = Field(default=None, foreign_key="trainees.trainee", index=True)
    password_hash: str | None = None
    code_secret: bytes | None = Field(default=None, sa_type=LargeBinary)  # sealed
    last_step: int = Field(default=0, sa_type=BigInteger)  # of the last code that was used
    created_by: str
    created_at: int = Field(sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_by: str = ""


class ConsoleInvitation(Row, table=True):
    """Lets one person set a password and an authenticator app, once."""

    __tablename__ = "console_invitations"

    token_hash: str = Field(primary_key=True)  # SHA-256, hex
    account: str = Field(foreign_key="console_accounts.account", index=True)
    code_secret: bytes = Field(sa_type=LargeBinary)  # sealed
    issued_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)


class SignInFailure(Row, table=True):
    """How often signing in failed for a name since it last succeeded, whether or not there is such an account."""

    __tablename__ = "sign_in_failures"

    account: str = Field(primary_key=True)
    failures: int
    failed_at: int = Field(sa_type=BigInteger, index=True)


class ConsoleVisit(Row, table=True):
    """A sign-in that lasts; of the cookie only the hash is kept."""

    __tablename__ = "console_visits"

    token_hash: str = Field(primary_key=True)  # SHA-256, hex
    account: str = Field(foreign_key="console_accounts.account", index=True)
    opened_at: int = Field(sa_type=BigInteger)
    seen_at: int = Field(sa_type=BigInteger)
    address: str = ""
    browser: str = ""


class ConsoleAccess(Row, table=True):
    """Who saw or did what, and why; rows are added, never changed."""

    __tablename__ = "console_accesses"
    __table_args__ = (Index(None, "account", "id"), Index(None, "subject", "id"))

    id: int | None = Field(default=None, primary_key=True)
    at: int = Field(sa_type=BigInteger, index=True)
    account: str
    role: str
    action: str  # method and path as declared
    subject: str = ""  # what the path named
    details: dict[str, str] = Field(sa_type=JSON)  # what was searched for; reason and case number where asked for
    status: int


class OwnLinksEnded(Row, table=True):
    """When all links to a trainee's own page were last ended."""

    __tablename__ = "own_links_ended"

    trainee: str = Field(primary_key=True, foreign_key="trainees.trainee")
    ended_at: int = Field(sa_type=BigInteger)
    ended_by: str
