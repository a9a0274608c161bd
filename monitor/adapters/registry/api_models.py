"""The tables behind the API for platforms and institutions.  Times are UTC ms."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, LargeBinary
from sqlmodel import Field

from monitor.adapters.registry.rows import Row


class IssuedKey(Row, table=True):
    """A key with which a platform's or an institution's server speaks; of the key itself only the hash is kept."""

    __tablename__ = "api_keys"

    key: str = Field(primary_key=True)  # its name, which is no secret
    key_hash: str = Field(unique=True)  # SHA-256, hex
    platform: str | None = Field(default=None, foreign_key="platforms.platform", index=True)  # one of the two
    institution: str | None = Field(default=None, foreign_key="institutions.institution", index=True)
    scopes: list[str] = Field(sa_type=JSON)
    label: str = ""
    issued_at: int = Field(sa_type=BigInteger)
    expires_at: int | None = Field(default=None, sa_type=BigInteger)
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)


class StoredReply(Row, table=True):
    """The answer to a write, for whoever sends it again under the same key; without a status it is being worked on."""

    __tablename__ = "stored_replies"

    caller: str = Field(primary_key=True)
    idempotency_key: str = Field(primary_key=True)
    request_hash: str  # keyed hash (hex) of method, path and body
    status: int | None = None
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)  # headers and body, which may hold secrets
    until_at: int = Field(sa_type=BigInteger, index=True)  # until then it is worked on, or kept
