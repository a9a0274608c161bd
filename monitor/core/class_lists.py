"""Classes and people in lists, as the office's console shows them; times are UTC ms."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

ClassState = Literal["", "planned", "running", "over"]
Phone = Literal["none", "kept", "taken_back"]  # whether a keyed hash of a phone number is kept (PRV-06)


class ClassSearch(msgspec.Struct, frozen=True, kw_only=True):
    """Which classes are asked for; what is empty does not narrow.  `text` is part of the name or the title."""

    text: str = ""
    institution: str = ""
    state: ClassState = ""


class ClassLine(msgspec.Struct, frozen=True, kw_only=True):
    """A class in a list; a beginning or an end that nobody entered is null."""

    training_class: str
    title: str
    institution: str
    institution_title: str
    total_class_hours: int
    begins_at: int | None
    ends_at: int | None
    trainees: int

    def state_at(self, now: int) -> Literal["unknown", "planned", "running", "over"]:
        """Whether it is yet to begin, lasts, or is over."""
        if self.begins_at is None:
            return "unknown"
        if self.begins_at > now:
            return "planned"
        return "over" if self.ends_at is not None and self.ends_at <= now else "running"


class LearnerLine(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a class; `results` counts attempts by the result of their last verdict."""

    trainee: str
    training_class: str
    class_title: str
    total_class_hours: int
    external_id: str
    enrolled_at: int
    left_at: int | None
    eligible: bool
    reason: str
    results: dict[str, int]


class MakeUpLine(msgspec.Struct, frozen=True, kw_only=True):
    """Missed hours that were made up (PRC-09); `accepted` is null until somebody decided about the reason."""

    course: str
    trainee: str
    training_class: str
    starts_at: int
    ends_at: int
    recorded_ms: int
    reason: str
    accepted: bool | None
    decided_by: str


class NoticeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A public notice of a class's result (FND-02)."""

    posted_on: date
    taken_down_on: date | None


class ConsentLine(msgspec.Struct, frozen=True, kw_only=True):
    """A consent to one purpose, in one version of its text (PRV-02)."""

    purpose: str
    text_version: str
    given_at: int
    withdrawn_at: int | None
    source_system: str
    external_id: str


class WaitingFace(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose reference pictures nobody has confirmed yet (K5), since the first of them came."""

    trainee: str
    supplied_by: str
    since: int
    pictures: int


class PersonLine(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about a person under the random name."""

    trainee: str
    registered_at: int
    blacklisted: bool
    phone: Phone
    enrolments: tuple[LearnerLine, ...]
    consents: tuple[ConsentLine, ...]
    make_ups: tuple[MakeUpLine, ...]
