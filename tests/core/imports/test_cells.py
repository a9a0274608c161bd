"""How cells are read, and what a person is told about one that cannot be (docs/import.md)."""

from datetime import date, datetime, time, timedelta

import pytest

from monitor.core.imports import cells
from monitor.core.imports.faults import Wrong

FIRST_CLASS = cells.moment("2023-05-08 09:00")


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.text(), " 焊工 ", "焊工"),
        (cells.text(), "ＨＮ－１", "HN-1"),
        (cells.text(), 20230017, "20230017"),
        (cells.text(), 17.0, "17"),
        (cells.identity_number, "00000019900101123x", "00000019900101123X"),
        (cells.identity_number, "000000 19900101 123X", "00000019900101123X"),
        (cells.whole(1, 80), "80", 80),
        (cells.whole(1, 80), 1.0, 1),
        (cells.choice(theory="理论", practical="实操"), "实操", "practical"),
        (cells.choice(theory="理论", practical="实操"), "Theory", "theory"),
        (cells.yes_or_no, "是", True),
        (cells.yes_or_no, "N", False),
        (cells.yes_or_no, True, True),
        (cells.day, date(2023, 3, 7), date(2023, 3, 7)),
        (cells.day, datetime.fromisoformat("2023-03-07 12:00"), date(2023, 3, 7)),
        (cells.day, "2023/3/7", date(2023, 3, 7)),
        (cells.day, "2023年3月7日", date(2023, 3, 7)),
        (cells.day, "20230307", date(2023, 3, 7)),
        (cells.day, 20230307, date(2023, 3, 7)),
        (cells.moment, datetime.fromisoformat("2023-05-08 09:00"), FIRST_CLASS),
        (cells.moment, "2023-5-8 9:00:00", FIRST_CLASS),
        (cells.moment, "2023-05-08T09:00", FIRST_CLASS),
        (cells.length, "0:45:00", 2_700_000),
        (cells.length, "45:00", 2_700_000),
        (cells.length, 2700, 2_700_000),
        (cells.length, "2700.5", 2_700_500),
        (cells.length, time(0, 45), 2_700_000),
        (cells.length, timedelta(minutes=45), 2_700_000),
        (cells.sha256, "A" * 64, "a" * 64),
    ],
)
def test_what_office_programs_write_is_understood(read, cell, value):
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell", "code"),
    [
        (cells.text(3), "焊工初级", "too_long"),
        (cells.text(), "#N/A", "formula_error"),
        (cells.text(), "a\nb", "control_character"),
        (cells.text(), 4.1010119900307e17, "rounded"),
        (cells.identity_number, 4.1010119900307e17, "rounded"),
        (cells.identity_number, "110101900307801", "not_an_identity_number"),
        (cells.identity_number, "000000199001011231", "wrong_check_digit"),
        (cells.whole(1, 80), "81", "not_a_number"),
        (cells.whole(1, 80), 0, "not_a_number"),
        (cells.whole(1, 80), 1.5, "not_a_number"),
        (cells.whole(1, 80), True, "not_a_number"),
        (cells.whole(1, 80), "٣", "not_a_number"),
        (cells.choice(theory="理论"), "上机", "unknown_word"),
        (cells.yes_or_no, "也许", "not_yes_or_no"),
        (cells.day, "2023-02-29", "not_a_day"),
        (cells.day, "1899-12-31", "not_a_day"),
        (cells.day, 44992, "not_a_day"),
        (cells.moment, "2023-05-08", "not_a_moment"),
        (cells.moment, "2023-05-08 25:00", "not_a_moment"),
        (cells.length, "45:60", "not_a_length"),
        (cells.length, -1, "not_a_length"),
        (cells.length, 86_401, "not_a_length"),
        (cells.sha256, "a" * 63, "not_a_hash"),
    ],
)
def test_what_cannot_be_read_says_so_and_how_to_mend_it(read, cell, code):
    with pytest.raises(Wrong) as caught:
        read(cell)

    assert caught.value.code == code
    for words in (caught.value.message, caught.value.remedy):
        assert set(words) == {"zh-CN", "en"}
        assert all(words.values())


def test_a_day_begins_at_midnight_in_china():
    assert cells.moment("2023-05-08 00:00") == 1_683_475_200_000 == cells.moment(datetime.fromisoformat("2023-05-08"))
    assert cells.said_moment(1_683_475_200_000) == "2023-05-08 00:00:00"


@pytest.mark.parametrize("ms", [0, 999, 59_000, 2_700_500, 86_400_000])
def test_a_length_is_said_as_it_is_read(ms):
    assert cells.said_length(ms).startswith(f"{ms // 3_600_000}:")
    if not ms % 1000:
        assert cells.length(cells.said_length(ms)) == ms
