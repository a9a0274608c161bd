"""When a retained photo's term is over, to the millisecond, and whose word it takes before that (PRV-11)."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.core.events import PhotoDeletion
from monitor.core.photo_term import in_force, term_is_over
from monitor.core.terms import first_moment

NOON = first_moment(date(2024, 2, 29)) + 12 * 3_600_000
LATER = first_moment(date(2024, 6, 1)) + 1


@pytest.mark.parametrize(
    ("days", "first_day_without"), [(0, date(2024, 6, 2)), (1, date(2024, 6, 3)), (30, date(2024, 7, 2))]
)
def test_a_photo_goes_when_its_class_is_closed_since_so_many_whole_days(days, first_day_without):
    at = first_moment(first_day_without)

    assert [term_is_over(NOON, LATER, days, now) for now in (at - 1, at)] == [False, True]


@pytest.mark.parametrize("class_ended_at", [None, first_moment(date(2027, 2, 27))])
def test_no_photo_is_kept_for_more_than_three_years_whatever_its_class_does(class_ended_at):
    at = first_moment(date(2027, 3, 1))  # taken on 29 February: the third year's last day is the 28th

    assert [term_is_over(NOON, class_ended_at, 1096, now) for now in (at - 1, at)] == [False, True]


def said(by: str, reference: str = "2026-4", decision: str = "requested") -> PhotoDeletion:
    return PhotoDeletion(nonce="nonce-0001", sha256="0" * 64, decision=decision, by=by, reference=reference)


@pytest.mark.parametrize(
    ("words", "goes"),
    [
        ([], False),
        ([said("retention", "", "expired")], True),
        ([said("zhao")], False),
        ([said("zhao"), said("zhao")], False),
        ([said("zhao"), said("qian", "2026-5")], False),
        ([said("zhao"), said("qian")], True),
        ([said("zhao"), said("qian", "2026-5"), said("sun")], True),
    ],
)
def test_the_end_of_a_term_needs_nobody_and_a_request_two_people_who_name_the_same(words, goes):
    assert in_force(words) is goes
