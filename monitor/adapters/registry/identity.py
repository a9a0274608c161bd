"""Numbers of people, identity cards' and phones': checked, then known by a keyed hash only (K6, PRV-06)."""

from __future__ import annotations

import hashlib
import hmac

from monitor.adapters.registry.errors import RegistryError
from monitor.core import identity_number, phone_number
from monitor.core.identity_number import NotAnIdentityNumber, check_digit
from monitor.core.phone_number import NotAPhoneNumber

__all__ = ["TAKEN_BACK", "check_digit", "identity_hash", "normalised", "phone_hash"]

TAKEN_BACK = ""  # stands in the place of a phone number's hash, and is none

_REFUSALS = {
    "shape": RegistryError(
        "identity_number",
        "is not 17 digits and a check digit (0-9 or X)",
        "enter the 18 characters of the resident identity card; numbers of 15 digits are out of use",
    ),
    "check_digit": RegistryError(
        "identity_number",
        "its check digit does not fit (GB 11643)",
        "compare it with the card: a digit is mistyped",
    ),
}


def normalised(number: str) -> str:
    """The 18 characters of an identity number; raises `RegistryError`, whose message never repeats the number."""
    try:
        return identity_number.normalised(number)
    except NotAnIdentityNumber as error:
        said = _REFUSALS[error.why]
        raise RegistryError(said.field, said.message, said.remedy) from None


def identity_hash(number: str, key: bytes) -> str:
    """HMAC-SHA-256 (hex) of the normalised number.

    Keyed, because the numbers are so few that a plain hash could be undone by trying them all.
    """
    return _keyed(normalised(number), key)


def phone_hash(number: str, key: bytes) -> str:
    """HMAC-SHA-256 (hex) of the normalised phone number; raises `RegistryError`, which never repeats the number."""
    try:
        return _keyed(f"phone {phone_number.normalised(number)}", key)
    except NotAPhoneNumber:
        raise RegistryError(
            "phone", "is no phone number", "enter the 11 digits of a mobile number, or area code and number"
        ) from None


def _keyed(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
