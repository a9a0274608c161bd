"""Accounts for the console: who is invited, and what they set when they take the invitation up."""

from __future__ import annotations

import base64
from typing import NamedTuple, Protocol

from monitor.core.accounts import EVERYTHING, PasswordFault, Role, Tenant, Viewer, password_fault
from monitor.flows.console_ports import AccountStore
from monitor.ports import Clock, OneTimeCodes, Passwords, Seal

ISSUER = "Integrity monitor"
INVITATION_MS = 72 * 3_600_000
OWN_APP_MS = 10 * 60_000  # taken up on the spot, by somebody who is signed in; a longer one is a spare key for a thief
_PURPOSE = "console code"


class Desk(Protocol):
    """What accounts are kept with; a running system has all of it."""

    @property
    def registry(self) -> AccountStore: ...
    @property
    def seal(self) -> Seal: ...
    @property
    def passwords(self) -> Passwords: ...
    @property
    def codes(self) -> OneTimeCodes: ...
    @property
    def clock(self) -> Clock: ...


class BadPassword(Exception):
    """The new password is refused; the argument says why."""

    def __init__(self, fault: PasswordFault) -> None:
        super().__init__(fault)
        self.fault = fault


class WrongCode(Exception):
    """The code is not the one that the authenticator app shows now."""


class Invitation(NamedTuple):
    """For whom it is, and what goes into the authenticator app: as text to type, and as an address for a QR code."""

    viewer: Viewer
    secret: str
    link: str
    expires_at: int


def add(desk: Desk, account: str, *, title: str, role: Role, tenant: Tenant = EVERYTHING, by: str) -> str:
    """A new account; returns the token of its invitation.  Raises the registry's error."""
    desk.registry.add_account(account, title=title, role=role, tenant=tenant, by=by, at=desk.clock.now())
    return invite(desk, account)


def invite(desk: Desk, account: str, *, lasting_ms: int = INVITATION_MS) -> str:
    """A token for a password and an app, also for somebody who lost one of them; earlier tokens end."""
    now = desk.clock.now()
    secret = desk.seal.close(desk.codes.new_secret(), _purpose(account))
    return desk.registry.invite(account, code_secret=secret, at=now, expires_at=now + lasting_ms)


def invite_again(desk: Desk, account: str, *, at_once: bool) -> str:
    """The same by an administrator, who may also end password, app and sign-ins `at_once`: a phone was stolen."""
    if at_once:
        desk.registry.disarm_account(account)
    return invite(desk, account)


def invitation(desk: Desk, token: str) -> Invitation:
    """What an invitation says; raises the registry's error for one that is not valid."""
    invited = desk.registry.invitation(token, desk.clock.now())
    account = invited.viewer.account
    secret = desk.seal.open(invited.code_secret, _purpose(account))
    link = desk.codes.link(secret, account, ISSUER)
    return Invitation(invited.viewer, base64.b32encode(secret).decode(), link, invited.expires_at)


def accept(desk: Desk, token: str, password: str, code: str) -> None:
    """Set the password and the app; raises `BadPassword`, `WrongCode`, and the registry's error."""
    now = desk.clock.now()
    invited = desk.registry.invitation(token, now)
    account = invited.viewer.account
    if fault := password_fault(password, account):
        raise BadPassword(fault)
    step = desk.codes.step(desk.seal.open(invited.code_secret, _purpose(account)), code, now)
    if step is None:
        raise WrongCode
    desk.registry.accept_invitation(token, password_hash=desk.passwords.hash(password), step=step, at=now)


def code_step(desk: Desk, account: str, sealed: bytes, code: str) -> int | None:
    """The time step whose code this is, for the account's own secret; None for a wrong code."""
    return desk.codes.step(desk.seal.open(sealed, _purpose(account)), code, desk.clock.now())


def _purpose(account: str) -> str:
    """A secret that was put with another account does not open."""
    return f"{_PURPOSE}/{account}"
