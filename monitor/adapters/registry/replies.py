"""Answers to writes, kept so that a write that is sent twice is done once."""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import col

from monitor.adapters.registry.api_models import StoredReply
from monitor.adapters.registry.tables import Tables
from monitor.ports import Reply


class Replies(Tables):
    """One row for each write that came with an idempotency key; times are UTC ms."""

    def reserve_reply(self, caller: str, key: str, request_hash: str, *, now: int, until: int) -> Reply | None:
        """Take a key for this request until a moment; what is there already is returned, and null when it was free.

        A reservation whose time has passed belongs to a request that died, and an answer of that age is forgotten.
        """
        with self._writing(f"reply {caller} {key}") as session:
            row = session.get(StoredReply, (caller, key))
            if row is not None and row.until_at >= now:
                return Reply(request_hash=row.request_hash, status=row.status, sealed=row.sealed, until=row.until_at)
            if row is not None:
                session.delete(row)
                session.flush()
            session.add(StoredReply(caller=caller, idempotency_key=key, request_hash=request_hash, until_at=until))
            return None

    def keep_reply(self, caller: str, key: str, *, status: int, sealed: bytes, until: int) -> None:
        """Store the answer for everybody who sends the same until a moment."""
        with self._writing(f"reply {caller} {key}") as session:
            row = session.get(StoredReply, (caller, key))
            if row is not None:
                row.status, row.sealed, row.until_at = status, sealed, until

    def release_reply(self, caller: str, key: str) -> None:
        """The write was refused or failed: the key is free again."""
        with self._writing(f"reply {caller} {key}") as session:
            row = session.get(StoredReply, (caller, key))
            if row is not None and row.status is None:
                session.delete(row)

    def forget_replies(self, now: int) -> int:
        """Drop what is past its time; returns how many."""
        with self._writing("old replies") as session:
            return session.exec(delete(StoredReply).where(col(StoredReply.until_at) < now)).rowcount
