"""Clauses about online theory, on, just below and just above every number and day."""

from __future__ import annotations

from datetime import date

import pytest
from core.gates.asking import NUMBERS, PASS, day, said

from monitor.core.gates import online

ON = date(2023, 6, 1)


@pytest.mark.parametrize(
    ("total", "online_hours", "expected"),
    [
        (40, 15, PASS),
        (40, 16, PASS),
        (40, 17, ("fail", "online_share_exceeded")),
        (42, 16, PASS),
        (42, 17, ("fail", "online_share_exceeded")),
        (43, 17, PASS),
        (1000, 400, PASS),
        (1000, 401, ("fail", "online_share_exceeded")),
        (999, 400, ("fail", "online_share_exceeded")),
        (0, 0, PASS),
    ],
)
def test_online_hours_may_reach_forty_per_cent_of_the_plan_and_no_more(
    total: int, online_hours: int, expected: tuple[str, str]
) -> None:
    result = online.online_share(online.OnlineHours(total=total, online=online_hours), NUMBERS)

    assert said(result) == expected
    assert result.values == {"total": total, "online": online_hours, "percent": 40, "most": total * 40 // 100}


def test_a_result_says_its_numbers_in_both_languages() -> None:
    result = online.online_share(online.OnlineHours(total=40, online=17), NUMBERS)

    assert result.message == {
        "zh-CN": "总课时40，线上17课时；线上不超过40%，即16课时。",
        "en": "17 of 40 class hours are online; at most 40 %, which is 16 hours, may be.",
    }


@pytest.mark.parametrize(("practical", "expected"), [(0, PASS), (1, ("fail", "practical_online"))])
def test_only_theory_may_be_online(practical: int, expected: tuple[str, str]) -> None:
    assert said(online.theory_only(online.OnlineUnits(theory=16, practical=practical), NUMBERS)) == expected


@pytest.mark.parametrize(
    ("first", "last", "exited_on", "passes"),
    [
        ("2023-06-01", None, None, True),
        ("2023-06-02", None, None, False),
        ("2023-03-07", "2023-06-01", None, True),
        ("2023-03-07", "2023-05-31", None, False),
        ("2023-03-07", "2023-12-31", "2023-06-02", True),
        ("2023-03-07", "2023-12-31", "2023-06-01", False),
    ],
)
def test_a_platform_counts_on_the_first_and_last_day_on_the_catalogue_and_not_from_its_exit_on(
    first: str, last: str | None, exited_on: str | None, passes: bool
) -> None:
    entry = online.Listed(first=date.fromisoformat(first), last=day(last), exited_on=day(exited_on))
    result = online.catalogued(online.CatalogueEntries(entries=(entry,), on=ON), NUMBERS)

    assert said(result) == (PASS if passes else ("fail", "not_catalogued"))


def test_a_platform_may_come_back_to_the_catalogue() -> None:
    entries = (
        online.Listed(first=date(2022, 1, 1), exited_on=date(2022, 6, 1)),
        online.Listed(first=date(2023, 6, 1)),
    )

    assert said(online.catalogued(online.CatalogueEntries(entries=entries, on=ON), NUMBERS)) == PASS
    assert said(online.catalogued(online.CatalogueEntries(on=ON), NUMBERS)) == ("fail", "not_catalogued")


PERIODS = [
    ((), False),
    ((("2023-06-01", None),), True),
    ((("2023-06-02", None),), False),
    ((("2023-03-07", "2023-06-02"),), True),
    ((("2023-03-07", "2023-06-01"),), False),
    ((("2023-03-07", "2023-04-01"), ("2023-05-01", None)), True),
]


def periods(times: tuple[tuple[str, str | None], ...]) -> online.Periods:
    held = tuple(online.Period(first=date.fromisoformat(first), until=day(until)) for first, until in times)
    return online.Periods(periods=held, on=ON)


@pytest.mark.parametrize(("times", "holds"), PERIODS)
def test_a_platform_must_be_connected_on_the_day(times: tuple[tuple[str, str | None], ...], holds: bool) -> None:
    assert said(online.connected(periods(times), NUMBERS)) == (PASS if holds else ("fail", "not_connected"))


@pytest.mark.parametrize(("times", "holds"), PERIODS)
def test_a_suspension_bars_from_its_first_day_until_it_is_lifted(
    times: tuple[tuple[str, str | None], ...], holds: bool
) -> None:
    assert said(online.not_suspended(periods(times), NUMBERS)) == (("fail", "suspended") if holds else PASS)


@pytest.mark.parametrize(
    ("approved", "approved_on", "passes"),
    [
        (True, None, True),
        (True, "2023-05-31", True),
        (True, "2023-06-01", True),
        (True, "2023-06-02", False),
        (False, None, False),
        (False, "2023-05-31", False),
    ],
)
def test_every_video_needs_an_approval_by_the_day_of_its_use(
    approved: bool, approved_on: str | None, passes: bool
) -> None:
    good = online.Video(lesson="l1", approved=True)
    asked = online.Video(lesson="l2", approved=approved, approved_on=day(approved_on))
    result = online.videos_approved(online.Videos(videos=(good, asked), on=ON), NUMBERS)

    assert said(result) == (PASS if passes else ("fail", "unapproved_video"))
    assert result.values["missing"] == ("" if passes else "l2")


@pytest.mark.parametrize(
    ("assessed_on", "enrolled_on", "passes"),
    [
        ("2023-03-15", "2023-04-14", False),
        ("2023-03-15", "2023-04-15", False),
        ("2023-03-15", "2023-04-16", True),
        ("2023-01-31", "2023-02-28", False),
        ("2023-01-31", "2023-03-01", True),
        ("2024-01-31", "2024-02-29", False),
        ("2024-01-31", "2024-03-01", True),
        ("2023-02-28", "2023-03-28", False),
        ("2023-02-28", "2023-03-29", True),
        ("2023-12-31", "2024-01-31", False),
        ("2023-12-31", "2024-02-01", True),
        ("2023-06-01", "2023-05-20", False),
    ],
)
def test_a_person_may_join_again_when_a_whole_month_has_passed_since_the_assessment(
    assessed_on: str, enrolled_on: str, passes: bool
) -> None:
    earlier = online.EarlierProject(training_class="c0", assessed_on=day(assessed_on), closed=True)
    facts = online.EarlierProjects(projects=(earlier,), enrolled_on=date.fromisoformat(enrolled_on))

    assert said(online.month_between_projects(facts, NUMBERS)) == (PASS if passes else ("fail", "too_early"))


def test_whoever_is_too_early_is_told_from_when_on_it_is_possible() -> None:
    earlier = online.EarlierProject(training_class="c0", assessed_on=date(2023, 1, 31))
    facts = online.EarlierProjects(projects=(earlier,), enrolled_on=date(2023, 2, 27))

    assert online.month_between_projects(facts, NUMBERS).values["possible"] == "2023-03-01"


@pytest.mark.parametrize(
    ("closed", "assessed_too", "expected"),
    [
        (False, None, ("fail", "not_assessed")),
        (True, None, ("person", "ended_without_assessment")),
        (True, "2023-05-31", ("fail", "too_early")),
        (True, "2023-01-31", ("person", "ended_without_assessment")),
    ],
)
def test_a_project_without_assessment_bars_while_it_runs_and_is_for_a_person_when_it_ended(
    closed: bool, assessed_too: str | None, expected: tuple[str, str]
) -> None:
    projects = [online.EarlierProject(training_class="c0", closed=closed)]
    if assessed_too:
        projects.append(online.EarlierProject(training_class="c1", assessed_on=day(assessed_too)))
    facts = online.EarlierProjects(projects=tuple(projects), enrolled_on=date(2023, 6, 1))

    assert said(online.month_between_projects(facts, NUMBERS)) == expected


def test_nobody_who_comes_for_the_first_time_has_to_wait() -> None:
    assert said(online.month_between_projects(online.EarlierProjects(enrolled_on=ON), NUMBERS)) == PASS


@pytest.mark.parametrize(
    ("first", "until", "passes"),
    [
        ("2023-05-31", None, True),
        ("2023-06-01", None, True),
        ("2023-06-02", None, False),
        ("2022-01-01", "2023-06-01", False),
        ("2022-01-01", "2023-06-02", True),
    ],
)
def test_a_changed_specialty_counts_from_the_day_of_its_change(first: str, until: str | None, passes: bool) -> None:
    held = online.SpecialtyHeld(specialty="welding", first=date.fromisoformat(first), until=day(until))
    facts = online.Specialties(held=(held,), wanted="welding", on=ON)

    assert said(online.specialty_in_force(facts, NUMBERS)) == (PASS if passes else ("fail", "specialty_not_held"))


def test_another_specialty_is_none_and_a_class_without_one_cannot_be_judged() -> None:
    held = (online.SpecialtyHeld(specialty="welding", first=date(2022, 1, 1)),)
    other = online.Specialties(held=held, wanted="cooking", on=ON)
    nothing = online.Specialties(held=held, wanted="", on=ON)

    assert said(online.specialty_in_force(other, NUMBERS)) == ("fail", "specialty_not_held")
    assert said(online.specialty_in_force(nothing, NUMBERS)) == ("unknown", "no_specialty")
