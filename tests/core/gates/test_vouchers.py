"""Training vouchers belong to one person and are used once."""

from __future__ import annotations

from typing import Any

import pytest
from core.gates.asking import NOT_CONCERNED, NUMBERS, PASS, said

from monitor.core.gates.vouchers import Voucher, voucher_of_its_holder


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, PASS),
        ({"used_by": "t-li"}, ("fail", "handed_on")),
        ({"uses": 1}, PASS),
        ({"uses": 2}, ("fail", "used_twice")),
        ({"holder": ""}, ("unknown", "voucher_not_registered")),
    ],
)
def test_a_voucher_is_used_by_its_holder_and_once(changed: dict[str, Any], expected: tuple[str, str]) -> None:
    voucher = Voucher(**({"voucher": "v1", "holder": "t-wang", "used_by": "t-wang"} | changed))

    assert said(voucher_of_its_holder(voucher, NUMBERS)) == expected


def test_whoever_uses_no_voucher_is_not_concerned() -> None:
    assert said(voucher_of_its_holder(None, NUMBERS)) == NOT_CONCERNED
