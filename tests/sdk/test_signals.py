"""What a real browser does with a page and its video, and what the SDK tells of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from monitor.core.events import ClientEvent
from monitor.core.rate_readings import contradictions
from monitor.core.reading import Instance, Seen
from monitor.rulepacks import load
from tests.sdk.collector import Collector
from tests.sdk.conftest import VIDEO, Learner
from tests.sdk.slides import slides

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

# What a cheat's script does before the SDK is there: the video runs at twice the speed, and looks as if it did not.
HALF_THE_TRUTH = """
for (const [name, lie] of [['currentTime', (value) => value / 2], ['playbackRate', () => 1]]) {
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, name)
  Object.defineProperty(HTMLMediaElement.prototype, name, { get() { return lie(get.call(this)) }, set })
}
"""


def readings(collector: Collector) -> set[str]:
    """What contradicts the positions in all that came, by the demonstration's rules."""
    events = msgspec.convert(collector.events, list[ClientEvent])
    seen = [Seen(event, event.t, event.t, "session", event.n, 0) for event in events]
    return {found.reading for found in contradictions(Instance("tab", seen), load("demo"))}


async def test_a_frozen_page_says_so_and_comes_back_with_everything(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.play()
    await collector.event("playing")
    devtools = await learner.context.new_cdp_session(learner.page)
    await learner.context.new_page()
    await collector.event("pause", reason="hidden")
    await devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    await asyncio.sleep(1.5)
    await devtools.send("Page.setWebLifecycleState", {"state": "active"})
    frozen = await collector.event("page", state="frozen")
    resumed = await collector.event("page", state="resumed")
    assert resumed["away"] > 1000
    between = [event for event in collector.events if frozen["n"] < event["n"] < resumed["n"]]
    assert between == []
    await collector.until(lambda: collector.events[-1]["n"] > resumed["n"] + 1, "more of the same run")


async def test_a_page_from_the_cache_goes_on_where_it_was(learner: Learner, collector: Collector) -> None:
    collector.consent = False  # a browser keeps no page whose camera is on
    await learner.open()
    await collector.event("lesson_open")
    devtools = await learner.context.new_cdp_session(learner.page)
    history = await devtools.send("Page.getNavigationHistory")
    here = history["entries"][history["currentIndex"]]["id"]
    await learner.page.goto("about:blank")
    await devtools.send("Page.navigateToHistoryEntry", {"entryId": here})
    restored = await collector.event("page", state="restored")
    assert restored["away"] > 0
    assert [hello["instance"] for hello in collector.hellos] == [collector.hellos[0]["instance"]] * 2


async def test_fullscreen_shows_in_a_sample_at_once(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await collector.event("lesson_open")
    await learner.video("requestFullscreen()")
    await collector.event("sample", fullscreen=True)
    await learner.page.evaluate("document.exitFullscreen()")
    await collector.until(lambda: collector.all("sample")[-1]["fullscreen"] is False, "the way back")


async def test_a_lesson_of_still_slides_is_seen_between_them_too(
    learner: Learner, collector: Collector, tmp_path: Path
) -> None:
    collector.video = slides(tmp_path / "slides.webm", 2)
    await learner.open()
    await learner.play()
    await collector.event("playing")
    told = len(collector.all("sample"))
    await collector.until(lambda: len(collector.all("sample")) > told + 6, "some seconds of one slide")
    played = [event for event in collector.all("sample")[told + 1 :] if not event["paused"]]
    assert any(event["shown"] is None for event in played), "one slide stands for ten seconds"
    assert all(event["frames"] for event in played)


async def test_another_source_in_the_same_video_is_told(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await collector.event("lesson_open")
    await learner.video("src = '/video?another'")
    await collector.until(lambda: len(collector.all("lesson_open")) == 2, "the other source")


async def test_the_three_readings_of_honest_play_agree(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.play()
    await collector.until(lambda: collector.events[-1].get("position", 0) > 4000, "four seconds of play", within=20)
    await learner.video("currentTime = 1")
    await collector.event("seeked")
    await collector.until(lambda: collector.events[-1].get("position", 0) > 3000, "play after the jump", within=20)
    last = [sample for sample in collector.all("sample") if sample["frames"]][-1]
    assert abs(last["shown"] - last["position"]) < 400
    assert 4000 < last["played"] < 6000
    assert readings(collector) == set()


async def test_positions_that_were_patched_before_are_contradicted(learner: Learner, collector: Collector) -> None:
    await learner.page.add_init_script(HALF_THE_TRUTH)
    await learner.open()
    await learner.page.evaluate(f"{VIDEO}.playbackRate = 2")
    await learner.play()
    await collector.until(lambda: collector.events[-1].get("position", 0) > 3000, "three seconds of play", within=20)
    assert {sample["rate"] for sample in collector.all("sample")} == {1}
    assert readings(collector) == {"frames", "played"}
    hints = {(hint["name"], hint["detail"]) for hint in collector.all("hint")}
    assert {("automation", "currentTime"), ("automation", "playbackRate")} <= hints
