"""Signing in to the console with a password and a code, and what wrong ones lead to.

Whether an account exists shows nowhere: not in the words, not in the time it takes, not in who is locked out.
"""

from __future__ import annotations

import asyncio

from monitor.core.accounts import AccountRecord, locked_until
from monitor.flows.accounts import code_step
from monitor.flows.collector import Collector


class SignInRefused(Exception):
    """Account, password and code do not belong together."""


class LockedOut(Exception):
    """Too many failures; the account can be tried again after `wait_ms`."""

    def __init__(self, wait_ms: int) -> None:
        super().__init__(wait_ms)
        self.wait_ms = wait_ms


async def sign_in(collector: Collector, account: str, password: str, code: str, *, address: str, browser: str) -> str:
    """The text of a cookie that stands for this person; raises `SignInRefused`, `LockedOut`."""
    async with collector.locks(f"sign-in/{account}"):  # or many tries at once would all come before the lock
        return await asyncio.to_thread(_sign_in, collector, account, password, code, address, browser)


def _sign_in(collector: Collector, account: str, password: str, code: str, address: str, browser: str) -> str:
    monitor = collector.monitor
    registry, now = monitor.registry, monitor.clock.now()
    wait_ms = locked_until(*registry.sign_in_failures(account)) - now
    if wait_ms > 0:
        raise LockedOut(wait_ms)
    if not _proven(collector, registry.account(account), password, code):
        registry.note_failure(account, now)
        raise SignInRefused
    registry.forget_failures(account)
    return registry.open_visit(account, at=now, address=address, browser=browser)


def _proven(collector: Collector, known: AccountRecord | None, password: str, code: str) -> bool:
    """Whether password and code are right, and the code was not used before; takes as long for nobody as for somebody.

    A code is spent only together with the right password, so that nobody spends another person's.
    """
    monitor = collector.monitor
    if known is None or known.password_hash is None or known.code_secret is None or not known.active:
        monitor.passwords.hash(password)
        return False
    account = known.viewer.account
    if not monitor.passwords.matches(password, known.password_hash):
        return False
    step = code_step(monitor, account, known.code_secret, code)
    return step is not None and monitor.registry.use_code(account, step)
