"""All streams of a person can be found, and a ticket opens a stream once."""

import asyncio

import pytest

from monitor.adapters.registry import RegistryError
from tests.registry.cast import a_plan, add_class


def register(registry, trainee, session="s1", **changes):
    facts = {"training_class": "c1", "platform": "vendor-a", "at": 10}
    registry.register_session(session, trainee=trainee, **(facts | changes))


def test_a_session_says_where_its_entries_are(registry, trainee):
    register(registry, trainee)

    session = registry.session("s1")
    assert (session.stream, session.trainee, session.platform, session.opened_at) == ("s1", trainee, "vendor-a", 10)


def test_a_stream_may_have_another_name_than_its_session(registry, trainee):
    register(registry, trainee, stream="2023/s1")

    assert registry.session("s1").stream == "2023/s1"


def test_sessions_of_all_vendors_are_found_in_the_order_of_opening(registry, trainee):
    register(registry, trainee, "late", at=20)
    register(registry, trainee, "early", at=10, platform="vendor-b")

    assert [session.session for session in registry.sessions_of(trainee)] == ["early", "late"]


def test_sessions_of_another_class_are_left_out(registry, trainee):
    add_class(registry, a_plan(training_class="c2"))
    register(registry, trainee, "s1")
    register(registry, trainee, "s2", training_class="c2")

    assert [session.session for session in registry.sessions_of(trainee, "c2")] == ["s2"]
    assert registry.sessions_of("t-other") == []


def test_everybody_who_learned_on_a_platform_is_found_once(registry, trainee):
    register(registry, trainee, "s1")
    register(registry, trainee, "s2", at=20)

    assert registry.trainees_on("vendor-a") == [trainee]
    assert registry.trainees_on("vendor-b") == []
    with pytest.raises(RegistryError):
        registry.trainees_on("vendor-z")


def test_registering_the_same_session_again_changes_nothing(registry, trainee):
    register(registry, trainee)
    registry.close_session("s1", at=30)
    register(registry, trainee)

    assert registry.session("s1").closed_at == 30


def test_a_session_cannot_become_another_persons_or_vendors(registry, trainee):
    register(registry, trainee)

    with pytest.raises(RegistryError) as refused:
        register(registry, trainee, platform="vendor-b")
    assert refused.value.field == "platform"


def test_two_sessions_never_share_a_stream(registry, trainee):
    register(registry, trainee, "s1", stream="x")

    with pytest.raises(RegistryError, match="stream"):
        register(registry, trainee, "s2", stream="x")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"trainee": "t-x"}, "trainee"),
        ({"training_class": "cx"}, "training_class"),
        ({"platform": "px"}, "platform"),
    ],
)
def test_a_session_names_what_is_registered(registry, trainee, changes, field):
    facts = {"trainee": trainee, "training_class": "c1", "platform": "vendor-a", "at": 1}

    with pytest.raises(RegistryError) as refused:
        registry.register_session("s1", **(facts | changes))
    assert refused.value.field == field


def test_a_collector_that_starts_again_finds_the_open_sessions(registry, trainee):
    for session in ("s1", "s2"):
        register(registry, trainee, session)
    registry.close_session("s1", at=30)

    assert [session.session for session in registry.open_sessions()] == ["s2"]


def test_the_open_sessions_of_a_collector_that_is_gone_go_to_one_other(registry, trainee):
    for session, owner in (("s1", "a"), ("s2", "a"), ("s3", "b"), ("s4", "a")):
        register(registry, trainee, session, owner=owner)
    registry.close_session("s4", at=30)
    registry.own_session("s2", "b")

    assert registry.owners() == ["a", "b"]
    assert registry.adopt_sessions("a", "c") == ["s1"]
    assert registry.adopt_sessions("a", "d") == []
    assert [registry.owner_of(session) for session in ("s1", "s2", "s3", "s4", "unknown")] == ["c", "b", "b", "a", ""]
    assert registry.owners() == ["b", "c"]


