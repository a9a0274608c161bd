"""Which attempts wait for a reviewer can be listed by age, platform and state, and by the end of their terms."""

from __future__ import annotations

import pytest

from monitor.adapters.registry import RegistryError
from monitor.ports import ReviewRecord
from tests.registry.cast import open_attempt


@pytest.fixture
def waits(registry, trainee):
    def note(unit, noticed_at, **changes):
        attempt = open_attempt(registry, trainee, "c1", unit, 0, "vendor-a")
        facts = {
            "attempt": attempt.attempt,
            "trainee": trainee,
            "training_class": "c1",
            "platform": "vendor-a",
            "result": "held",
            "state": "noticed",
            "noticed_at": noticed_at,
            "appeal_until": noticed_at + 100,
        }
        record = ReviewRecord(**(facts | changes))
        registry.note_review(record)
        return record

    return note


def test_the_longest_known_comes_first_and_pages_go_on_behind_the_last_one(registry, waits):
    late, early = waits("u1", 20), waits("u2", 10)

    assert registry.open_reviews(limit=9) == [early, late]
    assert registry.open_reviews(limit=1, after=(10, early.attempt)) == [late]


def test_a_queue_says_since_when_its_oldest_has_waited(registry, waits):
    assert registry.waiting_since() == {}
    waits("u1", 20)
    waits("u2", 10)
    assert registry.waiting_since() == {"notices": 10}
    waits("u2", 10, state="appealed")
    assert registry.waiting_since() == {"notices": 20, "appeals": 10}


def test_the_list_can_be_narrowed(registry, waits):
    mine = waits("u1", 10)
    other = waits("u2", 20, platform="vendor-b", state="appealed")

    assert registry.open_reviews(limit=9, platform="vendor-b") == [other]
    assert registry.open_reviews(limit=9, states=("noticed",)) == [mine]
    assert registry.open_reviews(limit=9, states=("noticed", "appealed")) == [mine, other]
    assert registry.open_reviews(limit=9, results=("void_platform",)) == []


def test_where_an_attempt_stands_takes_the_place_of_where_it_stood(registry, waits):
    waits("u1", 10)
    now = waits("u1", 30, state="appealed")

    assert registry.open_reviews(limit=9) == [now]


def test_what_is_closed_is_gone_and_closing_again_is_nothing(registry, waits):
    record = waits("u1", 10)

    for _ in range(2):
        registry.close_review(record.attempt)
    assert registry.open_reviews(limit=9) == []


@pytest.mark.parametrize(("now", "past"), [(109, False), (110, True)])
def test_a_term_is_over_at_its_end(registry, waits, now, past):
    record = waits("u1", 10)

    assert registry.reviews_past(now) == ([record] if past else [])


def test_nobody_waits_for_an_attempt_that_there_is_not(registry, waits):
    with pytest.raises(RegistryError):
        waits("u1", 10, attempt="a-none")
