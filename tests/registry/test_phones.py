"""A phone number leads the helpdesk to a person, and leaves no trace but a keyed hash (PRV-06)."""

import pytest

from monitor.adapters.registry import RegistryError
from tests.registry.cast import LI, WANG
from tests.registry.databases import dump
from tests.registry.handed_in import blamed

PHONE, OTHER = "138 0013 8000", "0371-65551234"
ROSTER = ("班级编号", "身份证号", "手机号码")


def add(registry, number, phone=None, *, name="1"):
    return registry.add_trainee(number, source_system="vendor-a", external_id=name, at=1, phone=phone)


def found(registry, phone, limit=9):
    return registry.trainees_by_phone(phone, limit=limit)


def test_whoever_shares_a_number_is_found_by_it(registry):
    people = sorted([add(registry, WANG, PHONE, name="1"), add(registry, LI, "+8613800138000", name="2")])

    assert found(registry, "138-0013-8000") == people
    assert found(registry, PHONE, limit=1) == people[:1]
    assert found(registry, OTHER) == []


def test_the_number_that_was_told_last_is_the_persons(registry):
    wang = add(registry, WANG, PHONE)
    add(registry, WANG, OTHER)

    assert (found(registry, PHONE), found(registry, OTHER)) == ([], [wang])


def test_registering_again_without_a_number_leaves_the_known_one(registry):
    wang = add(registry, WANG, PHONE)
    add(registry, WANG)

    assert found(registry, PHONE) == [wang]


@pytest.mark.parametrize("phone", ["", "138", "13800138000 13900139000"])
def test_what_is_no_number_is_refused_and_nobody_is_registered(registry, phone):
    with pytest.raises(RegistryError) as refused:
        add(registry, WANG, phone)

    assert refused.value.field == "phone"
    assert registry.trainee_by_identity(WANG) is None


def test_no_phone_number_lies_in_the_database(registry, engine):
    add(registry, WANG, PHONE)

    assert "13800138000" not in dump(engine)


def test_a_roster_tells_numbers_of_new_and_known_people(take, registry, trainee):
    take("roster", ROSTER, ("c1", WANG, PHONE), ("c1", LI, 37165551234))
    [li] = found(registry, OTHER)

    assert found(registry, PHONE) == [trainee]
    assert registry.trainee_by_identity(LI) == li


def test_a_roster_that_comes_again_changes_the_numbers_that_it_has(take, registry, trainee):
    take("roster", ROSTER, ("c1", WANG, PHONE), ("c1", LI, PHONE))
    take("roster", ROSTER, ("c1", WANG, OTHER), ("c1", LI, ""))

    assert found(registry, OTHER) == [trainee]
    assert found(registry, PHONE) == [registry.trainee_by_identity(LI)]


def test_a_wrong_number_in_a_roster_is_blamed_and_not_repeated(take):
    report = take("roster", ROSTER, ("c1", WANG, "1380013"))

    assert blamed(report) == [(2, "手机号码", "not_a_phone_number")]
    assert "1380013" not in str(report)


def test_a_table_of_another_kind_may_still_have_a_column_of_numbers_that_nobody_reads(take):
    heads = ("班级编号", "身份证号", "手机号码", "考核日期")

    assert blamed(take("assessments", heads, ("c1", WANG, "-", "2026-04-30"))) == [(2, "身份证号", "unknown")]


def test_a_number_that_was_taken_back_finds_nobody_and_says_so(registry):
    wang, li = add(registry, WANG, PHONE, name="1"), add(registry, LI, PHONE, name="2")
    registry.take_phone_back(wang)

    assert found(registry, PHONE) == [li]
    assert [registry.person(name).phone for name in (wang, li)] == ["taken_back", "kept"]


def test_after_that_no_number_of_the_person_is_kept_whoever_tells_it(take, registry, trainee):
    registry.take_phone_back(trainee)
    add(registry, WANG, PHONE)
    take("roster", ROSTER, ("c1", WANG, PHONE), ("c1", LI, OTHER))

    assert found(registry, PHONE) == []
    assert registry.person(trainee).phone == "taken_back"
    assert found(registry, OTHER) == [registry.trainee_by_identity(LI)]
