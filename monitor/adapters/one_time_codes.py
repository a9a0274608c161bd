"""Six-digit codes that change every 30 seconds (TOTP, RFC 6238), as authenticator apps show them."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

_SECRET_BYTES, _DIGITS, _STEP_S = 20, 6, 30
_NEIGHBOURS = (0, -1, 1)  # a phone's clock may be off by half a minute


class Totp:
    """A `OneTimeCodes`."""

    def new_secret(self) -> bytes:
        """What the server and the phone share."""
        return os.urandom(_SECRET_BYTES)

    def step(self, secret: bytes, code: str, now: int) -> int | None:
        """The number of the time step whose code this is, `now` (UTC ms) or right beside it; None for another code."""
        current = now // 1000 // _STEP_S
        return next((current + by for by in _NEIGHBOURS if _is_code(secret, code, (current + by) * _STEP_S)), None)

    def code(self, secret: bytes, now: int) -> str:
        """The code of this moment (UTC ms), as a phone would show it."""
        return _totp(secret).generate(now // 1000).decode()

    def link(self, secret: bytes, account: str, issuer: str) -> str:
        """The `otpauth:` address that an authenticator app reads from a QR code."""
        return _totp(secret).get_provisioning_uri(account, issuer)


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, _DIGITS, SHA1(), _STEP_S)  # noqa: S303 (what authenticator apps understand; HMAC is not broken)


def _is_code(secret: bytes, code: str, at: int) -> bool:
    try:
        _totp(secret).verify(code.encode(), at)
    except InvalidToken:
        return False
    return True
