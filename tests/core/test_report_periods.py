"""A report is about whole calendar months of Asia/Shanghai: half open, so that no day is in two reports or in none."""

from datetime import date, timedelta

import pytest

from monitor.core.gates.reports import periods_over
from monitor.core.report_periods import period_named


@pytest.mark.parametrize(
    ("name", "first", "beyond"),
    [
        ("2023-02", date(2023, 2, 1), date(2023, 3, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        ("2023-12", date(2023, 12, 1), date(2024, 1, 1)),
        ("2023-Q1", date(2023, 1, 1), date(2023, 4, 1)),
        ("2023-Q4", date(2023, 10, 1), date(2024, 1, 1)),
        ("2023-H1", date(2023, 1, 1), date(2023, 7, 1)),
        ("2023-H2", date(2023, 7, 1), date(2024, 1, 1)),
        ("2023", date(2023, 1, 1), date(2024, 1, 1)),
    ],
)
def test_a_period_begins_with_its_first_month_and_ends_before_the_next_one(name, first, beyond):
    period = period_named(name)
    assert (period.first, period.beyond) == (first, beyond)
    assert period.year_so_far.first == date(2023 if name.startswith("2023") else 2024, 1, 1)
    assert period.year_so_far.beyond == beyond


@pytest.mark.parametrize(
    "name", ["", "2023-13", "2023-00", "2023-1", "2023-Q0", "2023-Q5", "2023-H3", "23", "2023-03-01", "0000"]
)
def test_what_is_no_period_is_refused(name):
    with pytest.raises(ValueError, match="is no period"):
        period_named(name)


def test_a_month_is_shown_by_its_days_and_what_is_longer_by_its_months():
    assert period_named("2024-02").parts()[::28] == ("2024-02-01", "2024-02-29")
    assert period_named("2023-Q4").parts() == ("2023-10", "2023-11", "2023-12")
    assert len(period_named("2023").parts()) == 12


@pytest.mark.parametrize("name", ["2023-05", "2023-Q2", "2023"])
def test_every_day_of_a_period_lies_in_one_of_its_parts(name):
    period = period_named(name)
    days = [period.first + timedelta(number) for number in range(period.days)]
    assert tuple(dict.fromkeys(map(period.part_of, days))) == period.parts()


def test_every_report_that_is_due_can_be_made():
    assert [period_named(name).beyond for name in periods_over(date(2022, 1, 1), date(2024, 1, 1))][-1] == date(
        2024, 1, 1
    )
