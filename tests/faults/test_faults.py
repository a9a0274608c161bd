"""Whatever breaks while people learn: nothing acknowledged is lost or counts twice, and no verdict is another one.

`make faults` does the same at length.
"""

import asyncio
from random import Random

import pytest
from aftermath import look_through
from scene import HONEST, a_scene, play
from strikes import (
    clock_far_off,
    database_killed,
    database_slow,
    disk_full,
    disk_slow,
    drained,
    face_worker_killed,
    frozen,
    jobs_repeated,
    judge_killed,
    killed,
    network_cut,
    network_silent,
    network_slow,
    redis_full,
    redis_killed,
    repeated,
    taken_for_gone,
)

from monitor.learners.local_postgres import local_postgres

pytestmark = pytest.mark.timeout(600)

SEED = 7
ALONE = (repeated, killed, network_cut, clock_far_off, disk_full, disk_slow, frozen)
BESIDE_OTHERS = (
    redis_killed, jobs_repeated, network_slow, judge_killed, redis_full, face_worker_killed,
    database_killed, clock_far_off, taken_for_gone, network_silent, database_slow,
)  # fmt: skip


async def drained_hour(folder):
    async with a_scene(folder, HONEST) as scene:
        await play(scene, [drained], Random(SEED))
        return scene, await look_through(scene)


async def struck_hour(folder):
    async with a_scene(folder) as scene:
        await play(scene, ALONE, Random(SEED))
        return scene, await look_through(scene)


async def grown_hour(folder, postgres):
    async with a_scene(folder, HONEST, postgres) as scene:
        await play(scene, [killed, drained], Random(SEED))
        assert await scene.people_in_line() >= len(HONEST), "nobody was judged beside the collectors"
        return scene, await look_through(scene)


async def struck_grown_hour(folder):
    with local_postgres() as postgres:
        async with a_scene(folder, postgres=postgres) as scene:
            await play(scene, BESIDE_OTHERS, Random(SEED), (0.5, 1.5))
            return scene, await look_through(scene)


@pytest.fixture(scope="module")
def hours(tmp_path_factory, postgres):
    """All hours side by side, as everybody mostly waits in them."""
    folder = tmp_path_factory.mktemp("faults")

    async def together():
        return await asyncio.gather(
            drained_hour(folder / "drained"),
            struck_hour(folder / "struck"),
            grown_hour(folder / "grown", postgres),
            struck_grown_hour(folder / "struck and grown"),
        )

    return asyncio.run(together())


def test_a_drained_collector_costs_no_honest_learner_a_hold_or_the_hour(hours):
    scene, outcome = hours[0]

    assert outcome.results == dict.fromkeys(HONEST, "certified"), scene.told
    assert {learner.name: learner.holds for learner in scene.learners} == {name: [] for name in HONEST}
    assert outcome.ok, outcome


def test_no_fault_loses_what_was_acknowledged_or_changes_a_verdict(hours):
    for scene, outcome in (hours[1], hours[3]):
        assert outcome.ok, (outcome, scene.told)
        assert outcome.acknowledged > len(scene.learners)
        assert outcome.faces > len(scene.learners)


def test_of_two_collectors_one_may_be_killed_and_one_drained_and_no_learner_is_held(hours):
    scene, outcome = hours[2]

    assert outcome.results == dict.fromkeys(HONEST, "certified"), scene.told
    assert {learner.name: learner.holds for learner in scene.learners} == {name: [] for name in HONEST}
    assert outcome.ok, outcome
