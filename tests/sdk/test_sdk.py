"""The built SDK in a real browser, beside a little collector that checks every signature and every chain."""

from __future__ import annotations

import hashlib

import pytest

from tests.sdk.collector import Collector
from tests.sdk.conftest import Learner
from tests.sdk.hosts import VIDEO

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PICK = {
    "kind": "pick_word",
    "prompt": {"zh-CN": "请选“麦”", "en": "Choose “wheat”"},
    "options": [{"id": name, "text": {"zh-CN": name, "en": name}} for name in ("rice", "wheat", "tea")],
}


async def test_it_streams_signed_batches_of_what_happens(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await collector.event("lesson_open", lesson="lesson-1")
    await learner.play()
    await collector.event("playing", paused=False, rate=1, held=False)
    playing = await collector.event("sample", paused=False, stalled=False, visible=True)
    assert playing["frames"] is not None
    await learner.video("pause()")
    await collector.event("pause", reason="learner", paused=True)
    assert collector.hellos[0]["ticket"] == "ticket"
    await collector.event("camera", state="on")
    await collector.event("window_claim", state="granted")


async def test_a_popup_stops_the_lesson_until_it_is_answered(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.play()
    await collector.event("playing")
    await collector.direct(
        "popup", "popup-nonce", answer_within_ms=5000, challenge=PICK, photo_nonce="photo-nonce"
    )  # fmt: skip
    assert (await collector.event("popup_presented", nonce="popup-nonce"))["held"] is True
    await collector.event("pause", reason="popup", held=True)
    await learner.page.keyboard.press("Escape")
    await learner.page.keyboard.press("Escape")
    await learner.page.locator("[data-popup='popup-nonce'] [data-option='wheat']").click()
    answered = await collector.event("popup_answered", nonce="popup-nonce")
    assert answered["answer"] == "wheat"
    assert answered["latency"] > 0
    await collector.until(lambda: collector.events[-1].get("paused") is False, "the lesson playing on")
    await collector.until(lambda: collector.photos, "the photo")
    nonce, picture = collector.photos[0]
    commit = await collector.event("photo_commit", nonce="photo-nonce")
    assert nonce == "photo-nonce"
    assert picture[:2] == b"\xff\xd8"
    assert hashlib.sha256(picture).hexdigest() == commit["sha256"]


async def test_many_small_jumps_make_no_fast_forward(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.play()
    await collector.event("playing")
    await learner.page.evaluate(f"void setInterval(() => {{ {VIDEO}.currentTime += 0.4 }}, 150)")
    jump = await collector.event("prevented", what="seek")
    assert jump["target"] - jump["origin"] < 2000, "each of them alone is within the tolerance"


async def test_a_developer_reads_in_the_console_what_the_sdk_does(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.page.evaluate("""import('/sdk/integrity.debug.js').then(({ explain }) => {
      window.told = []
      explain(session, { language: 'en', say: (sentence) => told.push(sentence) })
    })""")
    await learner.play()
    await learner.until("told.includes('The video plays.')")
    await learner.video("playbackRate = 2")
    await learner.until("told.includes('Held back: the rate was set back to 1.')")


async def test_nobody_answers(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await collector.event("lesson_open")
    await collector.direct("popup", "popup-nonce", answer_within_ms=600, challenge=PICK, photo_nonce="")
    await collector.event("popup_expired", nonce="popup-nonce")


async def test_a_keyboard_is_enough(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await collector.event("lesson_open")
    await collector.direct("popup", "popup-nonce", answer_within_ms=5000, challenge=PICK, photo_nonce="")
    await learner.page.locator("dialog:modal [data-popup='popup-nonce']").wait_for()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        await learner.page.keyboard.press(key)
    await collector.event("popup_answered", answer="wheat", trusted=True)


async def test_a_face_check_sends_its_pictures(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.play()
    await collector.event("playing")
    check = {"action": "turn_left", "step": 1, "of": 1, "fps": 6, "frames": 6, "cue_ms": 700, "window_ms": 15_000}
    await collector.direct("liveness", "check-nonce", **check)
    await learner.page.locator("[data-liveness='check-nonce'][data-cue='capture']").wait_for()
    await collector.until(lambda: collector.bursts, "the burst")
    meta, pictures = collector.bursts[0]
    assert meta["nonce"] == "check-nonce"
    assert meta["action"] == "turn_left"
    assert (meta["w"], meta["h"]) == (480, 360)
    assert len(pictures) == len(meta["t"]) == 6
    assert meta["t"][0] == 0
    assert sorted(meta["t"]) == meta["t"]
    assert 700 < meta["t"][-1] < 2000
    assert all(picture[:2] == b"\xff\xd8" for picture in pictures)
    assert await learner.video("paused") is True
    passed = {"verdict": "pass", "reason": "live", "message": {"en": "Passed"}, "final": True}
    await collector.send({"type": "outcome", "nonce": "check-nonce", "kind": "liveness", **passed})
    await learner.plays()


async def test_who_has_to_wait_for_a_person_is_told_at_once(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await collector.event("lesson_open")
    check = {"action": "blink", "step": 1, "of": 3, "fps": 6, "frames": 6, "cue_ms": 300, "window_ms": 15_000}
    await collector.direct("liveness", "last-nonce", **check)
    await collector.until(lambda: collector.bursts, "the burst")
    again = {"verdict": "retry", "reason": "no_blink", "message": {"en": "Not seen"}, "final": False}
    await collector.send({"type": "outcome", "nonce": "last-nonce", "kind": "liveness", **again})
    await collector.direct("hold", "hold-nonce", reason="in_person", message={"en": "Two people will look"})
    await learner.page.locator("[data-hold=directive]", has_text="Two people will look").wait_for(timeout=5000)
    assert await learner.page.locator("[data-liveness]").count() == 0


async def test_rate_and_forward_seeks_are_held(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.play()
    await collector.event("playing")
    await learner.video("playbackRate = 4")
    await collector.event("prevented", what="rate", origin=1000, target=4000)
    assert await learner.video("playbackRate") == 1
    await learner.video("currentTime = 20")
    seeking = await collector.event("seeking")
    assert seeking["origin"] < 10_000 < seeking["position"]
    await collector.event("prevented", what="seek", target=20_000)
    assert await learner.video("currentTime") < 10


async def test_another_tab_pauses_and_the_way_back_plays_on(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.play()
    await collector.event("playing")
    other = await learner.context.new_page()
    await collector.event("visibilitychange", visible=False)
    await collector.event("pause", reason="hidden", visible=False)
    await other.close()
    await collector.event("visibilitychange", visible=True)
    await collector.until(lambda: collector.events[-1].get("paused") is False, "the lesson playing on")


async def test_without_acknowledgements_the_lesson_waits_and_then_goes_on(
    learner: Learner, collector: Collector
) -> None:
    await learner.open()
    await learner.play()
    await collector.event("playing")
    collector.acknowledges = False
    await learner.page.locator("[data-hold='unacknowledged']").wait_for()
    assert await learner.video("paused") is True
    await collector.until(lambda: len(collector.hellos) > 1, "another connection")
    collector.acknowledges = True
    await collector.event("pause", reason="unacknowledged")
    await learner.plays()
    assert collector.hellos[1]["resume"] == "resume-1"


async def test_a_cut_connection_loses_nothing(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.play()
    await collector.event("playing")
    await collector.cut()
    await collector.event("net_offline")
    await collector.event("net_online")
    assert collector.hellos[1]["instance"] == collector.hellos[0]["instance"]


async def test_a_second_window_is_refused_until_the_first_is_closed(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await collector.event("window_claim", state="granted")
    first, second = learner.page, await learner.context.new_page()
    collector.events.clear()
    learner.page = second
    await learner.open()
    await collector.event("window_claim", state="refused")
    await second.locator("[data-hold='window']").wait_for()
    await first.close()
    await second.locator("[data-action='continue_here']").click()
    await collector.event("window_claim", state="granted")


async def test_no_camera_before_consent(learner: Learner, collector: Collector) -> None:
    collector.consent = False
    await learner.open()
    await learner.page.locator("[data-consent='refuse']").click()
    await collector.event("consent_withdrawn")
    assert not collector.all("camera")
    await learner.page.locator("[data-consent='reconsider']").click()
    await learner.page.locator("[data-consent='give']").click()
    await collector.event("consent_given", text_version="v1")
    await collector.event("camera", state="on")


async def test_stop_leaves_nothing_behind(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await collector.event("camera", state="on")
    await learner.page.evaluate("session.stop()")
    await collector.event("camera", state="off")
    await learner.until("!document.querySelector('[data-integrity-monitor]')")
    await learner.play()
    assert (await learner.said("ended"))[0] == {"reason": "stopped"}
    assert await learner.said("error") == []


async def test_observing_holds_nothing_back(learner: Learner, collector: Collector) -> None:
    await learner.open("?mode=observe")
    await learner.play()
    await learner.video("playbackRate = 2")
    await collector.event("sample", rate=2, paused=False, held=False)
    assert collector.hellos[0]["mode"] == "observe"
    assert not collector.all("prevented")


async def test_play_without_any_popup_is_held_until_the_next_one(learner: Learner, collector: Collector) -> None:
    collector.ask = {"hold_after_ms": 1500}
    await learner.open()
    await learner.play()
    await learner.page.locator("[data-hold='gap']").wait_for()
    await learner.play()
    await collector.event("prevented", what="held_play")
    await collector.direct("popup", "popup-nonce", answer_within_ms=5000, challenge=PICK, photo_nonce="")
    await learner.page.locator("[data-option='wheat']").click()
    await learner.plays()


async def test_a_player_that_cannot_be_paused_is_reported_and_not_called_prevented(
    learner: Learner, collector: Collector
) -> None:
    await learner.page.add_init_script("HTMLMediaElement.prototype.pause = function () {}")
    await learner.open()
    await learner.play()
    await collector.event("playing")
    await collector.direct("hold", "", reason="camera", message={"en": "Wait"})
    await collector.event("hint", name="not_prevented", detail="held_play")
    assert not collector.all("prevented")


async def test_what_the_collector_holds_it_releases(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.play()
    await collector.event("playing")
    await collector.direct("hold", "", reason="taken_over", message={"en": "Elsewhere"})
    await collector.event("pause", reason="taken_over")
    await learner.page.locator("[data-hold='taken_over']", has_text="Elsewhere").wait_for()
    await collector.direct("release", "")
    await learner.plays()


async def test_the_end_closes_what_is_open(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.play()
    await collector.event("camera", state="on")
    await collector.direct("popup", "popup-nonce", answer_within_ms=60_000, challenge=PICK, photo_nonce="")
    await collector.event("popup_presented")
    await collector.direct("end", "", reason="finished", message={"en": "Well done"})
    await learner.page.locator("[data-hold='ended']", has_text="Well done").wait_for()
    await collector.event("camera", state="off")
    assert await learner.said("ended") == [{"reason": "finished"}]


async def test_a_replaced_video_is_followed(learner: Learner, collector: Collector) -> None:
    await learner.open()
    await learner.page.evaluate("document.querySelector('video').replaceWith(document.createElement('video'))")
    await learner.page.evaluate("document.querySelector('video').src = '/video'")
    await collector.until(lambda: len(collector.all("lesson_open")) == 2, "the other video")
    await learner.play()
    await collector.event("playing", lesson="lesson-1")


async def test_an_insecure_page_is_told_so(learner: Learner, collector: Collector) -> None:
    insecure = learner.address.replace("127.0.0.1", "course.example")
    await learner.page.goto(insecure)
    await learner.page.locator("[data-hold='ended']").wait_for()
    assert (await learner.said("error"))[0]["code"] == "insecure_origin"
    assert collector.hellos == []
