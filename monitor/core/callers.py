"""Who may ask for what over the API: platforms and institutions, with keys of narrower or wider scope."""

from __future__ import annotations

from typing import Literal

import msgspec

OwnerKind = Literal["platform", "institution"]
Scope = Literal["read", "learn", "enrol", "content", "confirm", "object", "webhooks", "keys"]

# What a key of either kind may hold; a key without a choice of its own has all of it.
SCOPES: dict[OwnerKind, tuple[Scope, ...]] = {
    "platform": ("read", "learn", "enrol", "content", "object", "webhooks", "keys"),
    "institution": ("read", "enrol", "content", "confirm", "object", "webhooks", "keys"),
}


# What the key of one person of an institution is good for, unless it is chosen.
PERSONAL: tuple[Scope, ...] = ("read", "confirm")


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Whose key was given, and for what it is good; `key` is the key's name, never the key.

    `person` is empty unless the office gave the key to one person of the institution.
    """

    kind: OwnerKind
    owner: str
    key: str
    scopes: frozenset[Scope]
    person: str = ""

    @property
    def name(self) -> str:
        """One name over both kinds: a platform and an institution may be called the same."""
        return f"{self.kind}/{self.owner}"


class EndedKey(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the office of whom a key was ended (UTC ms), and whether another one is in force."""

    account: str
    ended_at: int
    in_force: bool


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a key besides its hash; times are UTC ms."""

    key: str
    kind: OwnerKind
    owner: str
    scopes: tuple[Scope, ...]
    label: str
    person: str
    issued_at: int
    expires_at: int | None
    revoked_at: int | None
    used_at: int | None = None  # last, to the hour
