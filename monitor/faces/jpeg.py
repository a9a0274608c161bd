"""JPEG files segment by segment, without decoding a pixel.

What a file says about the camera, the place and the time is nobody's business (EXIF, XMP, comments, thumbnails), and
a progressive file may hold thousands of scans, each of which costs a decoder a walk over the whole picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from monitor.faces.errors import PictureError

_START, _END, _SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP14, _APP15 = 0xE0, 0xEE, 0xEF
_STANDALONE = frozenset((0x01, *range(0xD0, 0xD8)))
_ADOBE = b"Adobe"
_ADOBE_BYTES = 12


class Segment(NamedTuple):
    """One marker with all that follows it up to the next; `body` is what lies behind the two bytes of length."""

    marker: int
    whole: bytes
    body: bytes


def segments(picture: bytes) -> Iterator[Segment]:
    """Yield every segment up to and including the end marker; the data of a scan belongs to the scan's segment.

    Raises `PictureError` for what is no JPEG, or is cut off.
    """
    if picture[:2] != bytes((0xFF, _START)):
        raise PictureError("not_a_jpeg", "it does not begin as a JPEG does")
    yield Segment(_START, picture[:2], b"")
    place = 2
    while True:
        marker, place = _marker_at(picture, place)
        if marker == _END:
            yield Segment(_END, bytes((0xFF, _END)), b"")
            return
        segment, place = _segment_at(picture, marker, place)
        yield segment


def strip_metadata(picture: bytes) -> bytes:
    """Return the same picture without APP1 to APP15, comments, and whatever follows its end; no pixel changes.

    Adobe's mark is the exception: it tells how colours are stored, so its 12 bytes stay.  Raises `PictureError`.
    """
    return b"".join(kept for segment in segments(picture) if (kept := _without_metadata(segment)))


def count_scans(picture: bytes) -> int:
    """Return in how many scans a picture is stored: 1 as cameras and browsers write it.  Raises `PictureError`."""
    return sum(segment.marker == _SCAN for segment in segments(picture))


def _marker_at(picture: bytes, place: int) -> tuple[int, int]:
    """Return the marker at a place and where its content begins; any number of fill bytes may precede it."""
    if picture[place : place + 1] != b"\xff":
        raise PictureError("broken", f"no marker at byte {place}")
    while picture[place : place + 1] == b"\xff":
        place += 1
    if place >= len(picture):
        raise PictureError("broken", "it ends before its end marker")
    return picture[place], place + 1


def _segment_at(picture: bytes, marker: int, place: int) -> tuple[Segment, int]:
    head = bytes((0xFF, marker))
    if marker in _STANDALONE:
        return Segment(marker, head, b""), place
    length = int.from_bytes(picture[place : place + 2])
    end = place + length
    if length < 2 or end > len(picture):
        raise PictureError("broken", f"the segment at byte {place} is cut off")
    after = _end_of_scan(picture, end) if marker == _SCAN else end
    return Segment(marker, head + picture[place:after], picture[place + 2 : end]), after


def _end_of_scan(picture: bytes, place: int) -> int:
    """Return where the next marker lies; in a scan 0xFF is followed by 0, or by a restart marker."""
    while (place := picture.find(b"\xff", place)) >= 0 and place + 1 < len(picture):
        following = picture[place + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return place
        place += 2
    raise PictureError("broken", "it ends within a scan")


def _without_metadata(segment: Segment) -> bytes:
    if segment.marker == _APP14 and segment.body.startswith(_ADOBE) and len(segment.body) >= _ADOBE_BYTES:
        return bytes((0xFF, _APP14, 0, _ADOBE_BYTES + 2)) + segment.body[:_ADOBE_BYTES]
    dropped = _APP0 < segment.marker <= _APP15 or segment.marker == _COMMENT
    return b"" if dropped else segment.whole
