"""A running collector for every test that asks for one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[1] / "flows"))  # whole hours in milliseconds


@pytest.fixture
async def world(tmp_path):
    from small_world import running

    async with running(tmp_path) as world:
        yield world


@pytest.fixture
async def sdk(world):
    """A welcome SDK of one trainee."""
    double = await world.sdk(world.trainee())
    async with double:
        yield double
