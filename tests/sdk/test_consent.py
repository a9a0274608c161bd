"""Consent to face checks is taken back here or elsewhere, at once, and no lesson is held without a way on (PRV-02)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from monitor.flows.sdk_words import sdk_words
from monitor.flows.words import CONSENT_TEXT
from tests.sdk.collector import Collector
from tests.sdk.conftest import Learner

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SAID = sdk_words("en")
STATUS: dict[str, Any] = {
    "type": "status", "unit": "u", "state": "in_progress", "credited_ms": 61_000, "required_ms": 2_400_000,
    "missing": [], "uncounted": [{"reason": "hidden", "lost_ms": 9000, "text": {"en": "not in view"}}],
    "next": {"en": "Go on"},
}  # fmt: skip
CHECK = {"action": "blink", "step": 1, "of": 1, "fps": 6, "frames": 4, "cue_ms": 200, "window_ms": 15_000}


async def plays_with_the_camera_on(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.play()
    await collector.event("camera", state="on")
    await collector.event("playing", held=False)
    await collector.send(STATUS)


async def hold(collector: Collector) -> None:
    await collector.direct("hold", "", reason="consent", message={"en": "Online lessons need your consent"})


async def camera_states(collector: Collector, *states: str) -> None:
    await collector.until(lambda: len(collector.all("camera")) >= len(states), f"camera {states}")
    assert [event["state"] for event in collector.all("camera")] == list(states)


async def test_taken_back_elsewhere_the_camera_goes_off_and_the_page_asks_each_time(
    learner: Learner, collector: Collector
) -> None:
    await plays_with_the_camera_on(learner, collector)
    for time in (1, 2):
        await hold(collector)
        await learner.page.locator("[data-hold=consent]", has_text=CONSENT_TEXT["en"]).wait_for()
        await camera_states(collector, *["on", "off"] * time)
        assert await learner.video("paused") is True
        await learner.page.locator("[data-consent=give]").click()
        await collector.until(lambda: len(collector.all("consent_given")) == time, "the consent")  # noqa: B023
        await collector.direct("release", "")
        await learner.plays()
        await camera_states(collector, *["on", "off"] * time, "on")
    assert collector.all("consent_withdrawn") == []


async def test_a_hold_that_comes_again_before_the_answer_has_arrived_does_not_ask_again(
    learner: Learner, collector: Collector
) -> None:
    await plays_with_the_camera_on(learner, collector)
    await hold(collector)
    await learner.page.locator("[data-consent=give]").click()
    await collector.event("consent_given")
    await hold(collector)  # of a reconnection
    await collector.direct("release", "")
    await learner.plays()
    assert await learner.page.locator("[data-consent]").count() == 0


async def test_in_the_chip_it_is_taken_back_at_once_and_may_be_given_again(
    learner: Learner, collector: Collector
) -> None:
    await plays_with_the_camera_on(learner, collector)
    await learner.page.locator("[data-action=withdraw]").click()
    await learner.page.locator("[data-hold=consent]", has_text=SAID["withdrawal"]).wait_for()
    assert await learner.video("paused") is True
    await learner.page.locator("[data-consent=withdraw]").click()
    await collector.event("consent_withdrawn", purpose="face_check")
    await camera_states(collector, "on", "off")
    await hold(collector)  # as the collector answers

    await learner.page.locator("[data-hold=consent]", has_text=SAID["declined"]).wait_for()
    await learner.page.locator("[data-consent=reconsider]").click()
    await learner.page.locator("[data-consent=give]").click()
    await collector.event("consent_given", text_version="v1")
    await collector.direct("release", "")
    await learner.plays()
    await camera_states(collector, "on", "off", "on")


async def test_who_thinks_better_of_it_learns_on(learner: Learner, collector: Collector) -> None:
    await plays_with_the_camera_on(learner, collector)
    await learner.page.locator("[data-action=withdraw]").click()
    await learner.page.locator("[data-consent=keep]").click()
    await learner.plays()
    assert collector.all("consent_withdrawn") == []
    await camera_states(collector, "on")


async def test_what_was_asked_before_the_collector_heard_of_it_is_not_captured(
    learner: Learner, collector: Collector
) -> None:
    await plays_with_the_camera_on(learner, collector)
    await learner.page.locator("[data-action=withdraw]").click()
    await learner.page.locator("[data-consent=withdraw]").click()
    await camera_states(collector, "on", "off")
    await collector.direct("photo", "photo-nonce", window_ms=10_000)
    await collector.direct("liveness", "check-nonce", **CHECK)
    await learner.page.locator("[data-consent=reconsider]").click()
    await learner.page.locator("[data-consent=give]").click()
    await collector.event("consent_given")
    await collector.direct("hold", "", reason="liveness", message={"en": "Face check first"})
    await collector.direct("liveness", "next-nonce", **CHECK)
    await collector.until(lambda: collector.bursts, "the burst of the check that came after the consent")
    assert [meta["nonce"] for meta, _ in collector.bursts] == ["next-nonce"]
    assert collector.all("photo_commit") == []


async def test_it_tells_only_of_states_that_are_new(learner: Learner, collector: Collector) -> None:
    await plays_with_the_camera_on(learner, collector)
    await hold(collector)
    await learner.page.locator("[data-consent=give]").click()
    await collector.event("consent_given")
    states = await learner.said("state")
    assert len(states) > 3
    assert all(before != after for before, after in pairwise(states))
