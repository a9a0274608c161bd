"""Whether event log, registry and data folder are those of one installation: settings name each by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

from monitor.flows.monitor import Monitor


class AnotherInstallation(Exception):
    """What the settings name does not belong together; the message says what to do."""


async def refuse_another_installation(monitor: Monitor) -> None:
    """Look before anything is written; raises `AnotherInstallation`, `EventLogError` and the registry's error."""
    registry = monitor.registry
    refuse_without_hours(monitor.certificates, await asyncio.to_thread(registry.some_session))
    ended = await asyncio.to_thread(registry.some_session, ended=True)
    if ended and not await monitor.log.read(ended, source="server"):
        raise AnotherInstallation(
            f"the event log has nothing of session {ended}, which the registry knows to have ended:"
            " see that MONITOR_DATABASE and MONITOR_EVENT_LOG name the databases of this installation"
        )


def refuse_without_hours(certificates: Path, session: str) -> None:
    """Hours were certified from this folder, so its registry knows some session; raises `AnotherInstallation`."""
    if not session and certificates.is_dir() and any(certificates.iterdir()):
        raise AnotherInstallation(
            f"{certificates} has certificates, and the registry knows no session:"
            " see that MONITOR_DATABASE names this installation's database; a new one needs a new data folder"
        )
