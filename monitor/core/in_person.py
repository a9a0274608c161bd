"""Verification in person: two people of the institution or the office saw the trainee, neither from the platform (K4).

Failed comparisons before it count no more.  An identity that they saw in a session needs no movements there, for about
as long as somebody sits before people in a class hour; afterwards the next check asks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.core.events import SeenInPerson, SessionClosed, SessionOpened
from monitor.core.intervals import Interval
from monitor.core.reading import Record
from monitor.core.rulepack import RulePack
from monitor.core.speaking import Speaker, are_two

ALWAYS: Interval = (0, 2**62)


@dataclass(frozen=True, slots=True)
class Verification:
    """Two people's word about one trainee on one platform, in one class, and in one session if they name one.

    `since` is when the first of them looked (server ms): nobody vouches for failures that come after.  `holds` is when
    both words stand for whoever learned in the session, at its two ends too.
    """

    platform: str
    training_class: str
    session: str
    since: int
    holds: Interval


@dataclass(slots=True)
class Words:
    """Words about one thing that wait for a second person's; each waits `lasts` ms, or as long as it takes."""

    lasts: int | None
    waiting: dict[str, tuple[Speaker, int]] = field(default_factory=dict)

    def hear(self, by: Speaker, at: int) -> int | None:
        """Take a word; answers when the first of two people looked, once there are two, and uses up what waited."""
        self.waiting = {name: word for name, word in self.waiting.items() if not self._lapsed(word[1], at)}
        first = next((since for speaker, since in self.waiting.values() if are_two(speaker, by)), None)
        if first is None:
            self.waiting.setdefault(by.name, (by, at))
        else:
            self.waiting = {}
        return first

    def _lapsed(self, since: int, at: int) -> bool:
        return self.lasts is not None and at - since > self.lasts


@dataclass(slots=True)
class Witnesses:
    """Who saw in person who learns in one session, while it goes on."""

    session: str
    lasts: int
    _words: Words = field(init=False)

    def __post_init__(self) -> None:
        self._words = Words(self.lasts)

    def hear(self, fact: SeenInPerson, at: int) -> int | None:
        """Take somebody's word; answers until when (server ms) the two stand for the learner, once it is enough."""
        if fact.session != self.session or _of_platform(fact):
            return None
        first = self._words.hear(fact.by, at)
        return None if first is None else first + self.lasts


def needs_no_movements(opened: SessionOpened) -> bool:
    """The trainee cannot move as asked, and the registry knows it."""
    return "no_movements" in opened.trainee.accommodations


def seen_sessions(record: Record, pack: RulePack) -> dict[str, list[Interval]]:
    """When (server ms) two people stand for whoever learned, by session."""
    seen: dict[str, list[Interval]] = {}
    for verification in verifications(record, pack):
        if verification.session:
            seen.setdefault(verification.session, []).append(verification.holds)
    return seen


def stands(seen: Mapping[str, Iterable[Interval]], session: str, start: int, end: int) -> bool:
    """Somebody stands for whoever learned in this session from start to end (server ms)."""
    return any(first <= start and end <= last for first, last in seen.get(session, ()))


def waiting_for(record: Record, pack: RulePack, about: tuple[str, str, str]) -> set[str]:
    """Whose word about platform, class and session waits for a second person's."""
    _, waiting = _fold(record, pack)
    return set(waiting[about].waiting) if about in waiting else set()


def verifications(record: Record, pack: RulePack) -> list[Verification]:
    """All that are complete, by time; a word is used once, so that another verification takes two again."""
    return _fold(record, pack)[0]


def looked_at(record: Record, session: str, received: int) -> int:
    """When whoever gave this word can have looked last (server ms): of a session that is over, they saw its end."""
    closed = (known.received for one in record.sessions if one.name == session for _, known in one.known(SessionClosed))
    return min([received, *closed])


def _fold(record: Record, pack: RulePack) -> tuple[list[Verification], dict[tuple[str, str, str], Words]]:
    found: list[Verification] = []
    waiting: dict[tuple[str, str, str], Words] = {}
    lasts = pack["in_person_lasts_ms"]
    for fact, known in record.known(SeenInPerson):
        if _of_platform(fact):
            continue
        about = (fact.platform, fact.training_class, fact.session)
        at = looked_at(record, fact.session, known.received)
        words = waiting.setdefault(about, Words(lasts if fact.session else None))
        first = words.hear(fact.by, at)
        if first is not None:
            found.append(Verification(*about, since=first, holds=(at - lasts, first + lasts)))
    return found, waiting


def _of_platform(fact: SeenInPerson) -> bool:
    return fact.by.house == f"platform/{fact.platform}"
