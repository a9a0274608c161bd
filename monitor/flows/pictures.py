"""Why a picture is not taken in, before anybody looks at it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from monitor.flows.collector import Collector
from monitor.flows.live import Live, UnknownSession
from monitor.flows.log_context import bind

PICTURE_LIMIT = 150_000  # bytes
BURST_LIMIT = 1_500_000  # bytes, all frames together
FRAMES_LIMIT = 24
_JPEG = b"\xff\xd8\xff"


class PictureRefused(Exception):
    """An upload was refused: HTTP status, code, the field that is wrong, and what to do.

    `each` are the refusals of the single pictures where several came together; `words` say it to whoever took them.
    """

    def __init__(
        self,
        status: int,
        code: str,
        field: str,
        detail: str,
        remedy: str,
        *,
        each: Sequence[PictureRefused] = (),
        words: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, field, detail)
        self.each = each
        self.words = words or {}
        self.status = status
        self.code = code
        self.field = field
        self.detail = detail
        self.remedy = remedy


def session_of(collector: Collector, token: str) -> str:
    """Whose upload token this is; empty for none that this installation gave out."""
    read = collector.tokens.read("upload", token)
    return read.session if read is not None else ""


async def session_for_upload(collector: Collector, token: str) -> Live:
    """The session whose upload token this is, if it may still hand in pictures; raises `PictureRefused`."""
    read = collector.tokens.read("upload", token)
    if read is None:
        raise _unauthorised()
    bind(session=read.session)
    try:
        live = await collector.sessions.get(read.session)
    except UnknownSession as error:
        raise _unauthorised() from error
    if live.connection is None and collector.peers.me.address:
        async with live.lock:
            await live.catch_up()  # its collector was taken for gone, and goes on with it
    if live.state.closed is not None:
        raise PictureRefused(409, "session_over", "Authorization", "The session has ended.", "Open the lesson again.")
    refuse_without_consent(live)
    return live


def refuse_without_consent(live: Live) -> None:
    """A consent that was taken back holds at once, also for a picture on its way; raises `PictureRefused`."""
    if not live.state.consent:
        raise PictureRefused(
            403,
            "consent_missing",
            "consent",
            "The trainee has not agreed to face checks, so no picture is taken in.",
            "Ask for the consent and send consent_given over the stream first.",
        )


def _unauthorised() -> PictureRefused:
    return PictureRefused(
        401,
        "bad_token",
        "Authorization",
        "The upload token is not valid.",
        "Use the `upload` token of the last welcome.",
    )


def check_picture(picture: bytes, field: str) -> str:
    """SHA-256 (hex) of a picture that looks like one; raises `PictureRefused`."""
    if len(picture) > PICTURE_LIMIT:
        raise PictureRefused(
            413,
            "oversized",
            field,
            f"The picture has {len(picture)} bytes.",
            f"Send at most {PICTURE_LIMIT} bytes: 480x360 JPEG at quality 0.75.",
        )
    if not picture.startswith(_JPEG):
        raise PictureRefused(415, "not_a_jpeg", field, "This is not a JPEG picture.", "Send image/jpeg.")
    return hashlib.sha256(picture).hexdigest()


def check_burst(frames: list[bytes]) -> None:
    """Refuse a burst over its limits; raises `PictureRefused`."""
    if not 0 < len(frames) <= FRAMES_LIMIT:
        raise PictureRefused(
            422, "frame_count", "f", f"The burst has {len(frames)} frames.", f"Send 1 to {FRAMES_LIMIT} parts named f."
        )
    if sum(map(len, frames)) > BURST_LIMIT:
        raise PictureRefused(
            413, "oversized", "f", "The burst is too large.", f"Send at most {BURST_LIMIT} bytes in all frames."
        )
    for frame in frames:
        check_picture(frame, "f")


def too_many_at_once(field: str) -> PictureRefused:
    return PictureRefused(
        429,
        "too_many_at_once",
        field,
        "Too many pictures are being taken in already.",
        "Wait until earlier ones are answered, then send it again.",
    )


def unknown_nonce(field: str) -> PictureRefused:
    return PictureRefused(
        404,
        "unknown_nonce",
        field,
        "Nothing was asked under this nonce, or it is answered already or too late.",
        "Answer the open directive; a new one follows by itself.",
    )
