"""The conventions of `docs/rules.md`, thresholds, by table: whole numbers, what a boundary includes, the calendar."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from core.gates.asking import NUMBERS

from monitor import rulepacks
from monitor.core.days import day_after, months_later, shanghai_day
from monitor.core.gates import assessment_and_funds as funds
from monitor.core.gates import classes, online, process
from monitor.core.gates.result import GateResult
from monitor.core.hour_ledger import allowed_hours
from monitor.core.terms import end_of_term

HENAN = rulepacks.load("henan-2023")


def _ms(moment: str) -> int:
    """A moment in UTC as milliseconds."""
    return round(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() * 1000)


def passes(result: GateResult) -> bool:
    return result.outcome == "pass"


def online_share(online_hours: int, total: int) -> bool:
    return passes(online.online_share(online.OnlineHours(total=total, online=online_hours), NUMBERS))


def practical_share(practical: int, total: int) -> bool:
    return passes(classes.practical_share(classes.ClassHours(total=total, practical=practical), NUMBERS))


def satisfied(people: int, answers: int) -> bool:
    survey = process.Satisfaction(satisfied=people, answers=answers, roster=answers, surveyed_on=date(2023, 6, 1))
    return passes(process.satisfied_enough(survey, NUMBERS))


# A share is compared by whole numbers: 100 million hours show what a float would round away.
@pytest.mark.parametrize(
    ("share", "part", "whole", "expected"),
    [
        (online_share, 40_000_000, 100_000_000, True),
        (online_share, 40_000_001, 100_000_000, False),
        (online_share, 39_999_999, 100_000_000, True),
        (practical_share, 60_000_000, 100_000_000, True),
        (practical_share, 59_999_999, 100_000_000, False),
        (satisfied, 85_000_000, 100_000_000, True),
        (satisfied, 84_999_999, 100_000_000, False),
        (satisfied, 85_000_001, 100_000_000, True),
    ],
)
def test_shares_are_compared_in_whole_numbers_and_their_boundary_is_included(share, part, whole, expected) -> None:
    assert share(part, whole) is expected


@pytest.mark.parametrize(("total", "whole_hours"), [(40, 16), (41, 16), (42, 16), (43, 17), (45, 18)])
def test_the_cap_in_whole_hours_is_rounded_down(total: int, whole_hours: int) -> None:
    assert allowed_hours(total, HENAN) == whole_hours


@pytest.mark.parametrize(("milliseconds", "expected"), [(2_399_000, False), (2_399_999, False), (2_400_000, True)])
def test_a_class_hour_is_forty_whole_minutes(milliseconds: int, expected: bool) -> None:
    held = (classes.HourLength(hour="h", length_ms=milliseconds),)

    assert passes(classes.hours_long_enough(held, NUMBERS)) is expected


@pytest.mark.parametrize(
    ("assessed", "last_day", "free_from"),
    [
        ("2023-01-31", "2023-02-28", "2023-03-01"),
        ("2024-01-31", "2024-02-29", "2024-03-01"),
        ("2023-01-30", "2023-02-28", "2023-03-01"),
        ("2023-01-28", "2023-02-28", "2023-03-01"),
        ("2023-01-27", "2023-02-27", "2023-02-28"),
        ("2023-03-31", "2023-04-30", "2023-05-01"),
        ("2023-09-30", "2023-10-30", "2023-10-31"),  # the holidays of October lengthen nothing
        ("2023-12-31", "2024-01-31", "2024-02-01"),
    ],
)
def test_a_month_after_an_assessment(assessed: str, last_day: str, free_from: str) -> None:
    project = online.EarlierProject(training_class="c", assessed_on=date.fromisoformat(assessed))

    def may_join(day: str) -> bool:
        facts = online.EarlierProjects(projects=(project,), enrolled_on=date.fromisoformat(day))
        return passes(online.month_between_projects(facts, NUMBERS))

    assert months_later(date.fromisoformat(assessed), 1).isoformat() == last_day
    assert not may_join(last_day)
    assert may_join(free_from)


@pytest.mark.parametrize(
    ("posted", "paid_from"), [("2023-05-04", "2023-05-10"), ("2023-02-25", "2023-03-03"), ("2023-12-28", "2024-01-03")]
)
def test_five_days_of_publicity_are_calendar_days_without_the_first(posted: str, paid_from: str) -> None:
    first, after = date.fromisoformat(posted), date.fromisoformat(paid_from)

    def long_enough(today: date) -> bool:
        return passes(funds.public_long_enough(funds.Notice(posted_on=first, today=today), NUMBERS))

    assert day_after(first, 5) == after
    assert long_enough(after)
    assert not long_enough(date.fromordinal(after.toordinal() - 1))


@pytest.mark.parametrize(
    ("noticed", "over"),
    [
        ("2026-09-21T15:59:59", "2026-09-26T16:00:00"),  # 23:59:59 in Shanghai: the 22nd is the first day
        ("2026-09-21T16:00:00", "2026-09-27T16:00:00"),
        ("2026-12-30T04:00:00", "2027-01-04T16:00:00"),
    ],
)
def test_a_term_ends_with_the_last_of_its_days_in_shanghai(noticed: str, over: str) -> None:
    assert end_of_term(_ms(noticed), HENAN["appeal_days"]) == _ms(over)


def test_a_day_is_that_of_shanghai_in_summer_and_winter() -> None:
    for month in (1, 7):
        midnight = _ms(f"2026-{month:02}-10T16:00:00")
        assert shanghai_day(midnight) == date(2026, month, 11)
        assert shanghai_day(midnight - 1) == date(2026, month, 10)


def test_no_rule_divides_by_floats() -> None:
    """A judgement is whole numbers; what faces and the photo test measure is compared elsewhere."""
    core = Path(__file__).parents[2] / "monitor" / "core"
    judged = [*core.glob("gates/*.py"), *core.glob("rules/*.py"), core / "hour_ledger.py", core / "days.py"]
    dividing = {file.name for file in judged if _divides(ast.parse(file.read_text("utf-8")))}

    assert dividing == {"days.py", "telling.py"}  # a time stamp becomes a date, and milliseconds become words


def _divides(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Div) or (isinstance(node, ast.Constant) and isinstance(node.value, float))
        for node in ast.walk(tree)
    )
