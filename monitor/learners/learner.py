"""A trainee at a browser: each method is something that a person does, and stories are told with them.

While a lesson is open the learner keeps an eye on the page and reacts to what the monitor shows: consents, answers
pop-ups, and does before the camera what the instruction asks for.  How fast, or whether at all, is the story's choice.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, cast

from playwright.async_api import BrowserContext, Error, Page

from monitor.learners.curriculum import LESSONS, Lesson, Unit
from monitor.learners.pages import LANGUAGES
from monitor.learners.platform import Account
from monitor.learners.proxy import Proxy
from monitor.learners.reading import understand
from monitor.ports import Action

GLANCE = 0.12  # s between two looks at the page
PAGE_LIMIT = 30_000  # ms for a page or a verdict: two cores are shared by many browsers
START_LIMIT = 60.0  # s until a lesson is ready to be played: the connection, consent, the first face check
IMPATIENCE = 2.0  # s after which a learner presses play on a video that stands still though nothing is asked
LAST_LOOK = 1.5  # s that a learner still looks at a lesson that has ended
LAST_CHECK_LIMIT = 60.0  # s until the monitor has said how a class hour stands
REPAIRS = 3  # times that somebody learns a part again before giving the hour up
PATIENCE = 75.0  # s after which a learner gives up on a lesson that does not go on

# One script for every look, run through the debugger: it works in a hidden tab and under the page's strict policy,
# where Playwright's own waiting functions do not.
LOOK = """
() => {
  const root = document.querySelector('[data-integrity-monitor]')?.shadowRoot;
  const dialog = root?.querySelector('dialog[open]');
  const seen = (selector) => [...(dialog?.querySelectorAll(selector) ?? [])];
  const check = seen('[data-liveness]')[0]?.dataset;
  const state = document.querySelector('#monitor-state')?.dataset ?? {};
  const video = document.querySelector('#player');
  return {
    title: dialog?.querySelector('h2')?.textContent ?? '',
    text: seen('p').map((line) => line.textContent).join('\\n'),
    buttons: seen('button').map((button) => button.dataset.consent ?? button.dataset.action ?? ''),
    popup: seen('[data-popup]')[0]?.dataset.popup ?? '',
    options: Object.fromEntries(seen('[data-option]').map((button) => [button.dataset.option, button.textContent])),
    cue: check?.cue ?? '',
    action: check?.action ?? '',
    connection: state.connection ?? '',
    unit: state.unit ?? '',
    missing: JSON.parse(state.missing ?? '[]'),
    ended: Boolean(video?.ended),
    paused: Boolean(video?.paused),
    position: video?.currentTime ?? 0,
    rate: video?.playbackRate ?? 1,
  };
}
"""

Latency = Callable[[], float]


def human() -> float:
    """How long a person takes to read a question and press a button, in seconds."""
    return random.uniform(0.9, 2.2)


class Camera(Protocol):
    """Somebody before a camera who can be asked to do something."""

    def perform(self, action: Action, after: float = ...) -> float: ...


@dataclass(frozen=True)
class Verdict:
    """What the platform's page said when the learner claimed the class hour."""

    outcome: str
    reasons: tuple[str, ...] = ()
    words: dict[str, list[str]] = field(default_factory=dict)
    credited_seconds: int = 0
    certificate: str = ""


@dataclass(frozen=True)
class Sight:
    """What one look at the lesson page saw: the monitor's dialog, if there is one, and the video."""

    title: str
    text: str
    buttons: list[str]
    popup: str
    options: dict[str, str]
    cue: str
    action: str
    connection: str
    unit: str
    missing: list[dict[str, Any]]
    ended: bool
    paused: bool
    position: float
    rate: float

    @property
    def ready(self) -> bool:
        """Nothing stands before the video."""
        return self.connection == "live" and not self.title

    @property
    def over(self) -> bool:
        return self.connection in ("ended", "failed")

    @property
    def settled(self) -> bool:
        """There is nothing to wait for: the hour is complete, or a part of it has to be learned again."""
        return self.over or self.unit in COMPLETE or bool(self.missing and not self.title)


class GaveUp(Exception):
    """The learner waited as long as a person would, and what was expected did not come."""


