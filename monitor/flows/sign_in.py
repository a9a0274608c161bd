"""Signing in to the console with a password and a code, and what wrong ones lead to.

Whether an account exists shows nowhere: not in the words, not in the time it takes, not in who is locked out.

Whoever guesses shall wait, and nobody else shall: failures under a name are counted for all strange browsers together
and for each browser in which the person signed in before, and a network address is slowed down for strange browsers.
"""

from __future__ import annotations

import asyncio
import ipaddress
from typing import NamedTuple

from monitor.core.accounts import AccountRecord, Viewer, locked_until
from monitor.flows.accounts import code_step
from monitor.flows.collector import Collector

_NETWORK_BITS = 64  # of an IPv6 address: one household or office has all the rest


class SignInRefused(Exception):
    """Account, password and code do not belong together."""


class LockedOut(Exception):
    """Too many failures; the account can be tried again after `wait_ms`."""

    def __init__(self, wait_ms: int) -> None:
        super().__init__(wait_ms)
        self.wait_ms = wait_ms


class TooManyTries(LockedOut):
    """Too many tries from one network address, under whatever names."""


class Comer(NamedTuple):
    """Where somebody signs in: `known` is what the browser keeps of an earlier sign-in."""

    address: str
    browser: str
    known: str = ""


async def sign_in(collector: Collector, account: str, password: str, code: str, comer: Comer) -> str:
    """The text of a cookie that stands for this person; raises `SignInRefused`, `LockedOut`."""
    now = collector.monitor.clock.now()
    number = collector.browsers.number(account, comer.known, now)
    if wait_ms := collector.doors.wait_ms(number or network(comer.address), now):
        raise TooManyTries(wait_ms)
    counted = tries_in(account, number)
    async with collector.locks(f"sign-in/{account}"):  # or many tries at once would all come before the lock
        viewer = await asyncio.to_thread(_proven, collector, account, password, code, counted)
        return await asyncio.to_thread(_opened, collector, viewer, comer)


def tries_in(account: str, place: str) -> str:
    """Under which name failures are counted; whatever is typed as an account, it is none of another place."""
    typed = account.replace(" ", "_")
    return f"{typed} {place}" if place else typed


def network(address: str) -> str:
    """What one person has of addresses: one of IPv4, a whole network of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, _NETWORK_BITS), strict=False))


def _opened(collector: Collector, viewer: Viewer, comer: Comer) -> str:
    registry, now = collector.monitor.registry, collector.monitor.clock.now()
    came_from = {"address": comer.address, "browser": comer.browser}
    token = registry.open_visit(viewer.account, at=now, **came_from)
    registry.note_access(viewer, at=now, action="POST /sign-in", subject=viewer.account, details=came_from, status=204)
    return token


def _proven(collector: Collector, account: str, password: str, code: str, counted: str) -> Viewer:
    registry = collector.monitor.registry
    refuse_locked(collector, counted)
    known = registry.account(account)
    if known is None or not _fits(collector, known, password, code):
        if known is None:
            collector.monitor.passwords.hash(password)
        registry.note_failure(counted, collector.monitor.clock.now())
        raise SignInRefused
    registry.forget_failures(counted)
    return known.viewer


def refuse_locked(collector: Collector, counted: str) -> None:
    """Raises `LockedOut` while too many failures are counted under this name."""
    registry, now = collector.monitor.registry, collector.monitor.clock.now()
    wait_ms = locked_until(*registry.sign_in_failures(counted)) - now
    if wait_ms > 0:
        raise LockedOut(wait_ms)


def _fits(collector: Collector, known: AccountRecord, password: str, code: str) -> bool:
    """Whether password and code are right, and the code was not used before; takes as long for whoever cannot come in.

    A code is spent only together with the right password, so that nobody spends another person's.
    """
    monitor = collector.monitor
    if known.password_hash is None or known.code_secret is None or not known.active:
        monitor.passwords.hash(password)
        return False
    if not monitor.passwords.matches(password, known.password_hash):
        return False
    step = code_step(monitor, known.viewer.account, known.code_secret, code)
    return step is not None and monitor.registry.use_code(known.viewer.account, step)
