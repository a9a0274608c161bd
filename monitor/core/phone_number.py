"""Phone numbers of China, mobile or fixed: one way to write each, so that a person is found however it was noted."""

from __future__ import annotations

import re
import unicodedata

from monitor.core.errors import CoreError

_COUNTRY = r"(?:(?:\+|00)?86|0)?"
_MOBILE = re.compile(rf"{_COUNTRY}(1[3-9][0-9]{{9}})")
_FIXED = re.compile(rf"{_COUNTRY}((?:10|2[0-9]|[3-9][0-9]{{2}})[0-9]{{7,8}})")
_BETWEEN_DIGITS = re.compile(r"[\s().\-\u2010-\u2015\u2212]")


class NotAPhoneNumber(CoreError):
    """A number that nobody in the country can be called by; the number itself is never repeated."""

    def __init__(self) -> None:
        super().__init__("not a phone number")


def normalised(number: str) -> str:
    """The 11 digits of a mobile number, or 0, area code and number: without +86, spaces and dashes, in plain digits.

    Raises `NotAPhoneNumber` for anything else.
    """
    plain = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", number))
    mobile, fixed = _MOBILE.fullmatch(plain), _FIXED.fullmatch(plain)
    if mobile:
        return mobile[1]
    if fixed:
        return f"0{fixed[1]}"
    raise NotAPhoneNumber
