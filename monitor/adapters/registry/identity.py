"""Identity numbers (GB 11643): checked, then known by a keyed hash only (K6, PRV-06)."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

from monitor.adapters.registry.errors import RegistryError

_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # 2^(18-i) mod 11, ISO 7064 MOD 11-2
_CHECK_DIGITS = "10X98765432"  # by the weighted sum mod 11


def normalised(number: str) -> str:
    """The 18 characters of an identity number: without spaces, in plain digits, with a capital X.

    Raises `RegistryError` for another length or a wrong check digit; the message never repeats the number.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()
    if not _SHAPE.fullmatch(plain):
        raise RegistryError(
            "identity_number",
            "is not 17 digits and a check digit (0-9 or X)",
            "enter the 18 characters of the resident identity card; numbers of 15 digits are out of use",
        )
    if plain[17] != check_digit(plain[:17]):
        raise RegistryError(
            "identity_number",
            "its check digit does not fit (GB 11643)",
            "compare it with the card: a digit is mistyped",
        )
    return plain


def check_digit(first_seventeen: str) -> str:
    """The 18th character that belongs to 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECK_DIGITS[total % 11]


def identity_hash(number: str, key: bytes) -> str:
    """HMAC-SHA-256 (hex) of the normalised number.

    Keyed, because the numbers are so few that a plain hash could be undone by trying them all.
    """
    return hmac.new(key, normalised(number).encode(), hashlib.sha256).hexdigest()
