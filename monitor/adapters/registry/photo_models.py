"""The tables by which a photo that was handed in before is known; the log is the truth, and they can be made of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from monitor.adapters.registry.rows import Row


class PhotoDigest(Row, table=True):
    """In which session, and for which question, a file was handed in first."""

    __tablename__ = "photo_digests"

    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)  # SHA-256, as sent or as sealed
    session: str
    nonce: str


class PhotoLook(Row, table=True):
    """What a photo looks like, for those of its class on its platform; later ones have higher numbers there."""

    __tablename__ = "photo_looks"
    __table_args__ = (
        UniqueConstraint("session", "nonce"),
        Index("ix_photo_looks_platform", "platform", "training_class", "number"),
    )

    number: int | None = Field(default=None, primary_key=True)
    platform: str
    training_class: str
    session: str
    nonce: str
    likeness: str  # base64


class PhotoIndexRead(Row, table=True):
    """When the log was read for the other two; without a row it was not, or not to its end."""

    __tablename__ = "photo_index"

    read_at: int = Field(primary_key=True, sa_type=BigInteger)