def test_closed_sessions_follow_by_their_end_and_name_once_they_are_settled(registry, trainee):
    for name, end in (("s2", 7), ("s1", 7), ("s3", 5), ("s4", 8), ("open", None)):
        register(registry, trainee, name)
        if end is not None:
            registry.close_session(name, end)
    pages, after = [], (-1, "")
    while page := registry.sessions_closed(after, limit=2, settled=7):
        pages.append([one.session for one in page])
        after = (page[-1].closed_at, page[-1].session)

    assert pages == [["s3", "s1"], ["s2"]]


def test_the_first_end_of_a_session_stands(registry, trainee):
    register(registry, trainee)
    for at in (30, 40):
        registry.close_session("s1", at=at)

    assert registry.session("s1").closed_at == 30


# ---------------------------------------------------------------- tickets


@pytest.fixture
def ticket(registry, trainee):
    register(registry, trainee)
    return registry.issue_ticket("s1", expires_at=120_000)


def test_a_ticket_leads_to_its_session(registry, ticket):
    assert registry.redeem_ticket(ticket, now=1) == "s1"


def test_a_ticket_is_good_once(registry, ticket):
    registry.redeem_ticket(ticket, now=1)

    with pytest.raises(RegistryError) as refused:
        registry.redeem_ticket(ticket, now=1)
    assert refused.value.field == "ticket"


@pytest.mark.parametrize(("now", "good"), [(119_999, True), (120_000, True), (120_001, False)])
def test_a_ticket_is_good_up_to_its_last_moment(registry, ticket, now, good):
    if good:
        assert registry.redeem_ticket(ticket, now) == "s1"
    else:
        with pytest.raises(RegistryError):
            registry.redeem_ticket(ticket, now)


def test_a_guessed_ticket_is_refused(registry, ticket):
    with pytest.raises(RegistryError):
        registry.redeem_ticket("guess", now=1)


async def test_of_many_who_redeem_a_ticket_at_once_one_succeeds(registry, ticket):
    calls = (asyncio.to_thread(registry.redeem_ticket, ticket, 1) for _ in range(20))
    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    assert outcomes.count("s1") == 1
    assert {type(outcome) for outcome in outcomes} == {str, RegistryError}


def test_a_ticket_needs_a_session(registry):
    with pytest.raises(RegistryError) as refused:
        registry.issue_ticket("none", expires_at=1)

    assert refused.value.field == "session"


# ---------------------------------------------------------------- what waits to be judged


def closed(registry, trainee, session="s1", at=30):
    register(registry, trainee, session)
    registry.close_session(session, at=at)
    return registry.session(session).unjudged_since


def test_an_ended_session_waits_to_be_judged_and_one_that_goes_on_does_not(registry, trainee):
    register(registry, trainee, "goes on")
    closed(registry, trainee)

    assert registry.unjudged(before=31, limit=10) == [trainee]
    registry.note_judged({"s1": 30})
    assert registry.unjudged(before=31, limit=10) == []


def test_nobody_is_looked_for_before_a_judgement_could_have_come(registry, trainee):
    closed(registry, trainee, at=30)

    assert registry.unjudged(before=30, limit=10) == []


def test_what_came_while_somebody_judged_is_judged_by_somebody_else(registry, trainee):
    read = closed(registry, trainee)
    registry.note_unjudged("s1", at=30)
    registry.note_judged({"s1": read})

    assert registry.unjudged(before=100, limit=10) == [trainee]


def test_ending_a_session_again_after_it_was_judged_is_no_news(registry, trainee):
    registry.note_judged({"s1": closed(registry, trainee)})
    registry.close_session("s1", at=40)

    assert registry.unjudged(before=100, limit=10) == []


def test_a_person_with_several_such_sessions_is_found_once(registry, trainee):
    closed(registry, trainee, "s1", at=20)
    closed(registry, trainee, "s2", at=10)

    assert registry.unjudged(before=100, limit=10) == [trainee]
