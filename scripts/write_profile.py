"""Writes docs/xapi-integrity-profile.jsonld from the words in monitor/core/xapi/words.py."""

from __future__ import annotations

import json
from pathlib import Path

from monitor.core.xapi.words import profile

PLACE = Path(__file__).resolve().parent.parent / "docs" / "xapi-integrity-profile.jsonld"


def content() -> str:
    """Return the profile as it should stand in the file."""
    return json.dumps(profile(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    PLACE.write_text(content(), encoding="utf-8")
