"""What the fault tests take from others: a small registry, an SDK without a browser, and films of made-up people."""

from __future__ import annotations

import sys
from pathlib import Path

from faces.conftest import film, model_store

__all__ = ["film", "model_store"]

for folder in ("web", "faces", "faults"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))
