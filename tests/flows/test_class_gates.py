"""What the office decided in cases against a platform is what its gates say, beside the registry."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from core.gates.asking import NUMBERS
from core.platform_cases import DAY, MIDNIGHT, confirmed

from monitor.core import codec
from monitor.core.days import shanghai_day
from monitor.core.gates.clauses import results
from monitor.core.gates.facts import PlatformFacts
from monitor.core.gates.online import CatalogueEntries, Listed, Period, Periods
from monitor.core.gates.people import Trouble
from monitor.core.platform_findings import Case, cases
from monitor.core.platform_standing import with_cases

FIRST = shanghai_day(MIDNIGHT)


def decided(*later: tuple[int, str, dict[str, object]]) -> list[Case]:
    """A case that was confirmed on the first day, and what followed."""
    ((_, entries),) = confirmed(MIDNIGHT, *later).items()
    return cases((codec.decode_fact(one.payload), one.received, f"{one.stream}:{one.n}") for one in entries)


def failed(found: list[Case], on: date) -> set[str]:
    """Which clauses a platform fails on a day; by the registry alone it would fail none."""
    facts = PlatformFacts(
        catalogue=CatalogueEntries(entries=(Listed(first=date(2023, 3, 7)),), on=on),
        connections=Periods(periods=(Period(first=date(2023, 3, 7)),), on=on),
        suspensions=Periods(on=on),
        trouble=Trouble(),
    )
    return {result.clause for result in results(with_cases(facts, found), NUMBERS) if result.outcome != "pass"}


@pytest.mark.parametrize(("days", "clauses"), [(-1, set()), (0, {"ONL-13"}), (400, {"ONL-13"})])
def test_a_platform_is_suspended_from_the_day_of_discovery_on(days: int, clauses: set[str]) -> None:
    assert failed(decided(), FIRST + timedelta(days)) == clauses


@pytest.mark.parametrize(
    ("recount", "during", "after"), [("all", set(), set()), ("from_reinstatement", {"ONL-13"}, set())]
)
def test_a_reinstatement_ends_a_suspension_or_undoes_it(recount: str, during: set[str], after: set[str]) -> None:
    found = decided((MIDNIGHT + 10 * DAY, "reinstated", {"recount": recount}))

    assert failed(found, FIRST + timedelta(9)) == during
    assert failed(found, FIRST + timedelta(10)) == after


@pytest.mark.parametrize(("outcome", "clause"), [("exited", "ONL-03"), ("blacklisted", "ENF-01")])
def test_an_exit_and_a_listing_stand_beside_the_suspension_until_the_platform_is_reinstated(
    outcome: str, clause: str
) -> None:
    step = (MIDNIGHT + 2 * DAY, outcome, {})
    back = (MIDNIGHT + 10 * DAY, "reinstated", {"recount": "from_reinstatement"})

    assert failed(decided(step), FIRST + timedelta(2)) == {"ONL-13", clause}
    assert failed(decided(step, back), FIRST + timedelta(10)) == set()


def test_without_a_case_the_registry_decides_alone() -> None:
    assert failed([], FIRST) == set()
