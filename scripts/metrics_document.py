"""docs/metrics.md from the metrics themselves (`make documents`); `--check` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from monitor.web.metrics import FAMILIES, Family

PAGE = Path(__file__).resolve().parent.parent / "docs" / "metrics.md"

HEAD = """# Metrics

`GET /metrics` tells Prometheus the following, in its text format; counters begin at 0 with the process. Nobody is named
in it. What to do about which number is in [running.md](running.md). Made from `monitor/web/metrics.py` by
`make documents`.

| metric | kind | labels | what it says |
| --- | --- | --- | --- |
"""


def page() -> str:
    """The page, in Markdown."""
    return HEAD + "".join(map(_row, FAMILIES))


def _row(family: Family) -> str:
    labels = ", ".join(f"`{label}`" for label in family.labels)
    return f"| `{family.name}` | {family.kind} | {labels} | {family.meaning} |\n"


if __name__ == "__main__":
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page():
        sys.exit("docs/metrics.md is not what the metrics say: run `make documents`")
