"""A collector without a socket and on a clock that stands, for tests of what the flows decide."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import pytest

# The protocol's double and the small registry are the web tests'.
sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
async def desk(tmp_path):
    from collector_desk import opened_desk

    async with opened_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
async def elsewhere(desk):
    """Another collector over the same log and registry, at the same time."""
    from collector_desk import Desk

    other = Desk(replace(desk.monitor, name="elsewhere"), desk.clock)
    yield other
    await other.collector.close()


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """The data folder of a collector that was stopped, with one hour of each kind; nobody may change it."""
    from tests.registry.databases import lay_out

    folder = tmp_path_factory.mktemp("world")
    lay_out(folder)
    asyncio.run(_live(folder))
    return folder


async def _live(folder):
    from collector_desk import START, Desk
    from hours_on_desk import at_double_speed, honestly, in_doubt, learn_and_claim
    from photos_on_desk import developed
    from small_world import FakeFaces, seed

    from monitor import assembly
    from monitor.adapters.clock import ManualClock
    from monitor.settings import Settings

    async with assembly.build(Settings(data=folder, rule_pack="demo"), faces=FakeFaces()) as built:
        seed(built.registry)
        clock = ManualClock(START)
        desk = Desk(replace(built, clock=clock), clock)
        for name, how in (("li", honestly), ("wang", at_double_speed), ("zhang", in_doubt)):
            trainee = desk.trainee(name)
            await learn_and_claim(desk, trainee, how)
            await developed(desk, trainee)
        await desk.collector.close()
