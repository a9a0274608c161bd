"""People who sign in to the console: what they are, whose data they may see, and when a sign-in is refused or over."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Literal, NamedTuple

import msgspec

from monitor.core.bilingual import Bilingual, bilingual

Role = Literal[
    "administrator",
    "office_lead",
    "reviewer",
    "auditor",
    "local_office",
    "institution",
    "helpdesk",
    "trainee",
]
AccountState = Literal["invited", "active", "ended"]
TenantKind = Literal["all", "office", "institution", "trainee"]

ROLE_WORDS: dict[Role, Bilingual] = {
    "administrator": bilingual("系统管理员", "Administrator"),
    "office_lead": bilingual("领导小组办公室负责人", "Office lead"),
    "reviewer": bilingual("审核员", "Reviewer"),
    "auditor": bilingual("审计员", "Auditor"),
    "local_office": bilingual("市县办公室", "City or county office"),
    "institution": bilingual("培训机构", "Training institution"),
    "helpdesk": bilingual("咨询服务人员", "Helpdesk"),
    "trainee": bilingual("学员", "Trainee"),
}

# Whose data a role sees: everything, or what lies under one office, in one institution, of one person.
SEES: dict[Role, TenantKind] = {
    "administrator": "all",
    "office_lead": "all",
    "reviewer": "all",
    "auditor": "all",
    "helpdesk": "all",
    "local_office": "office",
    "institution": "institution",
    "trainee": "trainee",
}

DECIDERS: tuple[Role, ...] = ("office_lead", "reviewer")  # about hours and platforms


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """Whose data: everybody's, or those under the office, institution or person that is named."""

    kind: TenantKind = "all"
    name: str = ""


EVERYTHING = Tenant()


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in."""

    account: str
    title: str
    role: Role
    tenant: Tenant = EVERYTHING


def look_alike(account: str) -> str:
    """What two account names share that people take for one: neither capitals nor points at the end tell them apart."""
    return unicodedata.normalize("NFKC", account).casefold().rstrip("._@-")


class AccountRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of an account; without password and secret until the invitation was taken up.  Times are UTC ms."""

    viewer: Viewer
    password_hash: str | None
    code_secret: bytes | None  # sealed
    created_by: str
    created_at: int
    ended_at: int | None

    @property
    def active(self) -> bool:
        """Whether this person can sign in."""
        return self.state == "active"

    @property
    def state(self) -> AccountState:
        """Invited until password and app are set."""
        if self.ended_at is not None:
            return "ended"
        return "active" if self.password_hash is not None and self.code_secret is not None else "invited"


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """Whom an invitation is for, and the secret (sealed) that goes into the authenticator app."""

    viewer: Viewer
    code_secret: bytes
    expires_at: int


class Failures(NamedTuple):
    """How often signing in failed since it last succeeded, and when it last did (UTC ms)."""

    number: int = 0
    failed_at: int = 0


class VisitRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that lasts: since when, when it was last used (UTC ms), and from where as the browser said."""

    visit: str
    opened_at: int
    seen_at: int
    address: str
    browser: str


class AccessRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Who saw or did what at a time (UTC ms), with the HTTP status of the answer."""

    number: int
    at: int
    account: str
    role: str
    action: str
    subject: str
    details: dict[str, str]
    status: int


class AccessSearch(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries of the access log: by whom, about what, with which case number, when (UTC ms, `until` excluded)."""

    account: str = ""
    subject: str = ""
    case: str = ""
    deeds: bool = False  # only what changed something
    refused: bool = False
    since: int | None = None
    until: int | None = None


EVERY_ACCESS = AccessSearch()


# ---------------------------------------------------------------- wrong passwords

FREE_TRIES = 5
FIRST_LOCK_MS = 60_000
LONGEST_LOCK_MS = 3_600_000


def locked_until(failures: int, failed_at: int) -> int:
    """Until when (UTC ms) nobody may try this account: a minute after the fifth failure, doubled up to an hour."""
    if failures < FREE_TRIES:
        return 0
    return failed_at + min(FIRST_LOCK_MS << min(failures - FREE_TRIES, 16), LONGEST_LOCK_MS)


# ---------------------------------------------------------------- how long a sign-in lasts

IDLE_MS = 30 * 60_000
LONGEST_MS = 12 * 3_600_000
TOUCH_MS = 60_000  # how exactly it is known when somebody was last active


def is_over(opened_at: int, seen_at: int, now: int) -> bool:
    """Whether a sign-in has ended by itself: after half an hour without a request, or half a day in all."""
    return now - seen_at > IDLE_MS or now - opened_at > LONGEST_MS


_NAME_DIGITS = 16


def token_hash(token: str) -> str:
    """What is kept of a cookie or an invitation (hex); a plain hash is enough for 192 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def visit_name(hashed: str) -> str:
    """How a sign-in is named to people, from its cookie's hash; nobody comes in with it."""
    return hashed[:_NAME_DIGITS]


# ---------------------------------------------------------------- passwords

SHORTEST, LONGEST = 12, 128
_FEWEST_DIFFERENT = 6

PasswordFault = Literal["", "too_short", "too_long", "holds_account", "monotonous"]


def password_fault(password: str, account: str) -> PasswordFault:
    """What speaks against a new password, if anything: length counts, kinds of characters do not."""
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    if account.lower() in password.lower():
        return "holds_account"
    if len(set(password)) < _FEWEST_DIFFERENT:
        return "monotonous"
    return ""
