"""A write that is sent twice under one key is done once."""

from monitor.ports import Reply


def reserve(registry, request: str = "r1", *, caller: str = "platform/a", now: int = 0) -> Reply | None:
    return registry.reserve_reply(caller, "key-1", request, now=now, until=now + 60)


def test_the_first_one_takes_the_key_and_the_next_one_sees_it_at_work(registry):
    assert reserve(registry) is None
    assert reserve(registry, now=1) == Reply("r1", None, None, 60)


def test_the_answer_is_there_for_whoever_asks_again(registry):
    reserve(registry)
    registry.keep_reply("platform/a", "key-1", status=201, sealed=b"answer", until=1000)

    assert reserve(registry, now=999) == Reply("r1", 201, b"answer", 1000)


def test_keys_of_two_callers_are_two_keys(registry):
    assert reserve(registry) is None
    assert reserve(registry, caller="platform/b") is None


def test_a_refused_write_frees_its_key(registry):
    reserve(registry)
    registry.release_reply("platform/a", "key-1")

    assert reserve(registry, "r2") is None


def test_an_answer_is_not_released(registry):
    reserve(registry)
    registry.keep_reply("platform/a", "key-1", status=201, sealed=b"", until=1000)
    registry.release_reply("platform/a", "key-1")

    assert reserve(registry, now=5) is not None


def test_a_request_that_died_holds_the_key_for_its_time_only(registry):
    reserve(registry)

    assert reserve(registry, now=60) is not None
    assert reserve(registry, now=61) is None


def test_old_answers_are_forgotten(registry):
    reserve(registry)
    registry.keep_reply("platform/a", "key-1", status=201, sealed=b"", until=1000)

    assert registry.forget_replies(1000) == 0
    assert registry.forget_replies(1001) == 1
