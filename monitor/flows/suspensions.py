"""A platform that is out of subsidised training opens no sessions, and those that are open come to an end (ONL-13)."""

from __future__ import annotations

import asyncio
from datetime import date

from monitor.core.days import shanghai_day
from monitor.core.non_recognition import counts_again_from, discovered_on
from monitor.core.platform_findings import Case
from monitor.flows.close_session import close_session
from monitor.flows.collector import Collector
from monitor.flows.dossiers import dossier


class PlatformSuspended(Exception):
    """No session is opened; says since which day, by which document, and in which case if there is one."""

    def __init__(self, platform: str, since: date, document: str, case: str = "", reason: str = "") -> None:
        super().__init__(platform)
        self.since, self.document, self.case, self.reason = since, document, case, reason


async def refuse_suspended(collector: Collector, platform: str) -> None:
    """Raise `PlatformSuspended` where a case or the registry keeps the platform out today.

    Raises the registry's error for a platform that it does not know, and `EventLogError`.
    """
    await refuse_barred(collector, platform)
    today = shanghai_day(collector.monitor.clock.now())
    entered = await asyncio.to_thread(collector.monitor.registry.suspension, platform, today)
    if entered is not None:
        raise PlatformSuspended(platform, *entered)


async def refuse_barred(collector: Collector, platform: str) -> None:
    """Raise `PlatformSuspended` where a case keeps the platform out today; raises `EventLogError`."""
    today = shanghai_day(collector.monitor.clock.now())
    for case in (await dossier(collector, platform)).cases:
        if case.terms is not None and _stands(case, today):
            raise PlatformSuspended(
                case.platform, discovered_on(case), case.terms.document, case.case, case.terms.reason
            )


def _stands(case: Case, today: date) -> bool:
    again = counts_again_from(case)
    return discovered_on(case) <= today and (again is None or today < again)


async def end_sessions_on(collector: Collector, platform: str) -> int:
    """End what is open on a platform if it is suspended, each with its last entry; returns how many.

    What was learned until then is judged as ever.  Raises the registry's error, `EventLogError`.
    """
    try:
        await refuse_suspended(collector, platform)
    except PlatformSuspended:
        records = await asyncio.to_thread(collector.monitor.registry.open_sessions)
        theirs = [record.session for record in records if record.platform == platform]
        for session in theirs:
            await close_session(collector, session, "platform_suspended")
        return len(theirs)
    return 0
