"""What a notice to a platform rests on: the case's evidence with the entries of the log themselves.

Each entry comes with its digest, so that whoever keeps the bundle can compare it with the log later.
"""

from __future__ import annotations

import msgspec

from monitor.core.events import Entry
from monitor.core.platform_findings import Case
from monitor.flows.collector import Collector
from monitor.flows.dossiers import dossier


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """A case, the entries that its signals name, and the positions where the log has none."""

    case: Case
    entries: tuple[Entry, ...]
    missing: tuple[str, ...]


async def evidence_bundle(collector: Collector, platform: str, case: str) -> Bundle:
    """Gather the evidence of a case; raises `UnknownCase`, `EventLogError`."""
    known = (await dossier(collector, platform)).case(case)
    logged = (signal for signal in known.signals if signal.source != "order")
    wanted = dict.fromkeys(_entry_of(place) for signal in logged for place in signal.evidence)
    streams: dict[str, list[Entry]] = {}
    for stream in sorted({stream for stream, _ in wanted}):
        streams[stream] = await collector.monitor.log.read(stream)
    found, missing = [], []
    for stream, number in wanted:
        if 0 <= number < len(streams[stream]):
            found.append(streams[stream][number])
        else:
            missing.append(f"{stream}:{number}")
    return Bundle(case=known, entries=tuple(found), missing=tuple(missing))


def _entry_of(position: str) -> tuple[str, int]:
    """Stream and number of "stream:entry" or "stream:entry#event"; what is no number is no entry."""
    stream, _, number = position.partition("#")[0].rpartition(":")
    return stream, int(number) if number.isascii() and number.isdigit() else -1
