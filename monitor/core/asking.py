"""What the supervisor may want of a session: questions for the learner, and what the lesson shall do."""

from __future__ import annotations

import msgspec

from monitor.core.drawing import draw, nonce, shuffled
from monitor.core.watching import Watch

WORDS = ("苹果", "河流", "书本", "太阳", "火车", "树叶", "钥匙", "雨伞", "桥梁", "月亮", "铅笔", "石头")


class AskPopup(msgspec.Struct, frozen=True, kw_only=True, tag="popup"):
    """Show a pop-up; with a `photo_nonce`, take a photo while it is open."""

    attempt: str
    counter: int
    engaged: int
    nonce: str
    photo_nonce: str
    within_ms: int
    word: str
    options: tuple[str, ...]
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


def popup(watch: Watch, counter: int, purpose: str, *, photo: bool) -> AskPopup:
    """The pop-up at this place of the draw."""
    options = tuple(shuffled(watch.secret, "word", counter, WORDS)[:4])
    return AskPopup(
        attempt=watch.name,
        counter=counter,
        engaged=watch.engaged,
        nonce=nonce(watch.secret, "popup", counter),
        photo_nonce=nonce(watch.secret, "popup photo", counter) if photo else "",
        within_ms=watch.pack["popup_answer_ms"],
        word=options[draw(watch.secret, "word place", counter, 0, 3)],
        options=options,
        purpose=purpose,
    )


def photo(watch: Watch, counter: int) -> AskPhoto:
    """The silent photo at this place of the draw."""
    return AskPhoto(
        attempt=watch.name,
        counter=counter,
        engaged=watch.engaged,
        nonce=nonce(watch.secret, "photo", counter),
        within_ms=watch.pack["photo_capture_window_ms"],
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
        within_ms=watch.pack["liveness_window_ms"],
        purpose=purpose,
    )
