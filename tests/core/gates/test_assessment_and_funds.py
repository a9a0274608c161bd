"""Clauses about the assessment and the money, on, just below and just above every number."""

from __future__ import annotations

from datetime import date

import pytest
from core.gates.asking import NUMBERS, PASS, day, said

from monitor.core.days import WorkingDays
from monitor.core.gates import assessment_and_funds as funds


@pytest.mark.parametrize(
    ("obtainable", "taken", "expected"),
    [
        ("skill_level", "skill_level", PASS),
        ("professional_qualification", "specific_ability", PASS),
        ("skill_level", "training_completion", ("fail", "certificate_skipped")),
        ("specific_ability", "training_completion", ("fail", "certificate_skipped")),
        ("training_completion", "training_completion", PASS),
        ("", "training_completion", ("unknown", "not_registered")),
        ("skill_level", "", ("unknown", "not_registered")),
    ],
)
def test_a_completion_certificate_earns_nothing_where_a_real_one_is_within_reach(
    obtainable: str, taken: str, expected: tuple[str, str]
) -> None:
    assessment = funds.Assessment(obtainable=obtainable, taken=taken)

    assert said(funds.assessed_for_a_certificate(assessment, NUMBERS)) == expected


@pytest.mark.parametrize(
    ("signed_by", "passes"),
    [
        ((), False),
        (("li",), False),
        (("li", "li"), False),
        (("li", "wang"), False),
        (("li", "zhao"), True),
        (("wang", "li", "zhao"), True),
    ],
)
def test_two_people_sign_a_claim_and_whoever_entered_it_is_none_of_them(
    signed_by: tuple[str, ...], passes: bool
) -> None:
    result = funds.signed_by_two(funds.Claim(entered_by="wang", signed_by=signed_by), NUMBERS)

    assert said(result) == (PASS if passes else ("fail", "too_few_signatures"))


def test_what_was_not_claimed_or_posted_cannot_be_judged() -> None:
    assert said(funds.signed_by_two(None, NUMBERS)) == ("unknown", "no_claim")
    assert said(funds.public_long_enough(None, NUMBERS)) == ("unknown", "not_posted")


@pytest.mark.parametrize(
    ("taken_down_on", "today", "expected"),
    [
        (None, "2023-05-09", ("unknown", "still_public")),
        (None, "2023-05-10", PASS),
        ("2023-05-09", "2023-06-01", ("fail", "taken_down_too_early")),
        ("2023-05-10", "2023-06-01", PASS),
        ("2023-05-11", "2023-06-01", PASS),
    ],
)
def test_a_result_is_public_for_five_whole_days_after_the_first(
    taken_down_on: str | None, today: str, expected: tuple[str, str]
) -> None:
    notice = funds.Notice(posted_on=date(2023, 5, 4), taken_down_on=day(taken_down_on), today=date.fromisoformat(today))
    result = funds.public_long_enough(notice, NUMBERS)

    assert said(result) == expected
    assert result.values["from_day"] == "2023-05-10"


@pytest.mark.parametrize(("today", "outcome"), [("2023-05-11", "unknown"), ("2023-05-12", "pass")])
def test_an_office_may_count_working_days(today: str, outcome: str) -> None:
    working = WorkingDays(holidays=frozenset({date(2023, 5, 1)}))
    notice = funds.Notice(posted_on=date(2023, 5, 4), today=date.fromisoformat(today), working=working)

    assert funds.public_long_enough(notice, NUMBERS | {"public_notice_working_days": 1}).outcome == outcome


def push(month: str, entitled: int, pushed: int) -> funds.MonthlyPush:
    return funds.MonthlyPush(month=month, entitled=entitled, pushed=pushed)


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ((), ("unknown", "no_month_over")),
        ((push("2023-06", 5, 0),), ("unknown", "no_month_over")),
        ((push("2023-05", 5, 5), push("2023-06", 5, 0)), PASS),
        ((push("2023-05", 5, 4),), ("fail", "push_missing")),
        ((push("2022-12", 5, 0), push("2023-05", 5, 5)), ("fail", "push_missing")),
    ],
)
def test_entitled_people_are_reported_to_finance_month_by_month(
    months: tuple[funds.MonthlyPush, ...], expected: tuple[str, str]
) -> None:
    pushes = funds.MonthlyPushes(months=months, today=date(2023, 6, 1))

    assert said(funds.pushed_every_month(pushes, NUMBERS)) == expected
