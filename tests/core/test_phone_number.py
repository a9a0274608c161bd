"""Phone numbers are one number however they are written, and nothing else is one (K6, PRV-06)."""

import pytest

from monitor.core.phone_number import NotAPhoneNumber, normalised


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 13800138000",
        "+86-138-0013-8000",
        "0086 13800138000",
        "8613800138000",
        "013800138000",
        "１３８００１３８０００",
        "138\u20130013\u20138000\n",
    ],
)
def test_a_mobile_number_is_its_eleven_digits(written):
    assert normalised(written) == "13800138000"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0371-65551234", "037165551234"),
        ("(0371) 6555 1234", "037165551234"),
        ("37165551234", "037165551234"),  # a table's number has no 0 in front
        ("+86 371 65551234", "037165551234"),
        ("0379 6555123", "03796555123"),
        ("010-12345678", "01012345678"),
        ("+86 21 12345678", "02112345678"),
    ],
)
def test_a_fixed_number_has_its_area_code(written, number):
    assert normalised(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "-",
        "1380013800",
        "138001380000",
        "12800138000",
        "65551234",
        "+1 202 555 0100",
        "13800138000/13900139000",
        "1380013800x",
        "١٣٨٠٠١٣٨٠٠٠",
        "0371-655512",
        "0371-655512345",
    ],
)
def test_anything_else_is_refused_and_not_repeated(written):
    with pytest.raises(NotAPhoneNumber) as refused:
        normalised(written)

    assert len(written) < 2 or written not in str(refused.value)
