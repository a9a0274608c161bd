"""One open attempt per person and unit across all vendors (K4), and verdicts that are never overwritten."""

import asyncio

import pytest

from monitor.adapters.registry import RegistryError
from tests.registry.cast import LI, a_plan, add_class, open_attempt


def test_the_first_attempt_at_a_unit_is_number_one(registry, trainee):
    attempt = open_attempt(registry, trainee, "c1", "u1", at=5)

    assert (attempt.ordinal, attempt.state, attempt.opened_at, attempt.closed_at) == (1, "open", 5, None)


def test_an_open_attempt_is_taken_up_again_whoever_asks(registry, trainee):
    first = open_attempt(registry, trainee, "c1", "u1", at=5)

    assert open_attempt(registry, trainee, "c1", "u1", at=9) == first


def test_after_an_attempt_was_closed_the_next_one_is_new(registry, trainee):
    first = open_attempt(registry, trainee, "c1", "u1", at=5)
    registry.close_attempt(first.attempt, at=7)
    second = open_attempt(registry, trainee, "c1", "u1", at=9)

    assert second.attempt != first.attempt
    assert second.ordinal == 2


def test_units_classes_and_people_have_their_own_attempts(registry, trainee):
    add_class(registry, a_plan(training_class="c2"))
    li = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    opened = [
        open_attempt(registry, person, training_class, unit, at=1)
        for person, training_class, unit in [
            (trainee, "c1", "u1"),
            (trainee, "c1", "u2"),
            (trainee, "c2", "u1"),
            (li, "c1", "u1"),
        ]
    ]

    assert len({attempt.attempt for attempt in opened}) == 4
    assert {attempt.ordinal for attempt in opened} == {1}


async def test_two_vendors_that_ask_at_the_same_moment_get_the_same_attempt(registry, trainee):
    calls = (asyncio.to_thread(open_attempt, registry, trainee, "c1", "u1", at) for at in range(20))

    assert len({attempt.attempt for attempt in await asyncio.gather(*calls)}) == 1


def test_each_platform_has_attempts_of_its_own_so_that_none_can_spoil_anothers(registry, trainee):
    here = open_attempt(registry, trainee, "c1", "u1", at=1, platform="vendor-a")
    there = open_attempt(registry, trainee, "c1", "u1", at=2, platform="vendor-b")

    assert here != there
    assert open_attempt(registry, trainee, "c1", "u1", at=3, platform="vendor-a") == here


def test_the_database_itself_refuses_a_second_open_attempt(registry, trainee):
    open_attempt(registry, trainee, "c1", "u1", at=1)

    copy = "INSERT INTO attempts SELECT 'a-2', trainee, training_class, unit, platform, 2, state, 1, NULL FROM attempts"
    with pytest.raises(Exception, match=r"(?i)unique"), registry._engine.begin() as connection:
        connection.exec_driver_sql(copy)


def test_closing_twice_keeps_the_first_end(registry, trainee):
    attempt = open_attempt(registry, trainee, "c1", "u1", at=1).attempt
    registry.close_attempt(attempt, at=2)

    assert registry.close_attempt(attempt, at=3).closed_at == 2
    assert registry.attempt(attempt).state == "closed"


def test_attempts_are_listed_by_unit_and_number(registry, trainee):
    for unit in ("u2", "u1", "u1"):
        registry.close_attempt(open_attempt(registry, trainee, "c1", unit, at=1).attempt, at=2)

    listed = [(attempt.unit, attempt.ordinal) for attempt in registry.attempts_of(trainee, "c1")]
    assert listed == [("u1", 1), ("u1", 2), ("u2", 1)]
    assert [attempt.unit for attempt in registry.attempts_of(trainee, "c1", "u2")] == ["u2"]


