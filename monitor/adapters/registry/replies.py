"""Answers to writes, kept so that a write that is sent twice is done once."""

from __future__ import annotations

from sqlalchemy import ColumnElement, bindparam, delete, insert, inspect, select, update
from sqlmodel import col

from monitor.adapters.registry.api_models import StoredReply
from monitor.adapters.registry.tables import Tables
from monitor.ports import Reply


class Replies(Tables):
    """One row for each write that came with an idempotency key; times are UTC ms.

    What a power cut takes with it is done a second time, as is what it stopped in mid-work.
    """

    def reserve_reply(self, caller: str, key: str, request_hash: str, *, now: int, until: int) -> Reply | None:
        """Take a key for this request until a moment; what is there already is returned, and null when it was free.

        A reservation whose time has passed belongs to a request that died, and an answer of that age is forgotten.
        """
        with self._noting(f"reply {caller} {key}") as session:
            named = {"caller": caller, "idempotency_key": key}
            connection = session.connection()
            row = connection.execute(_KEPT, named).one_or_none()
            if row is not None and row.until_at >= now:
                return Reply(request_hash=row.request_hash, status=row.status, sealed=row.sealed, until=row.until_at)
            if row is not None:
                session.exec(delete(StoredReply).where(*_under(caller, key)))
            connection.execute(_RESERVED, {**named, "request_hash": request_hash, "until_at": until})
            return None

    def keep_reply(self, caller: str, key: str, *, status: int, sealed: bytes, until: int) -> None:
        """Store the answer for everybody who sends the same until a moment."""
        answer = {"status": status, "sealed": sealed, "until_at": until}
        with self._noting(f"reply {caller} {key}") as session:
            session.connection().execute(_ANSWERED, {"of": caller, "key": key, **answer})

    def release_reply(self, caller: str, key: str) -> None:
        """The write was refused or failed: the key is free again."""
        with self._noting(f"reply {caller} {key}") as session:
            session.exec(delete(StoredReply).where(*_under(caller, key), col(StoredReply.status).is_(None)))

    def forget_replies(self, now: int) -> int:
        """Drop what is past its time; returns how many."""
        with self._writing("old replies") as session:
            return session.exec(delete(StoredReply).where(col(StoredReply.until_at) < now)).rowcount


# Asked at every write: made once, since to make a statement costs more than to ask it.
_REPLIES = inspect(StoredReply).local_table
_KEPT = select(_REPLIES).where(
    _REPLIES.c.caller == bindparam("caller"), _REPLIES.c.idempotency_key == bindparam("idempotency_key")
)
_RESERVED = insert(StoredReply)
_ANSWERED = update(StoredReply).where(
    _REPLIES.c.caller == bindparam("of"), _REPLIES.c.idempotency_key == bindparam("key")
)


def _under(caller: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return col(StoredReply.caller) == caller, col(StoredReply.idempotency_key) == key
