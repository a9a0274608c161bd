"""Writes docs/clauses.md: for every clause who decides it, by which function, where the API answers, and the proof."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from monitor.core.gates.clauses import CLAUSES, Clause

PAGE = Path(__file__).resolve().parent.parent / "docs" / "clauses.md"
PATHS = {
    "class": "/v1/classes/{training_class}/gates",
    "enrolment": "/v1/trainees/{trainee}/gates",
    "platform": "/v1/platforms/{platform}/gates",
    "institution": "/v1/institutions/{institution}/gates",
    "office": "/v1/offices/{office}/gates",
}
HEAD = """# Clauses, and what proves them

Written by `scripts/write_clauses.py`; a test compares. What each clause demands is in [rules.md](rules.md). *log*: the
events of sessions decide; *data*: the registry decides; *person*: somebody looks, and `/v1/tasks` has the data at hand;
*report*: it is counted and nothing follows; *office*: the office's own conduct, which no software judges.

| clause | binds | decided by | function | API | proof |
| --- | --- | --- | --- | --- | --- |
"""


def page() -> str:
    return HEAD + "".join(f"| {' | '.join(cells(clause))} |\n" for clause in CLAUSES)


def cells(clause: Clause) -> Iterator[str]:
    yield clause.id
    yield ", ".join(clause.binds)
    yield clause.decided_by
    yield f"`{clause.function.__module__}.{clause.function.__name__}`" if clause.function else ""
    paths = [PATHS[subject] for subject in clause.about] or (["/v1/verdicts"] if clause.decided_by == "log" else [])
    yield ", ".join(f"`{path}`" for path in paths)
    path, _, name = clause.proof.partition("::")
    yield f"[{name}](../{path})" if path else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
