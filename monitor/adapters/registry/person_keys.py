"""Which key of a person of the office is in force: the first until it is ended, then the next once it is issued."""

from __future__ import annotations

from sqlmodel import Session, col, select

from monitor.adapters.registry.api_models import PersonKey
from monitor.adapters.registry.tables import Tables
from monitor.core.callers import EndedKey


class PersonKeys(Tables):
    """The keys themselves are derived and stored nowhere; what was ended is."""

    def person_key(self, account: str) -> int | None:
        """How many keys of this person were ended before the one in force, or None where none is in force."""
        with self._reading() as session:
            row = session.get(PersonKey, account)
            if row is None:
                return 0
            return row.ended if row.in_force else None

    def end_person_key(self, account: str, at: int) -> None:
        """The person's key is good for nothing from now on (`at` in UTC ms); one that is ended stays so."""
        with self._writing() as session:
            end_person_key(session, account, at)

    def renew_person_key(self, account: str) -> int:
        """Put the next key in force where one was ended; returns what `person_key` does."""
        with self._writing() as session:
            row = session.get(PersonKey, account)
            if row is None:
                return 0
            row.in_force = True
            return row.ended

    def ended_person_keys(self) -> list[EndedKey]:
        """Everybody of whom a key was ended, by account."""
        with self._reading() as session:
            rows = session.exec(select(PersonKey).order_by(col(PersonKey.account)))
            return [EndedKey(account=row.account, ended_at=row.ended_at, in_force=row.in_force) for row in rows]


def end_person_key(session: Session, account: str, at: int) -> None:
    """End it inside of another write."""
    row = session.get(PersonKey, account)
    if row is None:
        session.add(PersonKey(account=account, ended=1, ended_at=at, in_force=False))
    elif row.in_force:
        row.ended, row.ended_at, row.in_force = row.ended + 1, at, False
