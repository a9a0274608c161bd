"""What the monitor answers, as typed values; fields that are not listed here are left out, so that it may say more.

Times are `datetime` in UTC; texts for people are dictionaries with the keys `zh-CN` and `en`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

Item = TypeVar("Item")


class Page(msgspec.Struct, Generic[Item], frozen=True, kw_only=True):
    """One page of a list; the client walks through them."""

    items: tuple[Item, ...]
    next: str | None = None


class SessionOpened(msgspec.Struct, frozen=True, kw_only=True):
    """A session that waits for the browser SDK: `ticket` and `stream_url` go to the learner's page.

    The ticket works once, within two minutes.  `countable` is False where a result cannot count, and `reasons` say why.
    """

    session: str
    ticket: str
    stream_url: str
    countable: bool
    reasons: tuple[str, ...] = ()


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session from outside."""

    session: str
    trainee: str
    training_class: str
    platform: str
    opened_at: datetime
    closed_at: datetime | None = None


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a result is what it is, and what the learner can do about it."""

    code: str
    clause: str
    message: dict[str, str]
    advice: dict[str, str]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What one attempt at one class hour is worth; `certificate` is a VC-JWT."""

    attempt: str
    unit: str
    outcome: str
    outcome_text: dict[str, str]
    stage: str
    credited_ms: int
    required_ms: int
    reasons: tuple[Reason, ...] = ()
    purpose: str = ""
    certificate: str | None = None


class Cap(msgspec.Struct, frozen=True, kw_only=True):
    """Class hours that may be learned online in this class, how many count already, and how many are left."""

    allowed: int
    counted: int
    left: int


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt at a class hour; `place` counts the certified ones, `certificate` is a path of the API."""

    attempt: str
    unit: str
    platform: str
    outcome: str
    outcome_text: dict[str, str]
    stage: str
    claimed: bool
    credited_ms: int
    required_ms: int
    completed_at: datetime | None = None
    place: int | None = None
    reasons: tuple[Reason, ...] = ()
    certificate: str | None = None


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """One trainee in one class."""

    trainee: str
    training_class: str
    cap: Cap
    hours: tuple[Hour, ...]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice rests on: what was found, from when to when, and the entries of the log that show it."""

    code: str
    clause: str
    message: dict[str, str]
    advice: dict[str, str]
    start: datetime | None = None
    end: datetime | None = None
    evidence: tuple[str, ...] = ()


class NoticeText(msgspec.Struct, frozen=True, kw_only=True):
    """A notice in plain sentences, to be shown to the trainee; an appeal is filed before `appeal_until`."""

    text: dict[str, str]
    reasons: tuple[Finding, ...]
    given_at: datetime
    appeal_until: datetime


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done about an hour: a notice, an appeal, a decision with old and new result, a term's end."""

    kind: str
    at: datetime
    text: dict[str, str]
    by: str = ""
    party: str = ""
    old: str = ""
    new: str = ""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """How the matter of one attempt stands; `stage` is proposed or final, and `history` has every step, oldest first.

    `fault` says on whose side the fault lies; `notice` is None where there is nothing to appeal against.
    """

    attempt: str
    trainee: str
    training_class: str
    unit: str
    platform: str
    outcome: str
    outcome_text: dict[str, str]
    stage: str
    fault: str
    notice: NoticeText | None = None
    history: tuple[Step, ...] = ()

    @property
    def appealed(self) -> bool:
        """Whether an appeal waits for somebody to decide."""
        kinds = [step.kind for step in self.history if step.kind in {"appeal", "decision"}]
        return bool(kinds) and kinds[-1] == "appeal"


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate (VC-JWT) with the key that signed it; written to a file, `monitor verify` checks it offline."""

    certificate: str
    jwks: dict[str, object]


class Trainee(msgspec.Struct, frozen=True, kw_only=True):
    """A person by the name that all other calls use."""

    trainee: str
    external_id: str


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A trainee in a class, and whether the hours can be subsidised."""

    trainee: str
    training_class: str
    eligible: bool


class OwnLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link to one trainee's own page, for that person alone; it is good until `expires_at` (RFC 3339)."""

    url: str
    expires_at: datetime


class ConsentText(msgspec.Struct, frozen=True, kw_only=True):
    """What a trainee is asked, in the version in force."""

    version: str
    text: dict[str, str]


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """A trainee agreed to one purpose, and what the consent is called where it comes from."""

    trainee: str
    purpose: str
    version: str
    source_system: str
    external_id: str


class ReferencesTaken(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of enrolled pictures, which wait for the institution to confirm them."""

    references: tuple[int, ...]
    state: str


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A picture from which a face was enrolled: `unverified`, `needs_second`, `in_force` or `forgotten`."""

    reference: int
    trainee: str
    state: str
    enrolment: int
    supplied_by: str
    sha256: str


class Vouched(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the pictures are in force; if not, a second person is needed."""

    in_force: bool


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """A registered lesson; until it is approved it can be learned and does not count."""

    lesson: str
    title: str
    course: str
    course_type: str
    ordinal: int
    duration_ms: int
    content_hash: str
    approved: bool
    source_system: str = ""
    external_id: str = ""
    course_external_id: str = ""


class PlanSlice(msgspec.Struct, frozen=True):
    """A stretch of a lesson, in ms of video."""

    lesson: str
    start_ms: int
    end_ms: int


class PlanUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A class hour: stretches of lessons, in the order in which they are learned."""

    unit: str
    slices: tuple[PlanSlice, ...]
    hour_type: str = "theory"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The plan of a class: `proposed`, `approved` by a document, or `refused` for a reason."""

    proposal: str
    training_class: str
    institution: str
    class_title: str
    version: str
    total_class_hours: int
    units: tuple[PlanUnit, ...]
    proposed_by: str
    proposed_at: datetime
    state: str
    decided_at: datetime | None = None
    document: str = ""
    reason: str = ""
    source_system: str = ""
    external_id: str = ""


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A key by its name, with its scopes and its end."""

    key: str
    scopes: tuple[str, ...]
    label: str
    person: str = ""
    issued_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


class NewSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A new key or a new webhook secret, to be kept: it is said this once."""

    secret: str


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint for webhooks; `secret` is there when it was just registered."""

    endpoint: str
    url: str
    events: tuple[str, ...]
    created_at: datetime
    disabled_at: datetime | None = None
    disabled_why: str = ""
    secret: str = ""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A message on its way to an endpoint: `pending`, `delivered` or `dead`."""

    delivery: int
    message: str
    event: str
    endpoint: str
    state: str
    attempts: int
    next_try_at: datetime | None = None
    last_status: int | None = None
    last_error: str = ""
    delivered_at: datetime | None = None


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """To how many endpoints a message is sent again."""

    deliveries: int
