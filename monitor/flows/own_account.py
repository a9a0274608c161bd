"""What people change of their own accounts: each asks for the password again, so that an open screen is not enough."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from monitor.core.accounts import AccountRecord, Viewer, password_fault
from monitor.flows import accounts
from monitor.flows.collector import Collector
from monitor.flows.sign_in import refuse_locked, tries_in

Done = TypeVar("Done")

_COUNTED = "signed in"  # failures here are counted apart: they lock nobody out of signing in


class WrongPassword(Exception):
    """This is not the person's password."""


async def change_password(collector: Collector, viewer: Viewer, old: str, new: str, *, token: str) -> None:
    """Another password; invitations and every other sign-in end, the one whose cookie is `token` goes on.

    Raises `WrongPassword`, `LockedOut`, `accounts.BadPassword`.
    """

    def change(_: AccountRecord) -> None:
        if fault := password_fault(new, viewer.account):
            raise accounts.BadPassword(fault)
        monitor = collector.monitor
        monitor.registry.set_password(viewer.account, monitor.passwords.hash(new), but=token)

    await _with_password(collector, viewer, old, change)


async def another_app(collector: Collector, viewer: Viewer, password: str, code: str) -> str:
    """The token of an invitation to oneself, for another phone, good for some minutes; the old app is good until then.

    Raises `WrongPassword`, `LockedOut`, `accounts.WrongCode`.
    """

    def invite(known: AccountRecord) -> str:
        monitor = collector.monitor
        step = accounts.code_step(monitor, viewer.account, known.code_secret or b"", code)
        if step is None or not monitor.registry.use_code(viewer.account, step):
            monitor.registry.note_failure(tries_in(viewer.account, _COUNTED), monitor.clock.now())
            raise accounts.WrongCode
        return accounts.invite(monitor, viewer.account, lasting_ms=accounts.OWN_APP_MS)

    return await _with_password(collector, viewer, password, invite)


async def _with_password(
    collector: Collector, viewer: Viewer, password: str, work: Callable[[AccountRecord], Done]
) -> Done:
    counted = tries_in(viewer.account, _COUNTED)
    async with collector.locks(f"sign-in/{counted}"):
        known = await asyncio.to_thread(_checked, collector, viewer.account, password, counted)
        done = await asyncio.to_thread(work, known)
        await asyncio.to_thread(collector.monitor.registry.forget_failures, counted)
    return done


def _checked(collector: Collector, account: str, password: str, counted: str) -> AccountRecord:
    monitor = collector.monitor
    refuse_locked(collector, counted)
    known = monitor.registry.account(account)
    if known is None or known.password_hash is None or not monitor.passwords.matches(password, known.password_hash):
        monitor.registry.note_failure(counted, monitor.clock.now())
        raise WrongPassword
    return known
