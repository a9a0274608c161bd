"""Frames of either transport are counted alike: how long until the acknowledgement, or why there was none."""

from __future__ import annotations

from collections.abc import Awaitable
from time import perf_counter

from monitor.core.events import Batch
from monitor.flows.metrics import Metrics
from monitor.flows.refusals import Refused


async def counted(metrics: Metrics, storing: Awaitable[Batch | None]) -> Batch | None:
    """What `storing` answers; raises what it raises."""
    started = perf_counter()
    try:
        batch = await storing
    except Refused as refused:
        metrics.refused[refused.code] += 1
        raise
    metrics.acknowledged(perf_counter() - started, new=batch is not None)
    return batch
