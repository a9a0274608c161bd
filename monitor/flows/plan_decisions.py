"""The office's word about a proposed plan or a video: it comes into force, or its proposer reads why not (ONL-12, K10).

Of two people who decide at once the second is refused by the registry, whichever way they decide.
"""

from __future__ import annotations

import asyncio

from monitor.core.days import shanghai_day
from monitor.core.plan_proposals import PlanProposal
from monitor.flows.collector import Collector


async def approve(collector: Collector, proposal: str, *, by: str, document: str, lessons_too: bool) -> PlanProposal:
    """Put a plan into force, and with `lessons_too` approve its videos; open sessions keep the plan they began with."""
    monitor = collector.monitor
    now = monitor.clock.now()
    return await asyncio.to_thread(
        monitor.registry.approve_plan,
        proposal,
        by=by,
        at=now,
        on=shanghai_day(now),
        document=document,
        lessons_too=lessons_too,
        unit_content_min=monitor.pack["unit_content_min_ms"],
    )


async def approve_video(collector: Collector, lesson: str, *, document: str) -> None:
    """Approve a video by itself, whichever plan it is in; raises the registry's error where it waits no more."""
    monitor = collector.monitor
    today = shanghai_day(monitor.clock.now())
    await asyncio.to_thread(monitor.registry.approve_waiting_lesson, lesson, on=today, document=document)


async def decline(collector: Collector, proposal: str, *, by: str, reason: str) -> PlanProposal:
    """Decline a plan; another can be proposed."""
    monitor = collector.monitor
    return await asyncio.to_thread(monitor.registry.refuse_plan, proposal, by=by, at=monitor.clock.now(), reason=reason)
