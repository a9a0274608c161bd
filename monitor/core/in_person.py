"""Verification in person: two people of the institution or the office saw the trainee, neither from the platform (K4).

Failed comparisons before it count no more, and an identity that they saw in a session needs no movements there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.core.events import SeenInPerson, SessionOpened
from monitor.core.reading import Record

PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Verification:
    """Two people's word about one trainee on one platform, in one class, and in one session if they name one.

    `since` is when the first of them looked (server ms): nobody vouches for what comes after.
    """

    platform: str
    training_class: str
    session: str
    since: int


@dataclass(slots=True)
class Witnesses:
    """Who saw in person who learns in one session, while it goes on."""

    session: str
    people: set[str] = field(default_factory=set)

    def hear(self, fact: SeenInPerson) -> bool:
        """Take somebody's word; true once it is enough."""
        if fact.session == self.session and fact.by != fact.platform:
            self.people.add(fact.by)
        return len(self.people) >= PEOPLE


def needs_no_movements(opened: SessionOpened) -> bool:
    """The trainee cannot move as asked, and the registry knows it."""
    return "no_movements" in opened.trainee.accommodations


def seen_sessions(record: Record) -> set[str]:
    """Sessions in which two people saw who was learning."""
    return {verification.session for verification in verifications(record)} - {""}


def waiting_for(record: Record, platform: str, training_class: str, session: str) -> set[str]:
    """Who has given a word that waits for the second one's."""
    _, waiting = _fold(record)
    return set(waiting.get((platform, training_class, session), ()))


def verifications(record: Record) -> list[Verification]:
    """All that are complete, by time; a word is used once, so that another verification takes two again."""
    return _fold(record)[0]


_Waiting = dict[tuple[str, str, str], dict[str, int]]  # about what -> who -> when


def _fold(record: Record) -> tuple[list[Verification], _Waiting]:
    found: list[Verification] = []
    waiting: _Waiting = {}
    for fact, known in record.known(SeenInPerson):
        if fact.by == fact.platform:
            continue
        about = (fact.platform, fact.training_class, fact.session)
        said = waiting.setdefault(about, {})
        said.setdefault(fact.by, known.received)
        if len(said) == PEOPLE:
            found.append(Verification(*about, since=min(said.values())))
            del waiting[about]
    return found, waiting
