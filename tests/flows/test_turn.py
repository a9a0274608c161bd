"""Whose turn it is: one at a time, in the order in which they came, and nobody waits for one who has gone."""

import asyncio

import pytest

from monitor.flows.turn import Turn


async def in_turn(turn: Turn, done: list[str], name: str) -> None:
    async with turn:
        await asyncio.sleep(0)
        done.append(name)


async def started(turn: Turn, done: list[str], *names: str) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(in_turn(turn, done, name)) for name in names]
    await asyncio.sleep(0)
    return tasks


async def test_tasks_get_it_one_at_a_time_in_the_order_in_which_they_came():
    turn, done = Turn(), []

    await asyncio.gather(*await started(turn, done, "first", "second", "third"))

    assert done == ["first", "second", "third"]


async def test_who_cannot_wait_gets_it_only_while_nobody_has_it():
    turn, done = Turn(), []
    assert turn.take()

    assert not turn.take()
    tasks = await started(turn, done, "later")
    assert done == []
    turn.give_back()
    assert not turn.take()  # it was handed on, and is not free in between
    await asyncio.gather(*tasks)

    assert done == ["later"]
    assert turn.take()


async def test_one_who_went_away_while_waiting_is_passed_over():
    turn, done = Turn(), []
    turn.take()
    gone, patient = await started(turn, done, "gone", "patient")

    gone.cancel()
    await asyncio.sleep(0)
    turn.give_back()
    await patient

    assert done == ["patient"]
    assert gone.cancelled()


async def test_one_who_goes_away_in_the_moment_of_getting_it_hands_it_on():
    turn, done = Turn(), []
    turn.take()
    gone, patient = await started(turn, done, "gone", "patient")

    turn.give_back()
    gone.cancel()
    await asyncio.wait_for(patient, 5)

    assert done == ["patient"]
    assert turn.take()


async def test_it_comes_back_from_one_who_fails():
    turn = Turn()

    with pytest.raises(RuntimeError, match="broken"):
        async with turn:
            raise RuntimeError("broken")

    assert turn.take()
