"""Whole class hours in a running world's log and registry, learned some minutes ago."""

from types import SimpleNamespace

from hours_on_desk import Way, in_doubt, learn_and_claim
from small_world import PLATFORM

from monitor.adapters.clock import ManualClock
from monitor.core.review_facts import AppealFiled
from monitor.core.verdict import Verdict
from monitor.flows.review import appeal

_AGO_MS = 600_000


async def learned(world, name: str, how: Way = in_doubt, *, platform: str = PLATFORM) -> Verdict:
    """The verdict on one hour that the platform claimed."""
    clock = ManualClock(world.monitor.clock.now() - _AGO_MS)
    desk = SimpleNamespace(monitor=world.monitor, collector=world.collector, clock=clock)
    verdict = await learn_and_claim(desk, world.trainee(name), how, platform=platform)
    await world.collector.background.settle()
    return verdict


async def appealed(world, verdict: Verdict, by: str = "li") -> Verdict:
    """The trainee objects."""
    filed = AppealFiled(attempt=verdict.attempt, party="trainee", filed_by=by, text="The lamp was broken.")
    return await appeal(world.collector, filed)
