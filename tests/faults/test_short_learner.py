"""The learners of the scenes do as the browser SDK does where a collector has nothing else to go by."""

import json

import httpx
import pytest
from short_learner import ShortLearner


async def test_who_is_held_before_the_lesson_plays_says_so_once():
    """The SDK stops a player that is started over an overdue pop-up, and only so the collector asks one."""
    learner = ShortLearner("li", "ws://nobody", "")
    learner._unheard_s, learner._unasked_most_s, learner._unasked_s = 20, 6, 7
    for _ in range(2):
        await learner._play_a_moment()

    [said] = [event for batch in learner.sent for event in json.loads(batch)["events"]]
    assert (said["type"], said["held"], said["reason"]) == ("pause", True, "system")


@pytest.mark.parametrize(("answered", "waits"), [(202, True), (404, False)])
async def test_who_shows_a_face_that_is_asked_for_no_more_waits_for_no_word_about_it(answered, waits):
    learner = ShortLearner("li", "ws://nobody", "")
    learner._upload = "upload"
    answer = httpx.MockTransport(lambda _: httpx.Response(answered))
    async with httpx.AsyncClient(base_url="http://nobody", transport=answer) as learner._http:
        await learner._show_face({"nonce": "old", "action": "nod", "frames": 1, "fps": 10})

    assert learner._checking is waits
