"""What a trainee is granted for a handicap is kept with who granted it, and without a reason."""

import pytest
from sqlalchemy import inspect

from monitor.adapters.registry import RegistryError


def state(registry, trainee):
    return registry.trainee_state(trainee, "c1", purpose="face_check")


def test_nobody_has_anything_of_the_kind_to_begin_with(registry, trainee):
    person = state(registry, trainee)

    assert (person.accommodations, person.time_percent, person.accommodated_by) == ((), 100, "")
    assert registry.accommodations_of(trainee) == []


def test_the_last_grant_is_in_force(registry, trainee):
    registry.accommodate(trainee, ["no_movements"], by="teacher", at=1)
    registry.accommodate(trainee, ["simple_popups", "simple_popups"], time_percent=250, by="office", at=2)
    person = state(registry, trainee)

    assert (person.accommodations, person.time_percent, person.accommodated_by) == (("simple_popups",), 250, "office")
    assert [record.registered_at for record in registry.accommodations_of(trainee)] == [2, 1]


def test_nothing_tells_which_handicap_it_is(engine):
    columns = {column["name"] for column in inspect(engine).get_columns("trainee_accommodations")}

    assert columns == {"id", "trainee", "kinds", "time_percent", "registered_by", "registered_at"}


@pytest.mark.parametrize(
    ("grant", "field"),
    [
        ({"time_percent": 99, "by": "teacher"}, "time_percent"),
        ({"time_percent": 401, "by": "teacher"}, "time_percent"),
        ({"by": "vendor-a"}, "by"),
    ],
)
def test_what_cannot_be_granted_is_refused_and_nothing_changes(registry, trainee, grant, field):
    with pytest.raises(RegistryError) as refused:
        registry.accommodate(trainee, ["no_movements"], at=1, **grant)

    assert refused.value.field == field
    assert registry.accommodations_of(trainee) == []


def test_an_unknown_trainee_is_refused(registry):
    with pytest.raises(RegistryError, match="nobody"):
        registry.accommodate("nobody", [], by="teacher", at=1)
