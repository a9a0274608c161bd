"""What is put on record about a platform, in a stream of its own: probes, signals, procedure, decisions (K15)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from monitor.core.fact import Counter, Fact, LongText, Millis, Name, Sha256, Text

Disqualifier = Literal["D1", "D2", "D3", "D4", "D5", "D6", "evidence_missing"]
Source = Literal["probe", "production", "photo_times", "photo_audit", "photo_copies", "order"]
Absence = Literal["gone", "misnamed"]
Scope = Literal["affected_hours", "affected_classes", "all_since_first_evidence"]
Discovery = Literal["first_evidence", "flagged", "confirmed"]
Recount = Literal["all", "from_reinstatement"]
Outcome = Literal["confirmed", "dismissed", "blacklisted", "exited", "reinstated"]

Grade = Literal["A", "B", "C"]

GRADES: dict[Source, Grade] = {
    "probe": "A",
    "production": "B",
    "photo_times": "B",
    "photo_audit": "B",
    "photo_copies": "B",
    "order": "C",
}
"""A: shown at will by a test account.  B: seen in real sessions.  C: a document (rules: findings about platforms)."""


class Repetition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One run of a probe: did the platform let it happen, and what shows it (log positions, file hashes, words)."""

    at: Millis
    allowed: bool
    evidence: tuple[Text, ...] = ()


class PlatformFact(Fact, frozen=True, kw_only=True):
    """Every entry names its platform, so that it means the same wherever it is read."""

    platform: Name


class ProbeReported(PlatformFact, frozen=True, kw_only=True, tag="probe_reported"):
    """A test account tried one disqualifier on the platform; `authority` is the document that allowed the probe."""

    disqualifier: Disqualifier
    by: Name
    authority: Name
    procedure: LongText
    repetitions: Annotated[tuple[Repetition, ...], Meta(min_length=1, max_length=20)]


class PlatformSignal(PlatformFact, frozen=True, kw_only=True, tag="platform_signal"):
    """Evidence that the platform allows a disqualifier: the first one opens the case, further ones join it.

    `attempts` claimed credit in spite of it, by `trainees` different people, among `hours` hours of the same time for
    which credit was claimed; `prevented` counts what the platform stopped, which speaks for it.  An `order` is a
    document by which the platform is out already: its number is the evidence, the first evidence the beginning of the
    day.
    """

    case: Name
    disqualifier: Disqualifier
    source: Source
    first_evidence_at: Millis
    attempts: tuple[Name, ...] = ()
    trainees: Counter = 0
    hours: Counter = 0
    prevented: Counter = 0
    evidence: tuple[Text, ...] = ()


class SignalVerified(PlatformFact, frozen=True, kw_only=True, tag="signal_verified"):
    """A person reproduced or examined the signal; from here on the hours since it was flagged are held."""

    case: Name
    by: Name
    text: LongText


class PlatformNotified(PlatformFact, frozen=True, kw_only=True, tag="platform_notified"):
    """The platform was told facts, reasons and basis, and may answer before `reply_by` (UTC ms)."""

    case: Name
    by: Name
    text: LongText
    reply_by: Millis


class PlatformAnswered(PlatformFact, frozen=True, kw_only=True, tag="platform_answered"):
    """The platform stated its defence."""

    case: Name
    by: Name
    text: LongText


class CaseDecision(PlatformFact, frozen=True, kw_only=True, tag="case_decision"):
    """One person's decision; it takes effect with the same one of a second person.

    A confirmation says which of the three dates counts as discovery and how far back results are not recognised;
    `classes` are those that the evidence was found in.  A reinstatement says whether the hours of the suspension count
    after all, or only those from its own day on.  `anew` makes it a first word although somebody said the same before,
    who may decide no more.
    """

    case: Name
    by: Name
    outcome: Outcome
    document: Name
    reason: LongText
    discovery: Discovery = "confirmed"
    scope: Scope = "affected_hours"
    classes: tuple[Name, ...] = ()
    recount: Recount = "all"
    anew: bool = False


class Lapse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One disqualifier that an hour contains although the platform asks credit for it."""

    disqualifier: Disqualifier
    since: Millis
    evidence: tuple[Text, ...] = ()


class Observed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often one disqualifier was tried in an hour: what the platform stopped, and what it let through."""

    disqualifier: Disqualifier
    stopped: Counter = 0
    let_through: Counter = 0


class ClaimAudited(PlatformFact, frozen=True, kw_only=True, tag="claim_audited"):
    """What one claimed hour says about its platform; kept apart from the cases, since every claim leaves one.

    `lapses` are what stayed uncured, `observed` also what was learned again afterwards; `prevented` counts all that the
    platform stopped.  `photo_moment` is when the first random photo was really taken, in
    millionths of the class hour on the engaged clock, if there was one.
    """

    attempt: Name
    trainee: Name
    training_class: Name
    claimed_at: Millis
    lapses: tuple[Lapse, ...] = ()
    observed: tuple[Observed, ...] = ()
    prevented: Counter = 0
    photo_moment: Counter | None = None


class PhotoLost(PlatformFact, frozen=True, kw_only=True, tag="photo_lost"):
    """A retained photo was looked for, and is `gone`, or lies under a reference of another file or of none.

    `stored` is the log position of its storing, `sha256` that of the photo as it was committed.  The session's stream
    has it as well, so that a judgement of the hour finds it.
    """

    trainee: Name
    stored: Text
    sha256: Sha256
    why: Absence


class PhotoCopied(PlatformFact, frozen=True, kw_only=True, tag="photo_copied"):
    """One file was handed in for two people: by whom it was made for whom, nobody can tell from it.

    `first` and `again` are the log positions of its storing, and of its refusal on this platform; `first` may be on
    another platform.
    """

    sha256: Sha256
    first: Text
    again: Text


class Recounted(Fact, frozen=True, kw_only=True, tag="recounted"):
    """The hours of so many people were judged again by the stream's first `through` entries."""

    people: Counter
    through: Counter


PlatformEntry = (
    ProbeReported | PlatformSignal | SignalVerified | PlatformNotified | PlatformAnswered | CaseDecision | Recounted
)
