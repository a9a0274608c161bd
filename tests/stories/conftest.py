"""Stories that need a whole collector borrow the desk of the flows' tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

for folder in ("web", "flows"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))


@pytest.fixture
async def desk(tmp_path):
    from collector_desk import opened_desk

    async with opened_desk(tmp_path) as desk:
        yield desk