@pytest.mark.parametrize(
    ("who", "training_class", "unit", "field"),
    [("t-x", "c1", "u1", "trainee"), (None, "cx", "u1", "training_class"), (None, "c1", "ux", "unit")],
)
def test_only_planned_units_of_registered_people_are_attempted(registry, trainee, who, training_class, unit, field):
    with pytest.raises(RegistryError) as refused:
        open_attempt(registry, who or trainee, training_class, unit, at=1)

    assert refused.value.field == field


# ---------------------------------------------------------------- verdicts


@pytest.fixture
def attempt(registry, trainee):
    return open_attempt(registry, trainee, "c1", "u1", at=1).attempt


def test_an_attempt_without_a_decision_has_no_verdict(registry, attempt):
    assert registry.verdict(attempt) is None


def test_a_verdict_comes_back_byte_for_byte(registry, attempt):
    saved = registry.save_verdict(attempt, b'{"\x00":1}', head="ab" * 32, decided_at=7, certificate="a.b.c")

    assert registry.verdict(attempt) == saved
    assert (saved.verdict, saved.head, saved.certificate) == (b'{"\x00":1}', "ab" * 32, "a.b.c")


def test_a_later_verdict_stands_beside_the_earlier_one(registry, trainee, attempt):
    registry.save_verdict(attempt, b"void", head="aa", decided_at=7)
    registry.save_verdict(attempt, b"restored", head="bb", decided_at=8)

    assert [record.verdict for record in registry.verdicts(trainee, "c1")] == [b"void", b"restored"]
    assert registry.verdict(attempt).verdict == b"restored"


def test_of_each_attempt_the_last_verdict_can_be_asked_for_alone(registry, trainee, attempt):
    other = open_attempt(registry, trainee, "c1", "u2", at=5)
    registry.save_verdict(attempt, b"void", head="aa", decided_at=7)
    registry.save_verdict(other.attempt, b"held", head="aa", decided_at=7)
    registry.save_verdict(attempt, b"restored", head="bb", decided_at=8)

    assert [record.verdict for record in registry.last_verdicts(trainee)] == [b"held", b"restored"]
    assert registry.last_verdicts("t-other") == []


def test_a_verdict_that_came_back_after_another_is_a_new_one(registry, trainee, attempt):
    for verdict in (b"void", b"restored", b"void"):
        registry.save_verdict(attempt, verdict, head="aa", decided_at=7)

    assert len(registry.verdicts(trainee, "c1")) == 3


def test_the_same_verdict_again_is_stored_once(registry, trainee, attempt):
    records = {registry.save_verdict(attempt, b"v", head="aa", decided_at=at).number for at in (7, 8)}

    assert len(records) == len(registry.verdicts(trainee, "c1")) == 1


def test_verdicts_of_other_people_classes_and_units_are_left_out(registry, trainee, attempt):
    registry.save_verdict(attempt, b"v", head="aa", decided_at=7)

    assert registry.verdicts(trainee, "c1", "u1")
    assert registry.verdicts(trainee, "c1", "u2") == []
    assert registry.verdicts(trainee, "c2") == []
    assert registry.verdicts(trainee) == registry.verdicts(trainee, "c1")
    assert registry.verdicts("t-other", "c1") == []


def test_verdicts_follow_by_number_up_to_the_first_that_is_too_young(registry, attempt):
    for at in (7, 9, 8):
        registry.save_verdict(attempt, b"%d" % at, head="aa", decided_at=at)
    settled = [[one.verdict for one in registry.verdicts_after(0, limit=9, settled=at)] for at in (6, 7, 8, 9)]
    first, second = registry.verdicts_after(0, limit=2, settled=9)

    assert settled == [[], [b"7"], [b"7"], [b"7", b"9", b"8"]]
    assert [one.verdict for one in registry.verdicts_after(first.number, limit=1, settled=9)] == [second.verdict]


def test_a_verdict_needs_an_attempt(registry):
    with pytest.raises(RegistryError) as refused:
        registry.save_verdict("a-none", b"v", head="aa", decided_at=1)

    assert refused.value.field == "attempt"
