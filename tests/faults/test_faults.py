"""Whatever breaks while people learn: nothing acknowledged is lost or counts twice, and no verdict is another one.

`make faults` does the same at length.
"""

import asyncio
from random import Random

import pytest
from scene import HONEST, a_scene, disk_full, drained, killed, look_through, network, play, repeated

pytestmark = pytest.mark.timeout(600)

SEED = 7
A_HANDFUL = (repeated, killed, network, disk_full)


async def drained_hour(folder):
    async with a_scene(folder, HONEST) as scene:
        await play(scene, [drained], Random(SEED))
        return scene, await look_through(scene)


async def struck_hour(folder):
    async with a_scene(folder) as scene:
        await play(scene, A_HANDFUL, Random(SEED))
        return scene, await look_through(scene)


async def grown_hour(folder, postgres):
    async with a_scene(folder, HONEST, postgres) as scene:
        await play(scene, [killed, drained], Random(SEED))
        return scene, await look_through(scene)


@pytest.fixture(scope="module")
def hours(tmp_path_factory, postgres):
    """All hours side by side, as everybody mostly waits in them."""
    folder = tmp_path_factory.mktemp("faults")

    async def together():
        return await asyncio.gather(
            drained_hour(folder / "drained"), struck_hour(folder / "struck"), grown_hour(folder / "grown", postgres)
        )

    return asyncio.run(together())


def test_a_drained_collector_costs_no_honest_learner_a_hold_or_the_hour(hours):
    scene, outcome = hours[0]

    assert outcome.results == dict.fromkeys(HONEST, "certified"), scene.told
    assert {learner.name: learner.holds for learner in scene.learners} == {name: [] for name in HONEST}
    assert outcome.ok, outcome


def test_no_fault_loses_what_was_acknowledged_or_changes_a_verdict(hours):
    scene, outcome = hours[1]

    assert outcome.ok, (outcome, scene.told)


def test_of_two_collectors_one_may_be_killed_and_one_drained_and_no_learner_is_held(hours):
    scene, outcome = hours[2]

    assert outcome.results == dict.fromkeys(HONEST, "certified"), scene.told
    assert {learner.name: learner.holds for learner in scene.learners} == {name: [] for name in HONEST}
    assert outcome.ok, outcome
