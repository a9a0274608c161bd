"""What is refused before anything is decoded."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from face_fakes import jpeg, pictures

from monitor.faces.errors import PictureError
from monitor.faces.pictures import check_frames, check_header, check_photo, decode, fingerprint


def blank(width, height):
    return jpeg(np.zeros((height, width, 3), np.uint8))


def problem(call, *arguments):
    with pytest.raises(PictureError) as caught:
        call(*arguments)
    return caught.value.problem


@pytest.mark.parametrize("size", [(320, 240), (480, 360), (1280, 960), (240, 320), (960, 1280)])
def test_sizes_up_to_and_including_the_limits_are_accepted(size):
    assert check_header(blank(*size), 150 * 1024) == size


@pytest.mark.parametrize(
    ("size", "expected"),
    [((319, 240), "too_small"), ((320, 239), "too_small"), ((1281, 960), "too_large"), ((1280, 961), "too_large")],
)
def test_sizes_beyond_the_limits_are_refused(size, expected):
    assert problem(check_photo, blank(*size)) == expected


def test_a_huge_picture_is_refused_by_its_header_alone():
    header = bytearray(blank(320, 240))
    start = header.index(b"\xff\xc0")
    header[start + 5 : start + 9] = (60000).to_bytes(2) * 2
    assert problem(check_photo, bytes(header)) == "too_large"


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n" + b"0" * 99])
def test_what_is_no_jpeg_is_refused(content):
    assert problem(check_photo, content) == "not_a_jpeg"


def test_bytes_are_limited_for_frames_and_more_generously_for_photos():
    padded = blank(480, 360) + b"\0" * (150 * 1024)
    assert problem(check_frames, [padded]) == "too_many_bytes"
    check_photo(padded)
    assert problem(check_photo, padded * 5) == "too_many_bytes"
    exact = blank(480, 360)
    assert check_header(exact, len(exact)) == (480, 360)


def test_a_burst_has_at_most_24_frames_of_one_size():
    frame = blank(480, 360)
    check_frames([frame] * 24)
    assert problem(check_frames, [frame] * 25) == "too_many_frames"
    assert problem(check_frames, [frame, blank(640, 480)]) == "mixed_sizes"


def test_a_cut_off_picture_is_broken():
    whole = jpeg(pictures(1)[0])
    assert decode(whole).shape == (360, 480, 3)
    assert problem(decode, whole[: len(whole) // 2]) == "broken"


def test_colours_are_blue_green_red():
    blue = np.zeros((240, 320, 3), np.uint8)
    blue[..., 0] = 255
    assert decode(jpeg(blue))[0, 0].argmax() == 0


def test_the_error_says_what_is_wrong_and_travels_between_processes():
    error = pickle.loads(pickle.dumps(PictureError("too_large", "9000x9000")))
    assert (error.problem, str(error)) == ("too_large", "too_large: 9000x9000")
    assert isinstance(error, ValueError)


def test_the_fingerprint_is_sha_256():
    assert fingerprint(b"abc").startswith("ba7816bf8f01cfea")
