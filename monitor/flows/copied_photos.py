"""One file that was handed in for two people is for a person to look at, in a case about the platform (D6).

It names both sessions and accuses no trainee: whoever holds the files can hand one in for somebody else.
"""

from __future__ import annotations

from monitor.core import codec
from monitor.core.events import Entry
from monitor.core.photos import Origin
from monitor.core.platform_facts import PhotoCopied
from monitor.core.production import copied_photo_signal
from monitor.core.reading import stream_of
from monitor.flows.collector import Collector
from monitor.flows.live import Live
from monitor.flows.platform_cases import add_signal
from monitor.flows.replay import opening
from monitor.flows.retained_photos import photos_in
from monitor.flows.streams import audits_stream


async def report_copy(collector: Collector, live: Live, refused: Entry, sha256: str, origin: Origin) -> None:
    """Put on record that this session's photo, refused by an entry of the log, was somebody else's file before.

    One's own file again is no matter for a case, and two sessions are named once for each file.  Raises
    `EventLogError`.
    """
    entries = await collector.monitor.log.read(origin.session)
    first = opening(entries)
    if first is None or first.trainee.trainee == live.state.trainee:
        return
    places = (photo.where for photo in photos_in(entries) if photo.stored.nonce == origin.nonce)
    copied = PhotoCopied(
        platform=live.state.opened.platform.platform,
        sha256=sha256,
        first=next(places, f"{origin.session}:0"),  # the opening, while the file is still being stored
        again=f"{refused.stream}:{refused.n}",
    )
    now = collector.monitor.clock.now()
    if await _note(collector, copied, now):
        await add_signal(
            collector, copied.platform, "D6", "photo_copies", lambda case, _: copied_photo_signal(copied, now, case)
        )


async def _note(collector: Collector, copied: PhotoCopied, now: int) -> bool:
    """Enter it unless the two sessions and the file are on record; returns whether it is new."""
    log, stream = collector.monitor.log, audits_stream(copied.platform)
    async with collector.locks(stream):
        facts = (codec.decode_fact(entry.payload) for entry in await log.read(stream))
        if _matter(copied) in {_matter(fact) for fact in facts if isinstance(fact, PhotoCopied)}:
            return False
        await log.append(stream, now, "server", codec.encode_fact(copied))
        return True


def _matter(copied: PhotoCopied) -> tuple[str, str, str]:
    return copied.sha256, stream_of(copied.first), stream_of(copied.again)
