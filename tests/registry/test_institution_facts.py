"""What the gates learn about institutions, platforms and offices."""

from datetime import date

import pytest

from monitor.core import office_records as r
from monitor.core.gates.catalogue import AuditFlag, Audits, Equipment
from monitor.core.gates.classes import Apprentices
from monitor.core.gates.online import CatalogueEntries, Listed, Period, Periods
from monitor.core.gates.people import LocalPlatform, Trouble
from monitor.core.gates.reports import CertificateCounts, Reporting, TrainingCounts
from tests.registry.cast import LI, a_plan, add_class
from tests.registry.office_cast import AFTER, BEGINS, MINUTE, at, class_profile, offices, recording, row, school

ON = date(2023, 6, 1)


def test_apprentices_are_grouped_and_counted_by_calendar_year(registry, trainee):
    def apprentice(number, enterprise, enrolled_on):
        return row(
            r.Apprenticeship,
            str(number),
            institution="school",
            trainee=trainee,
            enterprise=enterprise,
            occupation_code="6-18-02-04",
            enrolled_on=enrolled_on,
        )

    days = [date(2022, 12, 31), date(2023, 1, 1), ON, date(2023, 6, 2)]
    registry.take_in(
        [
            *offices(),
            school(full_time_schooling=True),
            *(apprentice(number, "works", day) for number, day in enumerate(days)),
            apprentice(9, "mill", ON),
        ]
    )

    assert registry.institution_facts("school", ON).apprentices == tuple(
        Apprentices(
            enterprise=enterprise, occupation="6-18-02-04", full_time_schooling=True, together=together, this_year=3
        )
        for enterprise, together in (("mill", 1), ("works", 3))
    )


def test_audits_listings_and_strikes_stand_against_an_institution(registry):
    add_class(registry, a_plan(training_class="c2"))
    registry.take_in(
        [
            row(r.AuditFlag, "1", institution="school", found_on=date(2023, 1, 2), evident=True),
            row(r.AuditFlag, "2", institution="school", found_on=date(2023, 1, 3)),
            row(r.AuditFlag, "3", institution="school", found_on=date(2023, 1, 4), kind="misuse"),
            row(
                r.AuditFlag,
                "4",
                institution="school",
                found_on=date(2023, 1, 4),
                kind="misuse",
                cleared_on=date(2023, 6, 1),
            ),
            row(r.BlacklistEntry, "1", institution="school", listed_on=ON, document="2023-9"),
            *(recording(name, BEGINS, MINUTE) for name in "abc"),
        ]
    )
    for name in "ab":
        registry.review_recording(name, shows_all=False, by="li", at=AFTER)
    facts = registry.institution_facts("school", ON)

    assert facts.trouble == Trouble(blacklisted=True, strikes=(2,), evident_problems=1, misuse_cases=1)
    assert facts.audits == Audits(
        flags=(AuditFlag(found_on=date(2023, 1, 2), evident=True), AuditFlag(found_on=date(2023, 1, 3))), on=ON
    )
    assert not registry.institution_facts("school", date(2023, 5, 31)).trouble.blacklisted


def test_only_licensed_teachers_of_the_institution_count(registry):
    registry.add_institution("mill", title="厂", source_system="talent", external_id="m")
    registry.take_in(
        [
            r.InstitutionProfile(institution="school", kind="enterprise_training_centre", manufacturing=True),
            row(r.Teacher, "1", teacher="zhao", institution="school", licence="L1"),
            row(r.Teacher, "2", teacher="qian", institution="school"),
            row(r.Teacher, "3", teacher="sun", institution="mill", licence="L3"),
        ]
    )

    assert registry.institution_facts("school", ON).equipment == Equipment(
        kind="enterprise_training_centre", manufacturing=True, licensed_teachers=1
    )


