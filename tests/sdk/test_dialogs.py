"""Every dialog fits a small screen and 200 % zoom, is worked by finger, keyboard and screen reader, in one language."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.async_api import Page

from monitor.core.challenges import challenge
from monitor.core.events import ChallengeKind
from monitor.flows import words
from monitor.flows.sdk_words import sdk_words
from monitor.flows.wire import Language
from tests.sdk.collector import Collector

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

OTHER = {"en": re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"), "zh-CN": re.compile(r"[A-Za-z]")}
# A desktop, the same at 200 % zoom, a small phone upright, and lying.
SCREENS = ((1280, 720), (640, 360), (320, 568), (568, 320))
REASONS = ("hidden", "mismatch", "unsupervised_too_long", "face_matches_too_far_apart")
STATUS: dict[str, Any] = {
    "type": "status", "unit": "u", "state": "in_progress", "credited_ms": 61_000, "required_ms": 2_400_000,
    "missing": [], "next": words._NEXT["in_progress"],
    "uncounted": [{"reason": it, "lost_ms": 9000, "text": words.not_counted(it)} for it in REASONS],
}  # fmt: skip
CHECK = {"action": "turn_left", "step": 1, "of": 3, "fps": 6, "frames": 6, "cue_ms": 3000, "window_ms": 90_000}

# What is shown: its words, whether any of it is out of reach, and every target that is too small for a finger.
SHOWN = """(() => {
  const { shadowRoot } = document.querySelector('[data-integrity-monitor]');
  const dialog = shadowRoot.querySelector('dialog');
  const shown = dialog.open ? dialog : shadowRoot.querySelector('.chip');
  const { left, right, top, bottom } = shown.getBoundingClientRect();
  const targets = [...shown.querySelectorAll('button, summary')];
  const described = (attribute) => shadowRoot.getElementById(dialog.getAttribute(attribute))?.textContent ?? '';
  return {
    text: shown.innerText,
    name: described('aria-labelledby'),
    description: described('aria-describedby'),
    inside: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight,
    wide: shown.scrollWidth > shown.clientWidth,
    small: targets.filter((it) => Math.min(it.offsetWidth, it.offsetHeight) < 44).map((it) => it.textContent),
    nameless: targets.filter((it) => !it.textContent.trim()).length,
  };
})()"""


class Watcher:
    """Looks at one dialog after the other."""

    def __init__(self, page: Page, collector: Collector) -> None:
        self.page, self.collector, self.language = page, collector, collector.language

    def word(self, key: str) -> str:
        return sdk_words(self.language)[key]

    def paused(self) -> str:
        """The title over what has none of its own, which the SDK knows by itself."""
        return {"zh-CN": "学习已暂停", "en": "The lesson is paused"}[self.language]

    async def looks(self, what: str) -> dict[str, Any]:
        """The dialog with this in it, found good on every screen."""
        await self.page.locator(what).wait_for()
        for width, height in SCREENS:
            await self.page.set_viewport_size({"width": width, "height": height})
            shown = await self.page.evaluate(SHOWN)
            good = {"inside": True, "wide": False, "small": [], "nameless": 0}
            assert shown | good == shown, (what, width, height)
            assert not OTHER[self.language].search(shown["text"]), (what, shown["text"])
        return dict(shown)

    async def press(self, what: str) -> None:
        await self.page.locator(what).click()

    async def direct(self, kind: str, nonce: str, **fields: Any) -> None:
        await self.collector.direct(kind, nonce, **fields)


@asynccontextmanager
async def watching(page: Page, video: Path, language: Language) -> AsyncIterator[Watcher]:
    collector = Collector(video, language=language)
    async with collector.serving() as address:
        await page.goto(f"{address}/?language={language}")
        await collector.event("camera", state="on")
        yield Watcher(page, collector)
        await page.goto("about:blank")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_every_dialog_one_after_the_other(page: Page, video: Path, language: Language) -> None:
    async with watching(page, video, language) as watcher:
        await pop_ups(watcher)
        await face_check(watcher)
        await chip(watcher)
        await taking_the_consent_back(watcher)
        await camera(watcher)
        await messages(watcher)


async def pop_ups(watcher: Watcher) -> None:
    kinds: tuple[ChallengeKind, ...] = ("pick_word", "arithmetic", "confirm")
    for kind in kinds:
        asked: Any = msgspec.to_builtins(challenge(b"secret", 1, {kind: 1}).challenge)
        await watcher.direct("popup", f"nonce-{kind}", answer_within_ms=60_000, challenge=asked, photo_nonce="")
        shown = await watcher.looks(f"[data-popup=nonce-{kind}]")
        assert shown["name"] == watcher.word("check")
        assert shown["description"] == asked["prompt"][watcher.language]
        await watcher.press(f"[data-popup=nonce-{kind}] button >> nth=0")


async def face_check(watcher: Watcher) -> None:
    await watcher.direct("liveness", "check-nonce", **CHECK)
    await watcher.looks("[data-liveness=check-nonce][data-cue=front]")
    await watcher.page.locator("[data-liveness=check-nonce][data-cue=result]").wait_for()
    done = {"verdict": "pass", "reason": "ok", "message": {}, "final": True}
    await watcher.collector.send({"type": "outcome", "nonce": "check-nonce", "kind": "liveness", **done})


async def chip(watcher: Watcher) -> None:
    await watcher.collector.send(STATUS)
    await watcher.page.get_by_role("group", name=watcher.word("chip")).wait_for()  # and nothing stands before it
    await watcher.looks("[data-action=withdraw]")


async def taking_the_consent_back(watcher: Watcher) -> None:
    await watcher.press("[data-action=withdraw]")
    assert (await watcher.looks("[data-consent=keep]"))["description"] == watcher.word("withdrawal")
    await watcher.press("[data-consent=withdraw]")
    await watcher.looks("[data-consent=reconsider]")
    await watcher.press("[data-consent=reconsider]")
    assert (await watcher.looks("[data-consent=give]"))["description"] == words.CONSENT_TEXT[watcher.language]


async def camera(watcher: Watcher) -> None:
    """From the consent on."""
    press = "[data-consent=give]"
    for error, state in (("NotAllowedError", "denied"), ("NotFoundError", "missing"), ("NotReadableError", "failed")):
        fail = f"() => Promise.reject(new DOMException('', '{error}'))"
        await watcher.page.evaluate(f"navigator.mediaDevices.getUserMedia = {fail}, 0")
        await watcher.press(press)
        await watcher.page.locator("[data-hold=camera]", has_text=watcher.word(state)).wait_for()
        await watcher.looks("[data-action=later]")
        press = "[data-action=retry]"
    await watcher.press("[data-action=later]")


async def messages(watcher: Watcher) -> None:
    for reason in ("in_person", "liveness", "taken_over"):
        await watcher.direct("hold", "", reason=reason, message=words.hold(reason))
        told = words.hold(reason)[watcher.language]
        await watcher.page.locator("[data-hold]", has_text=told).wait_for()
        shown = await watcher.looks("[data-action=aside]")
        title = watcher.word("title_taken_over") if reason == "taken_over" else watcher.paused()
        assert (shown["name"], shown["description"]) == (title, told)
    await watcher.direct("end", "", reason="missed_popups", message=words.end("missed_popups"))
    assert (await watcher.looks("[data-hold=ended]"))["name"] == watcher.word("title_ended")


async def test_a_page_that_hides_what_is_empty_hides_no_dialog(page: Page, video: Path) -> None:
    async with watching(page, video, "zh-CN") as watcher:
        await page.evaluate("""() => {
          const sheet = new CSSStyleSheet()
          sheet.replaceSync('div:empty, body > div { display: none }')
          document.adoptedStyleSheets = [sheet]
        }""")
        await watcher.direct("hold", "", reason="liveness", message=words.hold("liveness"))
        await page.locator("[data-hold=directive]").wait_for()


async def test_nothing_moves_by_itself(page: Page, video: Path) -> None:
    async with watching(page, video, "en") as watcher:
        await watcher.direct("liveness", "check-nonce", **{**CHECK, "cue_ms": 100, "fps": 1})
        await page.locator("[data-liveness=check-nonce][data-cue=capture]").wait_for()
        moving = "document.querySelector('[data-integrity-monitor]').shadowRoot.getAnimations().length"
        assert await page.evaluate(moving) == 0
