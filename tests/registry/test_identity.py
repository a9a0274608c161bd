"""Identity numbers are checked as GB 11643 says, and leave no trace but a keyed hash (K6, PRV-06)."""

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.adapters.registry import RegistryError
from monitor.adapters.registry.identity import check_digit, identity_hash, normalised
from tests.registry.cast import LI, WANG
from tests.registry.databases import dump

KEY = b"k" * 32


@pytest.mark.parametrize("number", [WANG, LI])
def test_the_standards_own_examples_are_accepted(number):
    assert normalised(number) == number


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u300019491231002X\n",
    ],
)
def test_spaces_wide_digits_and_a_small_x_make_no_difference(written):
    assert normalised(written) == WANG


@pytest.mark.parametrize(
    "written", ["", WANG[:17], WANG + "1", "110105491231002", "1101051949123100XX", "X" * 18, "١" * 17 + "X"]
)
def test_anything_but_seventeen_digits_and_a_check_digit_is_refused(written):
    with pytest.raises(RegistryError) as refused:
        normalised(written)

    assert refused.value.field == "identity_number"


@pytest.mark.parametrize("last", "0123456789")
def test_every_wrong_check_digit_is_refused(last):
    with pytest.raises(RegistryError, match="check digit"):
        normalised(WANG[:17] + last)


@given(digits=st.text("0123456789", min_size=17, max_size=17), place=st.integers(0, 16), other=st.integers(1, 9))
def test_one_mistyped_digit_never_passes(digits, place, other):
    number = digits + check_digit(digits)
    wrong = str((int(number[place]) + other) % 10)

    assert normalised(number) == number
    with pytest.raises(RegistryError):
        normalised(number[:place] + wrong + number[place + 1 :])


@given(digits=st.text("0123456789", min_size=17, max_size=17), place=st.integers(0, 15))
def test_two_neighbours_in_the_wrong_order_never_pass(digits, place):
    number = digits + check_digit(digits)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    if swapped != number:
        with pytest.raises(RegistryError):
            normalised(swapped)


def test_a_refusal_does_not_repeat_the_number():
    try:
        normalised(WANG[:17] + "1")
    except RegistryError as error:
        said = "".join(traceback.format_exception_only(error))

    assert WANG[:10] not in said


def test_the_hash_depends_on_the_key():
    assert identity_hash(WANG, KEY) == identity_hash(" 11010519491231002x", KEY)
    assert identity_hash(WANG, KEY) != identity_hash(WANG, b"other" * 8)


# ---------------------------------------------------------------- one person across vendors


def test_the_same_number_is_the_same_person_with_every_vendor(registry):
    names = {
        registry.add_trainee(written, source_system=vendor, external_id="7", at=1)
        for vendor, written in [("vendor-a", WANG), ("vendor-b", WANG.lower())]
    }

    assert len(names) == 1


def test_two_numbers_are_two_people(registry):
    wang = registry.add_trainee(WANG, source_system="vendor-a", external_id="1", at=1)
    li = registry.add_trainee(LI, source_system="vendor-a", external_id="2", at=1)

    assert wang != li


def test_registering_again_under_the_same_id_is_the_same_person(registry):
    names = [registry.add_trainee(WANG, source_system="vendor-a", external_id="1", at=at) for at in (1, 2)]

    assert names[0] == names[1]


def test_one_id_of_a_vendor_cannot_stand_for_two_people(registry):
    registry.add_trainee(WANG, source_system="vendor-a", external_id="1", at=1)

    with pytest.raises(RegistryError, match="another person") as refused:
        registry.add_trainee(LI, source_system="vendor-a", external_id="1", at=2)
    assert refused.value.field == "external_id"


def test_after_a_refusal_nobody_new_is_registered(registry):
    registry.add_trainee(WANG, source_system="vendor-a", external_id="1", at=1)
    with pytest.raises(RegistryError):
        registry.add_trainee(LI, source_system="vendor-a", external_id="1", at=2)

    with registry._engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM trainees").scalar() == 1


def test_the_name_is_random_and_says_nothing_about_the_number(registry):
    name = registry.add_trainee(WANG, source_system="vendor-a", external_id="1", at=1)
    with registry._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM trainee_aliases")
        connection.exec_driver_sql("DELETE FROM trainees")

    assert registry.add_trainee(WANG, source_system="vendor-a", external_id="1", at=1) != name


def test_no_identity_number_lies_in_the_database(registry, engine):
    registry.add_trainee(WANG, source_system="vendor-a", external_id="1", at=1)

    stored = dump(engine)
    assert "trainees" in stored
    assert WANG[:17] not in stored
    assert WANG[6:14] not in stored


def test_a_vendor_finds_a_person_by_its_own_id(registry, trainee):
    assert registry.trainee_of("vendor-a", "wang") == trainee


def test_a_vendor_does_not_find_a_person_by_another_vendors_id(registry, trainee):
    with pytest.raises(RegistryError) as refused:
        registry.trainee_of("vendor-b", "wang")

    assert refused.value.field == "trainee"
