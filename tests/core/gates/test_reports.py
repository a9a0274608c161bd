"""Shares and counts that are reported."""

from __future__ import annotations

from datetime import date

import pytest
from core.gates.asking import NUMBERS, PASS, said

from monitor.core.gates import reports


@pytest.mark.parametrize(
    ("manufacturing", "total", "target", "expected"),
    [
        (249, 1000, None, ("fail", "below_target")),
        (250, 1000, None, PASS),
        (251, 1000, None, PASS),
        (299, 1000, 30, ("fail", "below_target")),
        (300, 1000, 30, PASS),
        (301, 1000, 30, PASS),
        (199, 1000, 20, ("fail", "below_target")),
        (200, 1000, 20, PASS),
        (201, 1000, 20, PASS),
        (0, 0, None, ("unknown", "no_trainings")),
    ],
)
def test_the_share_of_manufacturing_is_measured_against_the_citys_target(
    manufacturing: int, total: int, target: int | None, expected: tuple[str, str]
) -> None:
    counts = reports.TrainingCounts(manufacturing=manufacturing, total=total, target_percent=target)

    assert said(reports.manufacturing_share(counts, NUMBERS)) == expected


@pytest.mark.parametrize(
    ("low", "total", "cap", "expected"),
    [
        (99, 1000, None, PASS),
        (100, 1000, None, PASS),
        (101, 1000, None, ("fail", "above_cap")),
        (199, 1000, 20, PASS),
        (200, 1000, 20, PASS),
        (201, 1000, 20, ("fail", "above_cap")),
        (0, 0, None, ("unknown", "no_certificates")),
    ],
)
def test_the_share_of_low_certificates_is_measured_against_the_citys_cap(
    low: int, total: int, cap: int | None, expected: tuple[str, str]
) -> None:
    counts = reports.CertificateCounts(low=low, total=total, cap_percent=cap)

    assert said(reports.low_certificates(counts, NUMBERS)) == expected


@pytest.mark.parametrize(
    ("since", "today", "names"),
    [
        ("2023-03-07", "2023-03-31", []),
        ("2023-03-07", "2023-04-01", ["2023-03", "2023-Q1"]),
        ("2023-05-01", "2023-07-01", ["2023-05", "2023-06", "2023-Q2", "2023-H1"]),
        ("2023-12-31", "2024-01-01", ["2023-12", "2023-Q4", "2023-H2", "2023"]),
        ("2024-02-01", "2024-02-29", []),
        ("2024-02-01", "2024-03-01", ["2024-02"]),
    ],
)
def test_a_report_is_due_when_its_month_quarter_half_or_year_is_over(since: str, today: str, names: list[str]) -> None:
    assert reports.periods_over(date.fromisoformat(since), date.fromisoformat(today)) == names


@pytest.mark.parametrize(
    ("reported", "expected"),
    [(("2023-03", "2023-Q1"), PASS), (("2023-03",), ("fail", "reports_missing")), ((), ("fail", "reports_missing"))],
)
def test_every_period_that_is_over_was_reported(reported: tuple[str, ...], expected: tuple[str, str]) -> None:
    reporting = reports.Reporting(reported=frozenset(reported), since=date(2023, 3, 7), today=date(2023, 4, 30))

    assert said(reports.reported_on_time(reporting, NUMBERS)) == expected
