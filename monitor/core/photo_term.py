"""How long a retained photo is kept, and by whose word it goes before (PRV-11, rules: retention)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from monitor.core.days import day_after, shanghai_day, years_later
from monitor.core.events import PhotoDeletion
from monitor.core.terms import end_of_term, first_moment

RETENTION = "retention"  # who deletes at the end of a term
LONGEST_YEARS = 3

Kept = Literal["lesson_open", "class_open", "review_open", "case_open"]


def term_is_over(stored_at: int, class_ended_at: int | None, days: int, now: int) -> bool:
    """Whether the class is closed since so many whole days, or the photo is three years old; moments are UTC ms."""
    longest = years_later(shanghai_day(stored_at), LONGEST_YEARS)
    if now >= first_moment(day_after(longest, 0)):
        return True
    return class_ended_at is not None and now >= end_of_term(class_ended_at, days)


def in_force(said: Iterable[PhotoDeletion]) -> bool:
    """Whether a photo's file goes: its term is over, or two people said so of the same request."""
    people: dict[str, set[str]] = {}
    for one in said:
        if one.decision == "expired":
            return True
        people.setdefault(one.reference, set()).add(one.by)
    return any(len(names) > 1 for names in people.values())
