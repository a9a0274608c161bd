"""JPEG files segment by segment, without decoding a pixel.

What a file says about the camera, the place and the time is nobody's business (EXIF, XMP, comments, thumbnails), and
a progressive file may hold thousands of scans, each of which costs a decoder a walk over the whole picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from monitor.faces.errors import PictureError

_START, _END, _SCAN, _LINES, _COMMENT = 0xD8, 0xD9, 0xDA, 0xDC, 0xFE
_APP0, _APP14, _APP15 = 0xE0, 0xEE, 0xEF
_STANDALONE = frozenset((0x01, *range(0xD0, 0xD8)))
_ADOBE = b"Adobe"
_ADOBE_BYTES = 12
_JFIF = b"JFIF\0"
_JFIF_BYTES = 14
_PLAIN_JFIF = b"\xff\xe0\0\x10" + _JFIF + b"\x01\x01\0\0\x01\0\x01\0\0"  # no density, no thumbnail


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
    """Return the same picture without APP0 to APP15, comments, and whatever follows its end; no pixel changes.

    JFIF's and Adobe's marks tell how colours are stored, so they stay: Adobe's 12 bytes, and of JFIF's that it is
    there, once.  What is left out decoders pass over, so that nothing of it makes two files of one picture.  Raises
    `PictureError`.
    """
    kept: list[bytes] = []
    for segment in segments(picture):
        essential = _essential(segment)
        if essential != _PLAIN_JFIF or essential not in kept:
            kept.append(essential)
    return b"".join(kept)


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


def _essential(segment: Segment) -> bytes:
    """What a decoder needs of a segment; nothing where it passes it over."""
    if segment.marker == _APP0 and segment.body.startswith(_JFIF) and len(segment.body) >= _JFIF_BYTES:
        return _PLAIN_JFIF
    if segment.marker == _APP14 and segment.body.startswith(_ADOBE) and len(segment.body) >= _ADOBE_BYTES:
        return bytes((0xFF, _APP14, 0, _ADOBE_BYTES + 2)) + segment.body[:_ADOBE_BYTES]
    passed_over = segment.marker in _STANDALONE or segment.marker in (_LINES, _COMMENT)
    return b"" if passed_over or _APP0 <= segment.marker <= _APP15 else segment.whole
