"""What a session that opens has to know of the trainee's earlier ones: all about its class hours, pictures of any."""

import pytest

from monitor import rulepacks
from monitor.flows.live import _about, _frames
from monitor.learners.simulated import Simulated


@pytest.fixture(scope="module")
def hour():
    """The entries of an honest class hour, and the name of the attempt at it."""
    learner = Simulated(rulepacks.load("demo")).watch()
    [entries] = learner.streams.values()
    return entries, learner.attempts[0]


def test_an_earlier_session_at_the_same_class_hour_is_known_whole(hour):
    entries, attempt = hour

    assert _about({attempt, "another"}, entries) == entries


def test_of_another_class_hour_only_what_the_server_saw_is_known(hour):
    entries, _ = hour
    known = _about({"another"}, entries)

    assert {entry.source for entry in known} == {"server"}
    assert len(known) < len(entries)


def test_no_picture_of_any_class_hour_is_taken_for_a_new_one(hour):
    entries, _ = hour

    assert list(_frames(_about({"another"}, entries))) == list(_frames(entries)) != []


def test_a_session_that_never_began_says_nothing():
    assert list(_about({"another"}, [])) == []
