"""Moments as this API says them: RFC 3339 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(milliseconds: int) -> datetime:
    """UTC ms as a time with its zone."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def moment_or_none(milliseconds: int | None) -> datetime | None:
    """The same for a moment that may not have come."""
    return moment(milliseconds) if milliseconds is not None else None


def milliseconds(moment: datetime) -> int:
    """A time as UTC ms; one without a zone is taken for UTC."""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(zoned.timestamp() * 1000)
