"""Clauses about who may organise training, and where."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from core.gates.asking import NOT_CONCERNED, NUMBERS, PASS, day, said

from monitor.core.gates import catalogue


@pytest.mark.parametrize(
    ("found_on", "evident", "cleared_on", "expected"),
    [
        ("2021-12-31", True, None, PASS),
        ("2022-01-01", True, None, ("fail", "evident_problems")),
        ("2023-05-02", True, None, PASS),
        ("2023-05-01", True, None, ("fail", "evident_problems")),
        ("2022-01-01", False, None, PASS),
        ("2022-01-01", None, None, ("person", "flags_to_review")),
        ("2022-01-01", True, "2023-05-01", PASS),
        ("2022-01-01", True, "2023-05-02", ("fail", "evident_problems")),
    ],
)
def test_an_evident_problem_since_2022_bars_an_institution_until_it_is_cleared(
    found_on: str, evident: bool | None, cleared_on: str | None, expected: tuple[str, str]
) -> None:
    flag = catalogue.AuditFlag(found_on=date.fromisoformat(found_on), evident=evident, cleared_on=day(cleared_on))
    audits = catalogue.Audits(flags=(flag,), on=date(2023, 5, 1))

    assert said(catalogue.audits_clean(audits, NUMBERS)) == expected


def centre(**changed: Any) -> catalogue.Equipment:
    facts = {
        "kind": "enterprise_training_centre",
        "manufacturing": True,
        "licensed_teachers": 2,
        "site_fits": True,
        "facilities_fit": True,
    }
    return catalogue.Equipment(**(facts | changed))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, PASS),
        ({"licensed_teachers": 1}, ("fail", "not_equipped")),
        ({"licensed_teachers": 3}, PASS),
        ({"site_fits": False}, ("fail", "not_equipped")),
        ({"site_fits": None}, ("person", "site_to_inspect")),
        ({"facilities_fit": None}, ("person", "site_to_inspect")),
        ({"facilities_fit": False, "site_fits": None}, ("fail", "not_equipped")),
        ({"manufacturing": False, "licensed_teachers": 0}, NOT_CONCERNED),
        ({"kind": "school", "licensed_teachers": 0}, NOT_CONCERNED),
    ],
)
def test_a_manufacturing_centre_has_licensed_teachers_and_a_site_that_somebody_looked_at(
    changed: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert said(catalogue.equipped(centre(**changed), NUMBERS)) == expected


def place(**changed: Any) -> catalogue.Place:
    facts = {"kind": "school", "institution_city": "4101", "class_city": "4103", "local_institutions": 1}
    return catalogue.Place(**(facts | changed))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ("fail", "other_city")),
        ({"class_city": "4101"}, PASS),
        ({"local_institutions": 0}, PASS),
        ({"consent": "豫技领办〔2023〕7号"}, PASS),
        ({"kind": "technical_school"}, NOT_CONCERNED),
        ({"class_city": ""}, ("unknown", "no_city")),
        ({"institution_city": ""}, ("unknown", "no_city")),
    ],
)
def test_a_class_stays_in_its_city_unless_there_is_nobody_else_or_the_office_agrees(
    changed: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert said(catalogue.held_in_its_city(place(**changed), NUMBERS)) == expected
