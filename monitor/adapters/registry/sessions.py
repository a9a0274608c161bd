"""Where the evidence lies: which stream holds which session, and the tickets that open a stream once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import LearningSession, Platform, Ticket
from monitor.adapters.registry.records import SessionRecord
from monitor.adapters.registry.tables import Tables, known


class Sessions(Tables):
    """An index over the log: all streams of a trainee and class can be found, whichever vendor opened them."""

    def close_session(self, session: str, at: int) -> None:
        """Note when the session ended (UTC ms); the first end stands."""
        with self._writing(f"session {session}") as database:
            row = known(database, LearningSession, session, "session")
            if row.closed_at is None:
                row.closed_at = row.unjudged_since = at

    def session(self, session: str) -> SessionRecord:
        """One session; raises `RegistryError` when there is none of this name."""
        with self._reading() as database:
            return session_record(known(database, LearningSession, session, "session"))

    def some_session(self) -> str:
        """The name of any session; empty where there is none."""
        with self._reading() as database:
            return database.exec(select(LearningSession.session).limit(1)).first() or ""

    def sessions_of(self, trainee: str, training_class: str | None = None) -> list[SessionRecord]:
        """The person's sessions with all vendors, in one class or in all, in the order of opening."""
        wanted = select(LearningSession).where(col(LearningSession.trainee) == trainee)
        if training_class is not None:
            wanted = wanted.where(col(LearningSession.training_class) == training_class)
        with self._reading() as database:
            rows = database.exec(wanted.order_by(col(LearningSession.opened_at), col(LearningSession.session)))
            return [session_record(row) for row in rows]

    def trainees_on(self, platform: str) -> list[str]:
        """Everybody who had a session on this platform, by name; raises `RegistryError` for an unknown platform."""
        wanted = select(LearningSession.trainee).where(col(LearningSession.platform) == platform).distinct()
        with self._reading() as database:
            known(database, Platform, platform, "platform")
            return list(database.exec(wanted.order_by(col(LearningSession.trainee))))

    def trainees_between(self, start: int, end: int) -> list[str]:
        """Everybody who had a session between two moments (UTC ms), by name."""
        there = (
            col(LearningSession.opened_at) < end,
            or_(col(LearningSession.closed_at).is_(None), col(LearningSession.closed_at) > start),
        )
        with self._reading() as database:  # sorted here, or SQLite would go through everybody in their order
            return sorted(set(database.exec(select(LearningSession.trainee).where(*there))))

    def open_sessions(self) -> list[SessionRecord]:
        """The sessions without an end, for a collector that starts again."""
        wanted = select(LearningSession).where(col(LearningSession.closed_at).is_(None))
        with self._reading() as database:
            rows = database.exec(wanted.order_by(col(LearningSession.opened_at), col(LearningSession.session)))
            return [session_record(row) for row in rows]

    # ------------------------------------------------------------ what waits to be judged

    def note_unjudged(self, session: str, at: int) -> None:
        """Something came (UTC ms) after the session's end that no judgement has read."""
        with self._writing(f"session {session}") as database:
            row = known(database, LearningSession, session, "session")
            row.unjudged_since = max(at, (row.unjudged_since or 0) + 1)  # no mark that somebody has read already

    def note_judged(self, read: Mapping[str, int]) -> None:
        """Take back the marks of these sessions, as they were when their judgement began; newer ones stay."""
        with self._noting(*(f"session {session}" for session in read)) as database:  # lost, it is judged once more
            for session, mark in sorted(read.items()):
                same = (col(LearningSession.session) == session, col(LearningSession.unjudged_since) == mark)
                database.exec(update(LearningSession).where(*same).values(unjudged_since=None))

    def unjudged(self, before: int, limit: int) -> list[str]:
        """Whose ended sessions have waited since before a moment (UTC ms) to be judged, those of the oldest first."""
        waiting = select(LearningSession.trainee).where(col(LearningSession.unjudged_since) < before)
        with self._reading() as database:
            rows = database.exec(waiting.order_by(col(LearningSession.unjudged_since)).limit(limit))
            return list(dict.fromkeys(rows))

    # ------------------------------------------------------------ by whom they are timed

    def own_session(self, session: str, owner: str) -> None:
        """The collector `owner` times the session from now on, whoever did before."""
        with self._writing(f"session {session}") as database:
            known(database, LearningSession, session, "session").owner = owner

    def owner_of(self, session: str) -> str:
        """The collector that times the session; empty where no collector took it yet, or there is no such session."""
        with self._reading() as database:
            wanted = select(LearningSession.owner).where(col(LearningSession.session) == session)
            return database.exec(wanted).first() or ""

    def owners(self) -> list[str]:
        """The collectors of all open sessions, by name; empty for those that none has taken yet."""
        with self._reading() as database:  # sorted here, as in `trainees_between`
            open_ones = select(LearningSession.owner).where(col(LearningSession.closed_at).is_(None))
            return sorted(set(database.exec(open_ones.distinct())))

    def adopt_sessions(self, owner: str, by: str) -> list[str]:
        """Give the open sessions of one collector to another, and return their names; of two that ask one gets each."""
        theirs = (col(LearningSession.owner) == owner, col(LearningSession.closed_at).is_(None))
        with self._writing(f"sessions of {owner}") as database:
            changed = update(LearningSession).where(*theirs).values(owner=by).returning(col(LearningSession.session))
            return sorted(database.exec(changed).scalars())

    # ------------------------------------------------------------ tickets

    def issue_ticket(self, session: str, expires_at: int) -> str:
        """A ticket that opens the session's stream once, until `expires_at` (UTC ms); only its hash is kept."""
        ticket = secrets.token_urlsafe(32)
        with self._writing(f"session {session}") as database:
            known(database, LearningSession, session, "session")
            database.add(Ticket(ticket_hash=_hash(ticket), session=session, expires_at=expires_at))
        return ticket

    def redeem_ticket(self, ticket: str, now: int) -> str:
        """Use a ticket and return its session; raises `RegistryError` when it is unknown, used or expired.

        It is still good at `expires_at` itself.  Of two who redeem it at once, one succeeds.
        """
        with self._writing(f"ticket {_hash(ticket)}") as database:
            session = _use(database, ticket, now)
            if session is None:
                raise RegistryError("ticket", "is unknown, used or expired", "open the session again for a new one")
            return session


def _use(database: Session, ticket: str, now: int) -> str | None:
    """Mark the ticket as used in one statement, which is what makes it single-use in any database."""
    fresh = (
        col(Ticket.ticket_hash) == _hash(ticket),
        col(Ticket.used_at).is_(None),
        col(Ticket.expires_at) >= now,
    )
    used = database.exec(update(Ticket).where(*fresh).values(used_at=now).returning(col(Ticket.session)))
    return used.scalar_one_or_none()


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def session_record(row: LearningSession) -> SessionRecord:
    return SessionRecord(
        session=row.session,
        trainee=row.trainee,
        training_class=row.training_class,
        platform=row.platform,
        stream=row.stream,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        owner=row.owner,
        attempts=None if row.attempts is None else tuple(row.attempts),
        unjudged_since=row.unjudged_since,
    )
