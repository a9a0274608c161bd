"""Links to a trainee's own page: signed, so that nothing has to be stored for one, and good for some days.

A link is as good as a sign-in of that one person, for whoever holds it.  Whoever hands one out could open it, so it
shows no more than its maker may see of the person anyway; all that were handed out can be ended at once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Literal

import msgspec

from monitor.core.accounts import Tenant
from monitor.flows.tokens import Keys

USUAL_DAYS, MOST_DAYS = 7, 30
DAY_MS = 86_400_000
_MAC = 32  # bytes


class OwnLink(msgspec.Struct, frozen=True, array_like=True):
    """Whose page it opens, when it was handed out, until when it is good (UTC ms), and by whom it was made.

    `made_by` is the office, institution or platform within whose sight the page stays; "all" is the whole page.
    """

    trainee: str
    issued_at: int
    expires_at: int
    made_by: Literal["all", "office", "institution", "platform"] = "all"
    name: str = ""


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What the holder of a link sees of one person: classes within a tenant, and hours on one platform or on all."""

    trainee: str
    tenant: Tenant
    platform: str = ""


def sight_of(link: OwnLink) -> Sight:
    """How far a link reaches."""
    if link.made_by in ("office", "institution"):
        return Sight(trainee=link.trainee, tenant=Tenant(kind=link.made_by, name=link.name))
    whole = Tenant(kind="trainee", name=link.trainee)
    return Sight(trainee=link.trainee, tenant=whole, platform=link.name if link.made_by == "platform" else "")


class OwnLinks:
    """Signs links and reads them back."""

    def __init__(self, keys: Keys) -> None:
        self._key = keys.derive("own links")

    def sign(self, link: OwnLink) -> str:
        """The text that stands for a link; it belongs behind the # of an address, which browsers send to nobody."""
        said = msgspec.json.encode(link)
        return base64.urlsafe_b64encode(self._mac(said) + said).decode().rstrip("=")

    def read(self, text: str, now: int) -> OwnLink | None:
        """What a link says; None for one that is not ours or no longer good."""
        try:
            raw = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            return None
        mac, said = raw[:_MAC], raw[_MAC:]
        if not hmac.compare_digest(mac, self._mac(said)):
            return None
        link = msgspec.json.decode(said, type=OwnLink)
        return link if now < link.expires_at else None

    def _mac(self, said: bytes) -> bytes:
        return hmac.digest(self._key, said, hashlib.sha256)
