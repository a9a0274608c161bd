"""JPEG pictures as received: their header is checked before anything is decoded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import simplejpeg  # type: ignore[import-untyped]

from monitor.faces.errors import PictureError
from monitor.faces.jpeg import count_scans
from monitor.faces.models import Image
from monitor.faces.thresholds import STANDARD, Thresholds


def check_frames(frames: Sequence[bytes], limits: Thresholds = STANDARD) -> None:
    """Refuse a burst of too many, oversized or differently sized frames; costs microseconds a frame.

    A burst of too few frames is no error: a slow machine must not be punished, and the verdict says retry.
    Raises `PictureError`.
    """
    if len(frames) > limits.frames_max:
        raise PictureError("too_many_frames", f"{len(frames)}, at most {limits.frames_max}")
    sizes = {check_header(frame, limits.frame_bytes_max, limits) for frame in frames}
    if len(sizes) > 1:
        raise PictureError("mixed_sizes", str(sorted(sizes)))


def check_photo(picture: bytes, limits: Thresholds = STANDARD) -> None:
    """Refuse an oversized or unreadable snapshot or enrolment picture.  Raises `PictureError`."""
    check_header(picture, limits.photo_bytes_max, limits)


def check_header(picture: bytes, bytes_max: int, limits: Thresholds = STANDARD) -> tuple[int, int]:
    """Return (width, height) in pixels, without decoding any.

    Portrait pictures are accepted too, so the limits apply to the long and the short side.  Raises `PictureError`.
    """
    if len(picture) > bytes_max:
        raise PictureError("too_many_bytes", f"{len(picture)}, at most {bytes_max}")
    try:
        height, width, *_ = simplejpeg.decode_jpeg_header(picture)
    except ValueError as error:
        raise PictureError("not_a_jpeg", str(error)) from None
    long_side, short_side = max(width, height), min(width, height)
    if long_side < limits.long_side_min or short_side < limits.short_side_min:
        raise PictureError("too_small", f"{width}x{height}")
    if long_side > limits.long_side_max or short_side > limits.short_side_max:
        raise PictureError("too_large", f"{width}x{height}")
    if (scans := count_scans(picture)) > limits.scans_max:
        raise PictureError("too_many_scans", f"{scans}, at most {limits.scans_max}")
    return width, height


def decode(picture: bytes) -> Image:
    """Decode a picture whose header was checked.  Raises `PictureError` when it is cut off or damaged."""
    try:
        image: Image = simplejpeg.decode_jpeg(picture, colorspace="BGR")
    except ValueError as error:
        raise PictureError("broken", str(error)) from None
    return image


def fingerprint(picture: bytes) -> str:
    """Return the SHA-256 of a picture in hex; a real sensor never delivers the same bytes twice."""
    return hashlib.sha256(picture).hexdigest()
