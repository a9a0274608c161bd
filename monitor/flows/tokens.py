"""Tickets, resume tokens and upload tokens: names with an HMAC of the installation, so that nothing has to be stored.

Whether a token was used is read from the session's own entries, so a restart changes nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Literal, NamedTuple, Protocol

TICKET_LIFE_MS = 120_000

Kind = Literal["ticket", "resume", "upload"]


class Keys(Protocol):
    """Secrets derived from the installation's master key."""

    def derive(self, label: str, context: str = "", length: int = 32) -> bytes: ...


class Token(NamedTuple):
    """What a token says: for a ticket the number is its expiry (UTC ms), for a resume token its epoch."""

    session: str
    number: int


class Tokens:
    """Issues tokens and reads them back."""

    def __init__(self, keys: Keys) -> None:
        self._key = keys.derive("tokens")

    def ticket(self, session: str, now: int) -> str:
        """Opens the session's stream once, within two minutes from `now` (UTC ms)."""
        return self._issue("ticket", session, now + TICKET_LIFE_MS)

    def resume(self, session: str, epoch: int) -> str:
        """Continues the session after the connection of this epoch."""
        return self._issue("resume", session, epoch)

    def upload(self, session: str) -> str:
        """Lets pictures of this session in."""
        return self._issue("upload", session, 0)

    def read(self, kind: Kind, text: str) -> Token | None:
        """What a token of this kind says, or None when it is not one of ours."""
        session, _, rest = text.partition(".")
        number, _, mac = rest.partition(".")
        if not (number.isascii() and number.isdigit()) or len(number) > 15:
            return None
        if not hmac.compare_digest(mac.encode(), self._mac(kind, session, int(number))):
            return None
        return Token(session, int(number))

    def _issue(self, kind: Kind, session: str, number: int) -> str:
        return f"{session}.{number}.{self._mac(kind, session, number).decode()}"

    def _mac(self, kind: Kind, session: str, number: int) -> bytes:
        digest = hmac.digest(self._key, f"{kind}\n{session}\n{number}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=")
