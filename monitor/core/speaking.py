"""Whose word it is when somebody vouches for a trainee, and when two words are two people's (K4, K5, K6).

The key of a house lies in a server that many use: whatever names it sends, it speaks for one person at most.  Whom the
office knows by name has a key of their own.
"""

from __future__ import annotations

import msgspec

OFFICE = "office"


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """A person of a house, which is "office" or "institution/<name>".

    With an own key they are known to be that person; otherwise `person` is what their house calls them.
    """

    house: str
    person: str
    own_key: bool = False

    @property
    def name(self) -> str:
        """House and person, for people to read."""
        return f"{self.house}/{self.person}"


def of_office(person: str) -> Speaker:
    """A person of the office: all of them have keys of their own."""
    return Speaker(house=OFFICE, person=person, own_key=True)


def are_two(one: Speaker, other: Speaker) -> bool:
    """Surely two different people: at least one of them is known by a key of their own."""
    return one.name != other.name and (one.own_key or other.own_key)
