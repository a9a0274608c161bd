"""A real collector for the client's tests: the small world of the collector's own tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
sys.path += [str(ROOT / "tests" / "web"), str(ROOT / "tests" / "flows"), str(ROOT / "sdk" / "python" / "examples")]


@pytest.fixture
async def world(tmp_path):
    from small_world import running

    async with running(tmp_path, webhook_poll_ms=20) as world:
        yield world


@pytest.fixture
async def monitor(world):
    """The asynchronous client with the platform's key."""
    from integrity_monitor_client import AsyncClient

    async with AsyncClient(world.address, world.key) as client:
        yield client
