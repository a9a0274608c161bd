"""What a stored picture still says about camera, place and time: nothing; and its pixels stay as they were."""

from __future__ import annotations

import io

import numpy as np
import pytest
import simplejpeg
from face_fakes import jpeg, pictures
from PIL import Image

from monitor.faces.errors import PictureError
from monitor.faces.jpeg import count_scans, segments, strip_metadata
from monitor.faces.pictures import check_photo

PLAIN = jpeg(pictures(1)[0])


def segment(marker, body):
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


def with_segments(*added, picture=PLAIN):
    return picture[:2] + b"".join(added) + picture[2:]


def saved(mode="RGB", **options):
    """A picture written by another program, with everything it likes to add."""
    out = io.BytesIO()
    Image.fromarray(pictures(1)[0]).convert(mode).save(out, "JPEG", **options)
    return out.getvalue()


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture)))


@pytest.mark.parametrize("marker", [*range(0xE0, 0xF0), 0xFE])
def test_every_kind_of_metadata_is_dropped(marker):
    marked = with_segments(segment(marker, b"Exif\0\0 SECRET PLACE"))
    assert strip_metadata(marked) == PLAIN


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"progressive": True},
        {"restart_marker_blocks": 4},
        {"optimize": True, "quality": 97},
        {"subsampling": 0},
        {"icc_profile": b"profile" * 20000},
        {"comment": b"SECRET"},
        {"mode": "L"},
        {"mode": "CMYK"},
        {"keep_rgb": True},
    ],
)
def test_no_pixel_changes(options):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SECRET MAKER", 6
    original = saved(exif=exif.tobytes(), **options)
    assert b"SECRET" in original
    stripped = strip_metadata(original)
    assert b"SECRET" not in stripped
    assert b"profile" not in stripped
    assert (pixels(stripped) == pixels(original)).all()


def test_the_mark_that_tells_how_colours_are_stored_stays_and_nothing_hides_behind_it():
    adobe = b"Adobe" + bytes((0, 100, 0, 0, 0, 0, 0))
    stripped = strip_metadata(with_segments(segment(0xEE, adobe + b"SECRET")))
    assert stripped == with_segments(segment(0xEE, adobe))


@pytest.mark.parametrize(
    "more",
    [
        segment(0xE0, b"JFIF\0\x01\x02\x01\0\x48\0\x48\0\0"),  # another version and density
        segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01SECRET"),  # a thumbnail
        segment(0xDC, b"\x01\x68"),
        b"\xff\x01",
        b"\xff\xd0",
    ],
)
def test_nothing_that_decoders_pass_over_makes_another_file_of_a_picture(more):
    decoded = simplejpeg.decode_jpeg(with_segments(more))
    assert (decoded == simplejpeg.decode_jpeg(PLAIN)).all()
    assert strip_metadata(with_segments(more)) == PLAIN


def test_what_follows_the_end_is_dropped():
    assert strip_metadata(PLAIN + b"a second picture, a film, a place") == PLAIN


def test_metadata_between_scans_is_dropped():
    progressive = saved(progressive=True)
    place = progressive.rindex(b"\xff\xda")
    marked = progressive[:place] + segment(0xFE, b"SECRET") + progressive[place:]
    assert strip_metadata(marked) == strip_metadata(progressive)


def test_fill_bytes_before_a_marker_are_allowed():
    assert strip_metadata(PLAIN[:2] + b"\xff\xff" + PLAIN[2:]) == PLAIN


def test_a_stripped_picture_is_stripped():
    assert strip_metadata(PLAIN) == PLAIN
    assert strip_metadata(strip_metadata(saved(progressive=True))) == strip_metadata(saved(progressive=True))


@pytest.mark.parametrize("content", [b"", b"\xff", b"GIF89a", b"\xff\xd9"])
def test_what_is_no_jpeg_is_refused(content):
    with pytest.raises(PictureError, match="not_a_jpeg"):
        strip_metadata(content)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.5, 0.999])
def test_a_cut_off_picture_is_refused(share):
    with pytest.raises(PictureError, match="broken"):
        strip_metadata(PLAIN[: 2 + int(share * (len(PLAIN) - 2))])


def test_any_bytes_end_in_an_answer_or_a_refusal():
    chance = np.random.default_rng(1)
    for _ in range(300):
        damaged = bytearray(PLAIN)
        for place in chance.integers(2, len(PLAIN), 5):
            damaged[place] = int(chance.integers(256))
        assert answer_or_refusal(bytes(damaged)) in {"stripped", "broken", "not_a_jpeg"}


def answer_or_refusal(picture):
    try:
        return "stripped" if len(strip_metadata(picture)) <= len(picture) else "grown"
    except PictureError as refusal:
        return refusal.problem


def test_scans_are_counted_and_a_picture_of_too_many_is_refused_undecoded():
    assert count_scans(PLAIN) == 1
    progressive = saved(progressive=True)
    assert 1 < count_scans(progressive) <= 20
    check_photo(progressive)
    last = progressive[progressive.rindex(b"\xff\xda") : -2]
    bomb = progressive[:-2] + last * 20 + progressive[-2:]
    with pytest.raises(PictureError, match="too_many_scans"):
        check_photo(bomb)


def test_the_segments_are_the_whole_picture():
    assert b"".join(part.whole for part in segments(PLAIN)) == PLAIN
    assert simplejpeg.decode_jpeg_header(strip_metadata(PLAIN))[:2] == (360, 480)
