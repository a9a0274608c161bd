"""What is put on record about an attempt once the machine has judged it: notices, appeals, decisions (K15)."""

from __future__ import annotations

from typing import Literal

import msgspec

from monitor.core.fact import Counter, Fact, LongText, Millis, Name, Sha256, Text

Appellant = Literal["trainee", "institution", "platform"]
Ground = Literal["", "tampering", "identity_fraud", "deliberate_concurrency", "repeated_after_block"]
Proposed = Literal["held", "not_certified", "void_platform", "void_trainee"]
Media = Literal["image/jpeg", "image/png", "application/pdf"]
Outcome = Literal["restored", "not_certified", "void_platform", "void_trainee"]


class ReviewFact(Fact, frozen=True, kw_only=True):
    """Every entry is about one attempt."""

    attempt: Name


class NoticeGiven(ReviewFact, frozen=True, kw_only=True, tag="notice_given"):
    """The trainee can read that this result is proposed, and may appeal before `appeal_until` (UTC ms)."""

    result: Proposed
    appeal_until: Millis


class Attachment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that came with an appeal: its hash, and where it lies sealed (PRV-06); `size` in bytes."""

    sha256: Sha256
    media_type: Media
    size: Counter
    store_ref: Text


class AppealFiled(ReviewFact, frozen=True, kw_only=True, tag="appeal_filed"):
    """Somebody objects; `filed_by` is a person, for whichever party they speak.

    `through` is who made the link to the trainee's own page where it was filed, since the maker could have filed it.
    """

    party: Appellant
    filed_by: Name
    through: Text = ""
    text: LongText
    attachments: tuple[Attachment, ...] = ()


class TermEnded(ReviewFact, frozen=True, kw_only=True, tag="term_ended"):
    """Nobody appealed in time."""


class Decision(ReviewFact, frozen=True, kw_only=True, tag="decision"):
    """A person decided; the machine's verdict stays readable beside it.

    `ground` and `proof` (log positions) are what `void_trainee` needs: conduct, positively proven (K9).
    """

    outcome: Outcome
    decided_by: Name
    reason: LongText
    ground: Ground = ""
    proof: tuple[Text, ...] = ()
