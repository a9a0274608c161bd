"""Records that came from elsewhere and wait for a person's word, as the console lists them; times are UTC ms."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

WordState = Literal["", "waiting", "good", "bad"]  # what somebody said of a record; waiting is nobody yet
ClaimState = Literal["", "waiting", "signed"]


class RecordSearch(msgspec.Struct, frozen=True, kw_only=True):
    """Which records are asked for; what is empty does not narrow."""

    state: WordState | ClaimState = ""
    training_class: str = ""


EVERY_RECORD = RecordSearch()


class RecordingLine(msgspec.Struct, frozen=True, kw_only=True):
    """A recording, whether it shows all trainees, and how many of its class do not (PRC-06)."""

    recording: str
    training_class: str
    source_system: str
    starts_at: int
    ends_at: int
    deleted_on: date | None
    shows_all: bool | None
    reviewed_by: str
    reviewed_at: int | None
    strikes: int


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A handler's signature under a claim."""

    signed_by: str
    signed_at: int


class ClaimLine(msgspec.Struct, frozen=True, kw_only=True):
    """A claim for a class's subsidy, with the signatures in the order in which they were given (FND-01)."""

    claim: str
    training_class: str
    entered_by: str
    entered_at: int
    person_fen: int | None
    signatures: tuple[Signature, ...]
