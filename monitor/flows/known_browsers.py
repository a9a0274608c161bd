"""Browsers in which a person signed in before: who guesses elsewhere cannot lock this person out of them.

A browser keeps a signed number, so that nothing has to be stored; it lets nobody in, it is only counted apart.  One
browser knows one person, the last one who signed in there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from monitor.flows.tokens import Keys

KNOWN_MS = 90 * 86_400_000


class KnownBrowsers:
    """Signs the numbers of browsers and reads them back."""

    def __init__(self, keys: Keys) -> None:
        self._key = keys.derive("known browsers")

    def text(self, account: str, number: str, now: int) -> str:
        """What the browser of this number keeps from `now` on (UTC ms)."""
        said = f"{number}.{now + KNOWN_MS}"
        return f"{said}.{self._mac(account, said)}"

    def number(self, account: str, text: str, now: int) -> str:
        """The number of a browser in which this person signed in; empty for every other browser."""
        said, _, mac = text.rpartition(".")
        if not hmac.compare_digest(mac.encode(), self._mac(account, said).encode()):
            return ""
        number, _, until = said.partition(".")
        return number if now <= int(until) else ""

    def _mac(self, account: str, said: str) -> str:
        digest = hmac.digest(self._key, f"{said}\n{account}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
