"""Somebody waits before a lesson while the registry is asked, so it is asked little; the time is in the bench."""

from contextlib import contextmanager

from small_world import CLASS, LESSONS
from sqlalchemy import Connection, Engine, event

MOST_STATEMENTS, MOST_TRANSACTIONS = 26, 7
IN_THE_BACKGROUND = ("webhook_", "untold_verdicts", "DELETE FROM stored_replies")


@contextmanager
def overheard():
    """The transactions of requests meanwhile, each as its statements; complete at the end."""
    heard: dict[Connection, list[str]] = {}  # every transaction has a connection of its own

    def hear(connection, _cursor, statement, *_):
        heard.setdefault(connection, []).append(statement)

    transactions: list[list[str]] = []
    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield transactions
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
        transactions += [one for one in heard.values() if not any(word in "".join(one) for word in IN_THE_BACKGROUND)]


async def opened(world, trainee: str, key: str) -> list[list[str]]:
    headers = {"Authorization": f"Bearer {world.key}", "Idempotency-Key": key}
    wanted = {"trainee": trainee, "training_class": CLASS, "lesson": LESSONS[0]}
    with overheard() as transactions:
        response = await world.http.post("/v1/sessions", json=wanted, headers=headers)
    assert response.status_code == 201
    return transactions


def asked(transactions: list[list[str]]) -> list[str]:
    every = [statement for one in transactions for statement in one]
    return [statement for statement in every if not statement.startswith(("BEGIN", "PRAGMA"))]


async def test_opening_a_session_asks_the_registry_few_questions(world):
    await opened(world, world.trainee(), "before")  # once an hour the use of a key is noted

    transactions = await opened(world, world.trainee(), "first")

    assert 0 < len(asked(transactions)) <= MOST_STATEMENTS, "\n\n".join(asked(transactions))
    assert len(transactions) <= MOST_TRANSACTIONS


async def test_opening_a_session_waits_for_the_registrys_disk_once(world):
    transactions = await opened(world, world.trainee(), "first")
    flushed = [one for one in transactions if "PRAGMA synchronous = FULL" in one]

    assert len(flushed) == 1
    assert any("INSERT INTO learning_sessions" in statement for statement in flushed[0])
    assert any("INSERT INTO attempts" in statement for statement in flushed[0])


async def test_going_on_with_a_class_hour_asks_less_than_beginning_it(world):
    trainee = world.trainee()
    first = await opened(world, trainee, "first")

    assert len(asked(await opened(world, trainee, "second"))) < len(asked(first))


async def test_a_repeated_request_asks_who_it_is_and_for_the_answer(world):
    trainee = world.trainee()
    await opened(world, trainee, "first")

    assert len(asked(await opened(world, trainee, "first"))) == 2
