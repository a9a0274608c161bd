"""The messages of docs/protocol.md other than batches, as the collector reads and writes them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from monitor.core.bilingual import Bilingual
from monitor.core.events import ChallengeKind, Option
from monitor.core.fact import Name, Text

Language = Literal["zh-CN", "en"]


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="hello"):
    """The first message of every connection; it carries a ticket or a resume token."""

    protocol: Literal[1]
    instance: Name
    ticket: Annotated[str, Meta(max_length=1024)] = ""
    resume: Annotated[str, Meta(max_length=1024)] = ""
    mode: Literal["enforce", "observe"] = "enforce"
    sdk: Text = ""
    language: Language = "zh-CN"


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=False):
    """Something that the collector says."""


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """The text that a trainee agrees to before any picture is taken, and whether this one has."""

    version: str
    given: bool
    text: Bilingual


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the rule pack asks of the SDK, in ms."""

    sample_every_ms: int
    batch_every_ms: int
    pause_unacknowledged_ms: int
    hold_after_ms: int
    seek_tolerance_ms: int
    popup_answer_ms: int
    burst_fps: int
    burst_frames: int
    review_from_ms: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps the lesson paused when the connection begins."""

    reason: str
    message: Bilingual


class Welcome(Message, frozen=True, kw_only=True, tag="welcome"):
    """The answer to a hello."""

    session: str
    resume: str
    epoch: int
    server_time: int
    key: str
    chain: str
    last_seq: int
    upload: str
    language: Language
    trainee: str
    lesson: str
    consent: Consent
    words: dict[str, str]
    hold: Held | None
    ask: Asked
    purpose: str | msgspec.UnsetType = msgspec.UNSET


class Ack(Message, frozen=True, kw_only=True, tag="ack"):
    """Everything up to `seq` is on disk."""

    seq: int


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What a pop-up asks; the answer is the `id` of an option."""

    kind: ChallengeKind
    prompt: Bilingual
    options: tuple[Option, ...]


class Post(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="post"):
    """The first line of a request with batches of a run that has no connection; `instance` is that run."""

    upload: Annotated[str, Meta(max_length=1024)]
    instance: Name


class Poll(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="poll"):
    """The first line of every further request of a run that speaks by requests."""

    upload: Annotated[str, Meta(max_length=1024)]


class Stored(Message, frozen=True, kw_only=True, tag="stored"):
    """Where the session stands after a `post`: the next batch follows `last_seq`, the run's next event is `next_n`."""

    last_seq: int
    chain: str
    next_n: int


class Directive(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Something that the SDK shall do; every directive says `type` and carries a nonce, empty where nothing answers."""

    type: Literal["directive"] = "directive"
    nonce: str = ""


class PopupDirective(Directive, frozen=True, kw_only=True, tag="popup"):
    """Stop the lesson and ask."""

    answer_within_ms: int
    challenge: Challenge
    photo_nonce: str = ""


class PhotoDirective(Directive, frozen=True, kw_only=True, tag="photo"):
    """Take one photo silently."""

    window_ms: int


class LivenessDirective(Directive, frozen=True, kw_only=True, tag="liveness"):
    """Ask for one movement in front of the camera."""

    action: str
    step: int
    of: int
    fps: int
    frames: int
    cue_ms: int
    window_ms: int


class HoldDirective(Directive, frozen=True, kw_only=True, tag="hold"):
    """Keep the lesson paused."""

    reason: str
    message: Bilingual


class ReleaseDirective(Directive, frozen=True, kw_only=True, tag="release"):
    """Let the lesson play."""


class EndDirective(Directive, frozen=True, kw_only=True, tag="end"):
    """The session is over."""

    reason: str
    message: Bilingual


class Outcome(Message, frozen=True, kw_only=True, tag="outcome"):
    """What became of a burst or a photo, without scores."""

    nonce: str
    kind: Literal["liveness", "photo"]
    verdict: str
    reason: str
    message: Bilingual
    final: bool


class Stretch(msgspec.Struct, frozen=True):
    """A part of a lesson, media ms."""

    lesson: str
    media_from: int
    media_to: int


class Uncounted(msgspec.Struct, frozen=True):
    """How much of what is missing was played and did not count, in ms of content, and why."""

    reason: str
    lost_ms: int
    text: Bilingual


class Status(Message, frozen=True, kw_only=True, tag="status"):
    """Where an attempt stands, provisionally; `missing` is what is still to be learned, or learned again."""

    unit: str
    state: str
    credited_ms: int
    required_ms: int
    missing: tuple[Stretch, ...]
    uncounted: tuple[Uncounted, ...]
    next: Bilingual


class Error(Message, frozen=True, kw_only=True, tag="error"):
    """A refusal; `expected` is the next `seq` where one was left out."""

    code: str
    field: str
    message: Bilingual
    remedy: str
    fatal: bool
    expected: int | msgspec.UnsetType = msgspec.UNSET


_encode = msgspec.json.Encoder().encode


def encode(message: Message | Directive) -> bytes:
    """The text of one frame."""
    return _encode(message)
