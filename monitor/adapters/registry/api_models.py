"""The tables behind the API for platforms and institutions.  Times are UTC ms."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Index, LargeBinary
from sqlmodel import Field

from monitor.adapters.registry.rows import Row


class IssuedKey(Row, table=True):
    """A key with which a platform's or an institution's server speaks; of the key itself only the hash is kept."""

    __tablename__ = "api_keys"

    key: str = Field(primary_key=True)  # its name, which is no secret
    key_hash: str = Field(unique=True)  # SHA-256, hex
    platform: str | None = Field(default=None, foreign_key="platforms.platform", index=True)  # one of the two
    institution: str | None = Field(default=None, foreign_key="institutions.institution", index=True)
    person: str = ""  # of the institution, whose own key it is; empty: its server's
    scopes: list[str] = Field(sa_type=JSON)
    label: str = ""
    issued_at: int = Field(sa_type=BigInteger)
    expires_at: int | None = Field(default=None, sa_type=BigInteger)
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)  # last, to the hour


class PersonKey(Row, table=True):
    """A person of the office of whom a key was ended; whoever has no row has their first key."""

    __tablename__ = "person_keys"

    account: str = Field(primary_key=True)
    ended: int  # keys that are good for nothing any more
    ended_at: int = Field(sa_type=BigInteger)
    in_force: bool  # the one after them was issued


class StoredReply(Row, table=True):
    """The answer to a write, for whoever sends it again under the same key; without a status it is being worked on."""

    __tablename__ = "stored_replies"

    caller: str = Field(primary_key=True)
    idempotency_key: str = Field(primary_key=True)
    request_hash: str  # keyed hash (hex) of method, path and body
    status: int | None = None
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)  # headers and body, which may hold secrets
    until_at: int = Field(sa_type=BigInteger, index=True)  # until then it is worked on, or kept


class WebhookEndpoint(Row, table=True):
    """Where a platform or an institution wants to be told what happens."""

    __tablename__ = "webhook_endpoints"

    endpoint: str = Field(primary_key=True)
    platform: str | None = Field(default=None, foreign_key="platforms.platform", index=True)  # one of the two
    institution: str | None = Field(default=None, foreign_key="institutions.institution", index=True)
    url: str
    events: list[str] = Field(sa_type=JSON)  # empty: all of them
    secret: bytes = Field(sa_type=LargeBinary)  # sealed
    old_secret: bytes | None = Field(default=None, sa_type=LargeBinary)
    old_until_at: int | None = Field(default=None, sa_type=BigInteger)
    created_at: int = Field(sa_type=BigInteger)
    disabled_at: int | None = Field(default=None, sa_type=BigInteger)
    disabled_why: str = ""


class UntoldVerdict(Row, table=True):
    """Stored together with a verdict: somebody may want to hear of it, and has not been told."""

    __tablename__ = "untold_verdicts"

    verdict: int = Field(primary_key=True, foreign_key="verdicts.id")


class WebhookMessage(Row, table=True):
    """Something that happened, as it is sent."""

    __tablename__ = "webhook_messages"

    message: str = Field(primary_key=True)
    event: str
    body: bytes = Field(sa_type=LargeBinary)
    created_at: int = Field(sa_type=BigInteger, index=True)


class WebhookDelivery(Row, table=True):
    """A message on its way to an endpoint."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "endpoint", "state"))

    id: int | None = Field(default=None, primary_key=True)
    message: str = Field(foreign_key="webhook_messages.message", index=True)
    endpoint: str = Field(foreign_key="webhook_endpoints.endpoint")
    state: str = "pending"
    attempts: int = 0
    due_at: int = Field(sa_type=BigInteger)
    last_status: int | None = None
    last_error: str = ""
    delivered_at: int | None = Field(default=None, sa_type=BigInteger)
