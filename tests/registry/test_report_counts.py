"""A report counts what happened between two midnights in Asia/Shanghai, for those who may see it."""

from datetime import date

import pytest

from monitor.core.accounts import Tenant
from monitor.core.office_records import EnrolmentProfile, InstitutionProfile
from monitor.core.report_figures import CertificatesCounted, HoursCounted, TrainingsCounted, sums
from monitor.core.report_periods import period_named
from monitor.core.summary import Summary
from tests.registry.cast import open_attempt
from tests.registry.office_cast import BEGINS, at, class_profile, offices

MAY, JUNE = period_named("2023-05"), period_named("2023-06")
CITY, ELSEWHERE = Tenant(kind="office", name="zhengzhou"), Tenant(kind="office", name="luoyang")


@pytest.fixture(autouse=True)
def office(registry):
    registry.take_in([*offices(), InstitutionProfile(institution="school", office="zhengzhou")])


def certified(registry, trainee, day):
    attempt = open_attempt(registry, trainee, "c1", "u1", at=5, platform="vendor-a").attempt
    said = Summary(
        result="certified", stage="final", rules=(), code="", reason={}, credited_ms=1, required_ms=1, claimed=True,
        day=day, decided_at=10,
    )  # fmt: skip
    registry.save_verdict(attempt, b"1", head="", decided_at=10, said=said)


@pytest.mark.parametrize(("day", "hours"), [(4, 0), (5, 1), (6, 0)])
def test_an_hour_is_counted_in_the_month_of_its_day(registry, trainee, day, hours):
    certified(registry, trainee, date(2023, day, 31 if day == 5 else 30))
    assert sum(counted.hours for counted in registry.hours_in(MAY, "day")) == hours


def test_hours_are_counted_by_day_or_by_institution(registry, trainee):
    certified(registry, trainee, date(2023, 5, 1))
    assert registry.hours_in(MAY, "day") == [HoursCounted(date(2023, 5, 1), "certified", 1)]
    assert registry.hours_in(MAY, "institution") == [HoursCounted("school", "certified", 1)]


@pytest.mark.parametrize(
    ("begins", "inside"),
    [("2023-04-30 23:59", False), ("2023-05-01 00:00", True), ("2023-05-31 23:59", True), ("2023-06-01 00:00", False)],
)
def test_a_class_is_counted_in_the_month_in_which_it_begins_in_china(registry, trainee, begins, inside):
    registry.take_in([class_profile(begins_at=at(begins), manufacturing=True)])
    [*found] = registry.trainings_in(MAY, "institution")
    assert found == ([TrainingsCounted("school", True, 1)] if inside else [])


def test_a_class_without_trainees_is_a_class_and_no_training(registry):
    registry.take_in([class_profile()])
    figures = sums(registry.trainings_in(MAY, "day"))
    assert (figures.classes, figures.trainings) == (1, 0)


@pytest.mark.parametrize(("day", "month"), [(date(2023, 5, 31), MAY), (date(2023, 6, 1), JUNE)])
def test_a_certificate_is_counted_in_the_month_of_its_day(registry, trainee, day, month):
    known = {"trainee": trainee, "training_class": "c1", "certificate": "specific_ability"}
    registry.take_in([EnrolmentProfile(certified_on=day, **known)])
    assert registry.certificates_in(month, "day") == [CertificatesCounted(day, "specific_ability", 1)]
    assert sums(registry.certificates_in(month, "institution")).low_certificates == 1
    assert registry.certificates_in(MAY if month is JUNE else JUNE, "day") == []


def test_an_office_counts_what_lies_under_it(registry, trainee):
    certified(registry, trainee, date(2023, 5, 1))
    registry.take_in([class_profile(begins_at=BEGINS)])
    for count in (registry.hours_in, registry.trainings_in):
        assert len(count(MAY, "day", tenant=CITY)) == 1
        assert count(MAY, "day", tenant=ELSEWHERE) == []


def test_an_office_may_ask_about_itself_and_those_below_it(registry):
    assert {line.office for line in registry.offices_seen()} >= {"henan", "zhengzhou", "luoyang"}
    assert "luoyang" not in {line.office for line in registry.offices_seen(CITY)}
    assert registry.offices_seen(Tenant(kind="institution", name="school")) == []


def test_a_report_that_was_handed_in_has_its_moment(registry):
    registry.note_report("zhengzhou", "2023-05", at=7)
    assert (registry.reported_at("zhengzhou", "2023-05"), registry.reported_at("zhengzhou", "2023-06")) == (7, None)
