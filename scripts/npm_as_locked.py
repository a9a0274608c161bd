"""Whether a folder's node_modules is what its package-lock.json says: exit code 0 if so, and nothing need be fetched.

npm writes beside it what it has installed, when it has finished.  Optional packages, as those for other systems, may
be missing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def as_locked(folder: Path) -> bool:
    """Nothing is missing, and nothing is there that is not locked."""
    installed = folder / "node_modules" / ".package-lock.json"
    if not installed.exists():
        return False
    wanted, there = _packages(folder / "package-lock.json"), _packages(installed)
    lacking = {name for name, package in wanted.items() if not package.get("optional")} - there.keys()
    return not lacking and all(_same(package, wanted.get(name, {})) for name, package in there.items())


def _packages(file: Path) -> dict[str, dict[str, Any]]:
    packages: dict[str, dict[str, Any]] = json.loads(file.read_text("utf-8"))["packages"]
    return {name: package for name, package in packages.items() if name}


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(member) == other.get(member) for member in ("version", "integrity"))


if __name__ == "__main__":
    sys.exit(not as_locked(Path(sys.argv[1])))
