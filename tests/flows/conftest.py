"""A collector without a socket and on a clock that stands, for tests of what the flows decide."""

from __future__ import annotations

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