def test_a_platform_is_known_with_all_its_times(registry):
    registry.exit_catalogue("vendor-a", date(2023, 4, 1), "2023-17")
    registry.take_in([row(r.CatalogueEntry, "again", platform="vendor-a", first_on=date(2023, 5, 1))])
    registry.connect_platform("vendor-a", connected=False, on=date(2023, 4, 1))
    registry.suspend_platform("vendor-a", date(2023, 3, 20), "2023-16")
    registry.lift_suspension("vendor-a", date(2023, 5, 1))
    facts = registry.platform_facts("vendor-a", ON)

    assert facts.catalogue == CatalogueEntries(
        entries=(Listed(first=date(2023, 3, 7), exited_on=date(2023, 4, 1)), Listed(first=date(2023, 5, 1))), on=ON
    )
    assert facts.connections == Periods(periods=(Period(first=date(2023, 3, 7), until=date(2023, 4, 1)),), on=ON)
    assert facts.suspensions == Periods(periods=(Period(first=date(2023, 3, 20), until=date(2023, 5, 1)),), on=ON)
    assert facts.trouble == Trouble()


# ---------------------------------------------------------------- offices


@pytest.fixture
def counted(registry, trainee):
    """Wang's class of manufacturing in a county, and Li's other class in the next city."""
    registry.add_institution("college", title="学院", source_system="talent", external_id="10")
    add_class(registry, a_plan(training_class="c2"), institution="college", source_system="excel")
    li = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    registry.enrol(li, "c2", source_system="talent", external_id="e2", at=2)
    registry.take_in(
        [
            *offices(),
            school(),
            r.InstitutionProfile(institution="college", office="luoyang"),
            class_profile(manufacturing=True),
            class_profile(training_class="c2"),
            r.EnrolmentProfile(
                trainee=trainee, training_class="c1", certificate="skill_level", certified_on=date(2023, 5, 30)
            ),
            r.EnrolmentProfile(
                trainee=li, training_class="c2", certificate="training_completion", certified_on=date(2023, 5, 30)
            ),
        ]
    )
    return registry


@pytest.mark.parametrize(
    ("office", "manufacturing", "total", "low", "classes", "outside"),
    [
        ("henan", 1, 2, 1, 2, 1),
        ("zhengzhou", 1, 1, 0, 1, 0),
        ("zhongmu", 1, 1, 0, 1, 0),
        ("luoyang", 0, 1, 1, 1, 1),
    ],
)
def test_an_office_counts_its_area_and_all_offices_below(counted, office, manufacturing, total, low, classes, outside):
    facts = counted.office_facts(office, ON)

    assert facts.trainings == TrainingCounts(manufacturing=manufacturing, total=total)
    assert facts.certificates == CertificateCounts(low=low, total=total)
    assert facts.local_platform == LocalPlatform(classes=classes, outside=outside)


@pytest.mark.parametrize(
    ("begins_at", "counts"),
    [
        ("2022-12-31 23:59", 0),
        ("2023-01-01 00:00", 1),
        ("2023-12-31 23:59", 1),
        ("2024-01-01 00:00", 0),
    ],
)
def test_a_training_belongs_to_the_year_in_which_its_class_began(counted, begins_at, counts):
    counted.take_in([class_profile(manufacturing=True, begins_at=at(begins_at))])

    assert counted.office_facts("zhengzhou", ON).trainings.total == counts


def test_an_office_without_anything_counts_nothing_and_has_its_own_targets(registry):
    registry.take_in(
        [
            row(
                r.Office,
                office="jiyuan",
                title="济源示范区",
                level="city",
                local_platform="济源平台",
                manufacturing_target_percent=30,
                low_certificates_cap_percent=20,
                reports_since=date(2023, 3, 1),
            )
        ]
    )
    registry.note_report("jiyuan", "2023-03", at=AFTER)
    registry.note_report("jiyuan", "2023-03", at=AFTER + 1)
    facts = registry.office_facts("jiyuan", ON)

    assert facts.trainings == TrainingCounts(manufacturing=0, total=0, target_percent=30)
    assert facts.certificates == CertificateCounts(low=0, total=0, cap_percent=20)
    assert facts.reporting == Reporting(reported=frozenset({"2023-03"}), since=date(2023, 3, 1), today=ON)
    assert facts.local_platform.name == "济源平台"
