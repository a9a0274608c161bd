"""Identity numbers (GB 11643): which are well formed."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from monitor.core.errors import CoreError

_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # 2^(18-i) mod 11, ISO 7064 MOD 11-2
_CHECK_DIGITS = "10X98765432"  # by the weighted sum mod 11


class NotAnIdentityNumber(CoreError):
    """A number that is none, for its shape or for its check digit; the number itself is never repeated."""

    def __init__(self, why: Literal["shape", "check_digit"]) -> None:
        super().__init__(f"not an identity number: {why}")
        self.why: Literal["shape", "check_digit"] = why


def normalised(number: str) -> str:
    """The 18 characters of an identity number: without spaces, in plain digits, with a capital X.

    Raises `NotAnIdentityNumber` for another length or a wrong check digit.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()
    if not _SHAPE.fullmatch(plain):
        raise NotAnIdentityNumber("shape")
    if plain[17] != check_digit(plain[:17]):
        raise NotAnIdentityNumber("check_digit")
    return plain


def check_digit(first_seventeen: str) -> str:
    """The 18th character that belongs to 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECK_DIGITS[total % 11]
