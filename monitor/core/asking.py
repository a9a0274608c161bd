"""What the supervisor may want of a session: questions for the learner, and what the lesson shall do."""

from __future__ import annotations

import msgspec

from monitor.core.challenges import Drawn
from monitor.core.drawing import nonce
from monitor.core.events import Challenge
from monitor.core.watching import Watch


class AskPopup(msgspec.Struct, frozen=True, kw_only=True, tag="popup"):
    """Show a pop-up, which `answer` (an option's id) answers; with a `photo_nonce`, take a photo while it is open."""

    attempt: str
    counter: int
    engaged: int
    nonce: str
    photo_nonce: str
    within_ms: int
    challenge: Challenge
    answer: str
    purpose: str


class AskPhoto(msgspec.Struct, frozen=True, kw_only=True, tag="photo"):
    """Take one photo."""

    attempt: str
    counter: int
    engaged: int
    nonce: str
    within_ms: int
    purpose: str


class AskLiveness(msgspec.Struct, frozen=True, kw_only=True, tag="liveness"):
    """Perform one action; `step` counts from 1 to `of`."""

    attempt: str
    counter: int
    engaged: int
    nonce: str
    action: str
    step: int
    of: int
    cue_ms: int  # to read the instruction, before the pictures are taken
    within_ms: int
    purpose: str


class Hold(msgspec.Struct, frozen=True, tag="hold"):
    """Keep the lesson paused."""

    reason: str


class Release(msgspec.Struct, frozen=True, tag="release"):
    """Let it play."""


class Expire(msgspec.Struct, frozen=True, tag="expire"):
    """Nobody answered."""

    nonce: str


class End(msgspec.Struct, frozen=True, tag="end"):
    """The session is over."""

    reason: str


Ask = AskPopup | AskPhoto | AskLiveness | Hold | Release | Expire | End
Question = AskPopup | AskPhoto | AskLiveness


# ---------------------------------------------------------------- questions about one attempt


def popup(watch: Watch, counter: int, purpose: str, drawn: Drawn, *, photo: bool) -> AskPopup:
    """The pop-up at this place of the draw."""
    return AskPopup(
        attempt=watch.name,
        counter=counter,
        engaged=watch.engaged,
        nonce=nonce(watch.secret, "popup", counter),
        photo_nonce=nonce(watch.secret, "popup photo", counter) if photo else "",
        within_ms=watch.within("popup_answer_ms"),
        challenge=drawn.challenge,
        answer=drawn.answer,
        purpose=purpose,
    )


def photo(watch: Watch, counter: int) -> AskPhoto:
    """The silent photo at this place of the draw."""
    return AskPhoto(
        attempt=watch.name,
        counter=counter,
        engaged=watch.engaged,
        nonce=nonce(watch.secret, "photo", counter),
        within_ms=watch.within("photo_capture_window_ms"),
        purpose="presence",
    )


def movement(watch: Watch, counter: int, action: str, step: int, purpose: str) -> AskLiveness:
    """One step of a face check; `step` counts from 1."""
    return AskLiveness(
        attempt=watch.name,
        counter=counter,
        engaged=watch.engaged,
        nonce=nonce(watch.secret, "liveness", counter),
        action=action,
        step=step,
        of=watch.pack["liveness_steps"],
        cue_ms=watch.within("liveness_cue_ms"),
        within_ms=watch.within("liveness_window_ms"),
        purpose=purpose,
    )
