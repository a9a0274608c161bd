"""The audit of retained photos, put on record: what is lost is a signal that a person looks at (D6).

Whether the platform lost it, or whoever runs the vault, no machine can tell: the case says what is gone, and nothing is
held before somebody has verified it.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core import codec
from monitor.core.platform_facts import PhotoLost, PlatformSignal
from monitor.core.production import lost_photos_signal
from monitor.core.reading import stream_of
from monitor.flows.audits import Found, losses
from monitor.flows.collector import Collector
from monitor.flows.photo_audit import Audit, Loss, audit_photos
from monitor.flows.platform_cases import add_signal
from monitor.flows.streams import audits_stream


async def report_lost_photos(collector: Collector) -> Audit:
    """Look for every photo, note each loss once, and signal it to the case about its platform.

    Raises `EventLogError`, `VaultError`.
    """
    audit = await audit_photos(collector.monitor.log, collector.monitor.vault)
    for platform in sorted({loss.platform for loss in audit.lost} - {""}):
        await _signal(collector, platform, [loss for loss in audit.lost if loss.platform == platform])
    return audit


async def _signal(collector: Collector, platform: str, lost: Sequence[Loss]) -> None:
    """What was lost before an earlier case was closed was decided with it."""
    async with collector.locks(audits_stream(platform)):
        found = await _note(collector, platform, lost)

    def build(case: str, since: int) -> PlatformSignal | None:
        return lost_photos_signal([(photo, at) for photo, at in found if at > since], case)

    await add_signal(collector, platform, "D6", "photo_audit", build)


async def _note(collector: Collector, platform: str, fresh: Sequence[Loss]) -> list[Found]:
    """Enter the losses that are not on record, and return all that are."""
    found = losses(await collector.monitor.log.read(audits_stream(platform)))
    known = {lost.stored for lost, _ in found}
    for loss in fresh:
        if loss.where not in known:
            lost = PhotoLost(
                platform=platform, trainee=loss.trainee, stored=loss.where, sha256=loss.sha256, why=loss.why
            )
            found.append((lost, await _enter(collector, lost)))
    return found


async def _enter(collector: Collector, lost: PhotoLost) -> int:
    """Store a loss where the hour is judged, and on the platform's record; returns when (UTC ms).

    In this order: what a crash cuts short is entered anew by the next audit, and twice is once in a judgement.
    """
    fact, now = codec.encode_fact(lost), collector.monitor.clock.now()
    for stream in (stream_of(lost.stored), audits_stream(lost.platform)):
        await collector.monitor.log.append(stream, now, "server", fact)
    return now
