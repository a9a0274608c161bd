"""Whether event log, registry and data folder are those of one installation: settings name each by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

from monitor.core import verdict
from monitor.flows.monitor import Monitor, VerdictRecord


class AnotherInstallation(Exception):
    """What the settings name does not belong together; the message says what to do."""


async def refuse_another_installation(monitor: Monitor) -> None:
    """Look before anything is written; raises `AnotherInstallation`, `EventLogError` and the registry's error."""
    registry = monitor.registry
    refuse_without_hours(monitor.certificates, await asyncio.to_thread(registry.some_session))
    first = await asyncio.to_thread(registry.first_verdict)
    if first is not None and (stream := await _missing(monitor, first)):
        raise AnotherInstallation(
            f"the event log has no stream {stream}, by which an hour was judged: see that MONITOR_DATABASE and"
            " MONITOR_EVENT_LOG name the databases of this installation"
        )


async def _missing(monitor: Monitor, judged: VerdictRecord) -> str:
    """A stream that was read for a verdict and is not in the log; empty where there is none."""
    for stream in verdict.from_bytes(judged.verdict).heads:
        if not await monitor.log.read(stream, source="server"):
            return stream
    return ""


def refuse_without_hours(certificates: Path, session: str) -> None:
    """Hours were certified from this folder, so its registry knows some session; raises `AnotherInstallation`."""
    if not session and certificates.is_dir() and any(certificates.iterdir()):
        raise AnotherInstallation(
            f"{certificates} has certificates, and the registry knows no session:"
            " see that MONITOR_DATABASE names this installation's database; a new one needs a new data folder"
        )
