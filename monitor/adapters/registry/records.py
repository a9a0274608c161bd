"""What the registry answers with: plain, frozen, and free of the database."""

from __future__ import annotations

from typing import Literal

import msgspec

from monitor.core.events import Accommodation


class PlatformRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A platform in the registry's list."""

    platform: str
    title: str
    source_system: str
    external_id: str


class LearnerRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A trainee enrolled in a class."""

    trainee: str
    training_class: str
    eligible: bool


class AccommodationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a trainee was granted, by whom and when (UTC ms)."""

    kinds: tuple[Accommodation, ...]
    time_percent: int
    registered_by: str
    registered_at: int


class ReferenceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolled picture; `confirmed_by` is null until somebody who is not the vendor looked at it (K5).

    Pictures of one `enrolment` were handed in together.  `in_force` tells whether comparisons may rest on it;
    `looks_like` are classmates who have this face too: twins, or one person under two names, which two people have
    to settle (K6).
    """

    reference: int
    trainee: str
    version: int
    enrolment: int
    sha256: str
    embedder: str
    supplied_by: str
    confirmed_by: str | None
    seconded_by: str | None
    in_force: bool
    looks_like: tuple[str, ...] = ()
    forgotten_at: int | None = None  # UTC ms; since then there is nothing to compare with


class SessionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Where a session's entries are; times in UTC ms."""

    session: str
    trainee: str
    training_class: str
    platform: str
    stream: str
    opened_at: int
    closed_at: int | None
    attempts: tuple[str, ...] | None  # at which it is; null when that is only in its stream
    owner: str = ""
    unjudged_since: int | None = None


class AttemptRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A person's try at one unit; `ordinal` counts from 1; times in UTC ms."""

    attempt: str
    trainee: str
    training_class: str
    unit: str
    ordinal: int
    state: Literal["open", "closed"]
    opened_at: int
    closed_at: int | None


class VerdictRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A saved verdict: its canonical bytes, the log's head it rests on (hex), and the certificate (JWS) if any."""

    number: int
    attempt: str
    verdict: bytes
    head: str
    decided_at: int
    certificate: str | None
