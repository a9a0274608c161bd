"""What the registry hands to exports."""

from __future__ import annotations

from datetime import date

import msgspec


class JudgedAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt with its last verdict (canonical bytes), and what its class and person are called elsewhere."""

    verdict: bytes
    certified: bool
    institution: str
    class_title: str
    source_system: str
    external_id: str


class EnrolledPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a class with what the money depends on; `person_fen` is the amount of the class's last claim."""

    trainee: str
    source_system: str
    external_id: str
    training_class: str
    class_title: str
    institution: str
    institution_title: str
    certificate: str
    certified_on: date | None
    entitled_on: date | None
    claim: str
    person_fen: int | None
    online_hours: int
