"""Cells of exports: no formula gets out, money is exact, and the public learns no more than it must."""

from __future__ import annotations

import pytest

from monitor.core.exports import SHEETS, harmless, masked, moment, yuan


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@sum", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "王芳", "a=b", "1-2", "'=1"])
def test_what_it_would_not_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("fen", "said"), [(0, "0.00"), (1, "0.01"), (99, "0.99"), (100, "1.00"), (150_005, "1500.05"), (-1, "-0.01")]
)
def test_money_is_exact_to_the_fen(fen: int, said: str) -> None:
    assert yuan(fen) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "*"),
        ("芳", "*"),
        ("王芳", "王*"),
        ("王小芳", "王*芳"),
        ("欧阳小芳", "欧**芳"),
        ("12345", "1***5"),
        ("1234567", "1***7"),
        ("12345678", "12***78"),
        ("1234567890", "12***90"),
        ("12345678901", "123***901"),
        ("41010119900101123X", "410***23X"),
    ],
)
def test_a_public_name_or_number_shows_its_ends_alone(text: str, said: str) -> None:
    assert masked(text) == said


def test_a_moment_is_told_in_shanghai() -> None:
    assert moment(1_790_000_000_999) == "2026-09-21T22:13:20+08:00"
    assert moment(None) == ""


@pytest.mark.parametrize("kind", SHEETS)
def test_every_column_has_a_chinese_and_an_english_heading_of_its_own(kind: str) -> None:
    sheet = SHEETS[kind]
    for language in ("zh-CN", "en"):
        headings = [column.words[language] for column in sheet.columns]
        assert len(set(headings)) == len(headings)
    assert set(sheet.summed) <= {column.name for column in sheet.columns}
