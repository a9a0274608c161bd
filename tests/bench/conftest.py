"""The bench is a folder of scripts; what it says about itself is tested here, its figures are not."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "bench"))
