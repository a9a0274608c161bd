"""Catalogue, connection and suspension of platforms (ONL-03, ONL-04, ONL-13)."""

from datetime import date

import pytest

from monitor.adapters.registry import RegistryError
from monitor.core.events import PlatformState
from monitor.core.origins import Origin

TODAY = date(2023, 6, 1)


def test_a_platform_on_the_catalogue_counts(registry):
    assert registry.platform_state("vendor-a", TODAY) == PlatformState(platform="vendor-a")


@pytest.mark.parametrize(
    ("on", "catalogued"),
    [
        (date(2023, 4, 30), False),
        (date(2023, 5, 1), True),
        (date(2023, 5, 31), True),
        (date(2023, 6, 1), False),
    ],
)
def test_a_platform_is_catalogued_from_its_first_to_its_last_day(registry, on, catalogued):
    registry.catalogue_platform("vendor-a", date(2023, 5, 1), date(2023, 5, 31))

    assert registry.platform_state("vendor-a", on).catalogued is catalogued


def test_a_catalogue_entry_may_last_one_day_but_not_less(registry):
    registry.catalogue_platform("vendor-a", TODAY, TODAY)

    with pytest.raises(RegistryError) as refused:
        registry.catalogue_platform("vendor-a", TODAY, date(2023, 5, 31))
    assert refused.value.field == "catalogued_to"


def test_a_platform_that_is_not_connected_says_so(registry):
    registry.connect_platform("vendor-a", connected=False, on=TODAY)

    assert not registry.platform_state("vendor-a", TODAY).connected
    assert registry.platform_state("vendor-b", TODAY).connected


@pytest.mark.parametrize(
    ("on", "connected"),
    [
        (date(2023, 3, 6), False),
        (date(2023, 3, 7), True),
        (date(2023, 5, 31), True),
        (date(2023, 6, 1), False),
        (date(2023, 6, 30), False),
        (date(2023, 7, 1), True),
    ],
)
def test_a_connection_is_known_with_its_days(registry, on, connected):
    registry.connect_platform("vendor-a", connected=False, on=TODAY)
    registry.connect_platform("vendor-a", connected=True, on=date(2023, 7, 1))
    registry.connect_platform("vendor-a", connected=True, on=date(2023, 8, 1))

    assert registry.platform_state("vendor-a", on).connected is connected


@pytest.mark.parametrize(("on", "catalogued"), [(date(2023, 5, 31), True), (TODAY, False), (date(2024, 1, 1), False)])
def test_a_dynamic_exit_ends_a_time_on_the_catalogue(registry, on, catalogued):
    registry.exit_catalogue("vendor-a", TODAY, "2023-17")

    assert registry.platform_state("vendor-a", on).catalogued is catalogued


def test_only_what_is_on_the_catalogue_can_leave_it(registry):
    with pytest.raises(RegistryError) as refused:
        registry.exit_catalogue("vendor-a", date(2023, 3, 6), "2023-17")

    assert refused.value.field == "platform"


@pytest.mark.parametrize(
    ("on", "suspended"), [(date(2023, 5, 31), False), (date(2023, 6, 1), True), (date(2099, 1, 1), True)]
)
def test_a_suspension_holds_from_its_day_on_without_an_end(registry, on, suspended):
    registry.suspend_platform("vendor-a", TODAY)

    assert registry.platform_state("vendor-a", on).suspended is suspended


@pytest.mark.parametrize(
    ("on", "suspended"), [(date(2023, 6, 30), True), (date(2023, 7, 1), False), (date(2023, 5, 31), False)]
)
def test_a_lifted_suspension_still_stands_for_its_days(registry, on, suspended):
    registry.suspend_platform("vendor-a", TODAY)
    registry.lift_suspension("vendor-a", date(2023, 7, 1))

    assert registry.platform_state("vendor-a", on).suspended is suspended


def test_a_platform_can_be_suspended_again(registry):
    registry.suspend_platform("vendor-a", TODAY)
    registry.lift_suspension("vendor-a", date(2023, 7, 1))
    registry.suspend_platform("vendor-a", date(2023, 8, 1))

    assert registry.platform_state("vendor-a", date(2023, 8, 1)).suspended


def test_a_suspension_entered_twice_is_lifted_once(registry):
    for _ in range(2):
        registry.suspend_platform("vendor-a", TODAY, "doc 1")
    registry.lift_suspension("vendor-a", date(2023, 7, 1))

    assert not registry.platform_state("vendor-a", date(2023, 7, 1)).suspended
    with pytest.raises(RegistryError, match="not suspended"):
        registry.lift_suspension("vendor-a", date(2023, 7, 1))


def test_one_id_of_another_system_is_one_suspension(registry):
    told = Origin(source_system="talent", external_id="ZT-1")
    registry.suspend_platform("vendor-a", TODAY, "doc 1", told)
    with pytest.raises(RegistryError) as refused:
        registry.suspend_platform("vendor-b", TODAY, "doc 2", told)

    assert refused.value.field == "external_id"


def test_an_unknown_platform_is_an_error_and_not_an_uncatalogued_one(registry):
    with pytest.raises(RegistryError) as refused:
        registry.platform_state("vendor-z", TODAY)

    assert refused.value.field == "platform"


# ---------------------------------------------------------------- registering


def again(registry, platform="vendor-a", **changes):
    facts = {
        "title": "平台0",
        "source_system": "catalogue",
        "external_id": "0",
        "catalogued_from": date(2023, 3, 7),
    }
    registry.add_platform(platform, **(facts | changes))


def test_registering_a_platform_again_changes_nothing(registry):
    registry.connect_platform("vendor-a", connected=False, on=TODAY)
    again(registry)

    assert not registry.platform_state("vendor-a", TODAY).connected
    assert [record.platform for record in registry.platforms()] == ["vendor-a", "vendor-b"]


@pytest.mark.parametrize("changes", [{"title": "别的"}, {"external_id": "5"}, {"source_system": "legacy"}])
def test_registering_a_platform_with_other_facts_is_refused(registry, changes):
    with pytest.raises(RegistryError) as refused:
        again(registry, **changes)

    assert [refused.value.field] == list(changes)


def test_one_id_of_another_system_is_one_platform(registry):
    with pytest.raises(RegistryError) as refused:
        again(registry, "vendor-c")

    assert refused.value.field == "external_id"


def test_the_same_id_in_another_system_is_another_platform(registry):
    again(registry, "vendor-c", source_system="legacy")

    assert len(registry.platforms()) == 3


def test_the_same_institution_can_be_registered_again_but_not_with_another_title(registry):
    registry.add_institution("school", title="技工学校", source_system="talent", external_id="9")

    with pytest.raises(RegistryError) as refused:
        registry.add_institution("school", title="别的", source_system="talent", external_id="9")
    assert refused.value.field == "title"
