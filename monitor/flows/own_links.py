"""Links to a trainee's own page: signed, so that nothing has to be stored for one, and good for some days.

A link is as good as a sign-in of that one person, for whoever holds it.  Whoever hands one out could open it, so it
shows no more than its maker may see of the person anyway, says who made it, and is good while that account may make one
(decision 009), or until that key is revoked; all that were handed out can be ended at once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Literal

import msgspec

from monitor.core.accounts import AccountRecord, Role, Tenant
from monitor.flows.tokens import Keys

USUAL_DAYS, MOST_DAYS = 7, 30
DAY_MS = 86_400_000
MAKERS: tuple[Role, ...] = ("office_lead", "reviewer", "local_office", "institution", "helpdesk")
OFFICE: tuple[Role, ...] = ("office_lead", "reviewer", "local_office")  # through whose links a person's word counts
_MAC = 32  # bytes


class OwnLink(msgspec.Struct, frozen=True, array_like=True):
    """Whose page it opens, when it was handed out, until when it is good (UTC ms), and by whom it was made.

    `made_by` is the office, institution or platform within whose sight the page stays; "all" is the whole page.
    `account` is whose hands it came from; a platform or institution that asked by its key has none, and then `key` is
    the key's name.
    """

    trainee: str
    issued_at: int
    expires_at: int
    made_by: Literal["all", "office", "institution", "platform"] = "all"
    name: str = ""
    account: str = ""
    key: str = ""

    @property
    def maker(self) -> str:
        """Who answers for it: an account, or the platform or institution."""
        return self.account or f"{self.made_by}/{self.name}"


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What the holder of a link sees of one person: classes within a tenant, and hours on one platform or on all.

    `through` is who made the link, and empty for a trainee who is signed in; `may_change` is whether consents and the
    phone number can be changed.
    """

    trainee: str
    tenant: Tenant
    platform: str = ""
    through: str = ""
    may_change: bool = True


def sight_of(link: OwnLink, maker: AccountRecord | None) -> Sight | None:
    """How far a link reaches, given its maker's account as it is now; None where nobody answers for it any more."""
    if not _answered_for(link, maker):
        return None
    tenant, platform = Tenant(kind="trainee", name=link.trainee), ""
    if link.made_by in ("office", "institution"):
        tenant = Tenant(kind=link.made_by, name=link.name)
    if link.made_by == "platform":
        platform = link.name
    return Sight(
        trainee=link.trainee,
        tenant=tenant,
        platform=platform,
        through=link.maker,
        may_change=link.made_by == "platform" or (maker is not None and maker.viewer.role in OFFICE),
    )


def _answered_for(link: OwnLink, maker: AccountRecord | None) -> bool:
    if not link.account:
        return link.made_by in ("platform", "institution")
    if maker is None or not maker.active or maker.viewer.role not in MAKERS:
        return False
    return (maker.viewer.tenant.kind, maker.viewer.tenant.name) == (link.made_by, link.name)


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
            raw = base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        mac, said = raw[:_MAC], raw[_MAC:]
        if not hmac.compare_digest(mac, self._mac(said)):
            return None
        link = msgspec.json.decode(said, type=OwnLink)
        return link if now < link.expires_at else None

    def _mac(self, said: bytes) -> bytes:
        return hmac.digest(self._key, said, hashlib.sha256)