class Learner:
    """Somebody with an account, a browser, a camera and a network."""

    def __init__(
        self, context: BrowserContext, site: str, account: Account, camera: Camera | None, network: Proxy,
        another: Callable[[], AbstractAsyncContextManager[Learner]],
    ) -> None:  # fmt: skip
        self.page: Page = context.pages[0]
        self.site = site
        self.account = account
        self.camera = camera
        self.network = network
        self.second_browser = another
        self.latency: Latency | None = human
        self.verdict: Verdict | None = None
        self.doing = ""
        self._context = context
        self._attention: asyncio.Task[None] | None = None
        self._performed = False

    async def __aenter__(self) -> Self:
        self.page.set_default_timeout(PAGE_LIMIT)
        self._attention = asyncio.create_task(self._attend())
        return self

    async def __aexit__(self, *exception: object) -> None:
        if self._attention:
            self._attention.cancel()
            await asyncio.gather(self._attention, return_exceptions=True)

    # ---------------------------------------------------------------- what a learner does

    async def install(self, trick: str) -> None:
        """Put a script into the browser that runs in every page before its own scripts."""
        await self._context.add_init_script(trick)

    async def log_in(self) -> None:
        self.doing = "logs in"
        await self.page.goto(f"{self.site}/login")
        await self.page.select_option("#trainee", self.account.trainee)
        await self.page.fill("#password", self.account.password)
        await self.page.click("[data-log-in]")
        await self.page.wait_for_url(f"{self.site}/")

    async def open_lesson(self, lesson: Lesson) -> None:
        """Open it and go through whatever has to be done before it may be played."""
        self.doing = f"opens {lesson.id}"
        await self.page.goto(f"{self.site}/lessons/{lesson.id}")
        await self.until(lambda sight: sight.over or sight.ready, START_LIMIT)

    async def play(self) -> None:
        await self._video("video.play().catch(() => undefined)")

    async def watch(self, seconds: float) -> None:
        """Watch on until the lesson stands at this second."""
        self.doing = f"watches to {seconds:.0f} s"
        await self._watch(lambda sight: sight.position >= seconds)

    async def watch_to_end(self, patience: float = PATIENCE) -> None:
        """Watch until the lesson ends, or the session does, or it has not gone on for as long as one is patient."""
        self.doing = "watches"
        await self._watch(lambda sight: sight.ended, patience)
        await self._look_up()

    async def study(self, unit: Unit) -> None:
        """Everything that an honest learner does for one class hour."""
        for lesson in unit.lessons:
            await self.learn(lesson)
        await self.finish()

    async def learn(self, lesson: Lesson) -> None:
        """Open a lesson and watch all of it."""
        await self.open_lesson(lesson)
        await self.play()
        await self.watch_to_end()

    async def finish(self) -> None:
        """See the class hour through: the last check, and what the monitor says has to be learned again."""
        for _ in range(REPAIRS):
            missing = await self.stay_for_the_last_check()
            if not missing:
                return
            await self._learn_again(missing[0])

    async def stay_for_the_last_check(self) -> list[dict[str, Any]]:
        """Stay until the monitor says that the class hour is complete, or what of it is missing."""
        self.doing = "stays for the last check"
        with suppress(GaveUp):
            sight = await self.until(lambda sight: sight.settled, LAST_CHECK_LIMIT)
            return [] if sight.over or sight.unit in COMPLETE else sight.missing
        return []

    async def _learn_again(self, stretch: dict[str, Any]) -> None:
        await self.open_lesson(LESSONS[stretch["lesson"]])
        self.doing = f"learns {stretch['lesson']} again"
        await self.seek(stretch["media_from"] / 1000)
        await self.play()
        await self.watch_to_end()

    async def seek(self, seconds: float) -> None:
        await self._video(f"video.currentTime = {seconds}")

    async def set_rate(self, rate: float) -> None:
        await self._video(f"video.playbackRate = {rate}")

    async def is_held_back(self) -> None:
        """The monitor puts the rate back to 1."""
        await self.until(lambda sight: sight.rate == 1, START_LIMIT)

    async def use_trick(self, value: float | bool) -> None:
        """Use what the installed script left behind."""
        await self.page.evaluate("(value) => window.trick(value)", value)

    async def hide_tab(self) -> Page:
        """Go to another tab; the lesson's tab is hidden from now on."""
        other = await self._context.new_page()
        await other.bring_to_front()
        return other

    async def reload(self) -> None:
        self.doing = "reloads"
        await self.page.reload()
        await self.until(lambda sight: sight.over or sight.ready, START_LIMIT)

    async def drop_network(self, seconds: float) -> None:
        """Lose the connection to the monitor for so long; the platform itself stays reachable."""
        self.doing = f"has no network for {seconds:.0f} s"
        await self.network.drop(seconds)

    def never_answers(self) -> None:
        self.latency = None

    async def claim_credit(self, unit: Unit) -> None:
        """Ask the platform to have the class hour counted, and read its answer."""
        self.doing = "claims credit"
        await self.page.goto(f"{self.site}/")
        await self.page.click(f'form[action="/claims/{unit.id}"] button')
        await self.page.wait_for_url(f"{self.site}/claims/{unit.id}")
        self.verdict = await self._read_verdict()

    async def _read_verdict(self) -> Verdict:
        page, address = self.page, self.page.url
        reasons = page.locator("[data-reason]")
        outcome = await page.locator("[data-verdict]").get_attribute("data-verdict")
        credited = await page.locator("[data-credited]").get_attribute("data-credited")
        codes = await reasons.evaluate_all("(rows) => rows.map((row) => row.dataset.reason)")
        words: dict[str, list[str]] = {}
        for language in reversed(LANGUAGES):  # the first one is the one in which the learner goes on
            await page.goto(f"{address}?language={language}")
            words[language] = [" ".join(text.split()) for text in await reasons.all_text_contents()]
        return Verdict(outcome or "", tuple(codes), words, int(credited or 0), await self._read_certificate())

    async def _read_certificate(self) -> str:
        link = self.page.locator("[data-certificate]")
        if not await link.count():
            return ""
        answer = await self._context.request.get(f"{self.site}{await link.get_attribute('href')}")
        return await answer.text()

    # ---------------------------------------------------------------- waiting until something is seen

    async def until(self, seen: Callable[[Sight], bool], limit: float) -> Sight:
        """Look until it is seen; the limit is far longer than it takes on a slow machine."""
        deadline = time.monotonic() + limit
        while True:
            sight = await self.look()
            if sight and seen(sight):
                return sight
            if time.monotonic() > deadline:
                raise GaveUp(f"{self.account.name} {self.doing}: {sight}")
            await asyncio.sleep(GLANCE)

    async def _watch(self, done: Callable[[Sight], bool], patience: float = PATIENCE) -> None:
        """Let it play, pressing play when it stands still for no reason that is shown."""
        furthest, moved, pressed = -1.0, time.monotonic(), 0.0
        while True:
            sight, now = await self.look(), time.monotonic()
            if sight and (done(sight) or sight.over):
                return
            if sight and sight.position != furthest:
                furthest, moved = sight.position, now
            if now - moved > patience:
                return
            if sight and sight.paused and sight.ready and min(now - moved, now - pressed) > IMPATIENCE:
                pressed = now
                await self.play()
            await asyncio.sleep(GLANCE)

    async def _look_up(self) -> None:
        """Nobody leaves a page that is just asking something: stay until it has been quiet for a moment."""
        quiet_since = time.monotonic()
        deadline = quiet_since + START_LIMIT
        while (now := time.monotonic()) < min(quiet_since + LAST_LOOK, deadline):
            sight = await self.look()
            if sight and sight.title and not sight.over:
                quiet_since = now
            await asyncio.sleep(GLANCE)

    async def look(self) -> Sight | None:
        """What the page shows now; nothing while it is changing to another page."""
        try:
            return Sight(**cast(dict[str, Any], await self.page.evaluate(LOOK)))
        except Error:
            return None

    async def _video(self, script: str) -> None:
        await self.page.evaluate(f"() => {{ const video = document.querySelector('#player'); {script} }}")

    # ---------------------------------------------------------------- reacting to what the monitor shows

    async def _attend(self) -> None:
        while True:
            if sight := await self.look():
                await self._react(sight)
            await asyncio.sleep(GLANCE)

    async def _react(self, sight: Sight) -> None:
        if "give" in sight.buttons:
            await self._click("[data-consent=give]")
        elif "later" in sight.buttons:
            await self._click("[data-action=later]")
        elif "continue_here" in sight.buttons:
            await self._click("[data-action=continue_here]")
        elif sight.options and self.latency:
            await asyncio.sleep(self.latency())
            await self._click(f'[data-option="{understand(sight.text, sight.options)}"]')
        self._perform(sight)

    def _perform(self, sight: Sight) -> None:
        """Do what the check asks for, once, when the pictures are being taken."""
        if sight.cue == "capture" and not self._performed and self.camera:
            self.camera.perform(cast(Action, sight.action), 0.15)
        self._performed = sight.cue == "capture"

    async def _click(self, selector: str) -> None:
        """Press a button of the monitor's dialog with the mouse; it may be gone by then."""
        with suppress(Error):
            await self.page.locator(selector).first.click(timeout=3000)


# What the monitor's status says once there is nothing more to do for a class hour.
COMPLETE = ("complete", "certified", "held", "void_platform", "void_trainee", "not_counted_cap", "not_counted_platform")
