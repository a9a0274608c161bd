"""Why content that is still missing did not count although it was played (rules: coverage).

Read from the ledger of the verdict, so that what a learner is told and what was judged cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.core import intervals
from monitor.core.coverage import PENDING, REVIEW
from monitor.core.intervals import Interval
from monitor.core.verdict import CreditSpan, Missing


def uncounted(ledger: Sequence[CreditSpan], missing: Iterable[Missing]) -> dict[str, int]:
    """Content (ms) that is missing and was played all the same, by the reason why it did not count, most first.

    Where a stretch was played more than once, its last play says why; what was learned properly in the end is not
    missing, so it is named no more.
    """
    left = _by_lesson(missing)
    found: dict[str, int] = {}
    for span in reversed(ledger):
        here = intervals.intersect(left.get(span.lesson, []), [(span.media_from, span.media_to)])
        if here and _lasting(span.reason):
            found[span.reason] = found.get(span.reason, 0) + intervals.total(here)
            left[span.lesson] = intervals.subtract(left[span.lesson], here)
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _lasting(reason: str) -> bool:
    return reason not in ("", REVIEW, *PENDING)


def _by_lesson(missing: Iterable[Missing]) -> dict[str, list[Interval]]:
    lessons: dict[str, list[Interval]] = {}
    for gap in missing:
        intervals.add(lessons.setdefault(gap.lesson, []), (gap.media_from, gap.media_to))
    return lessons
