"""What the browser SDK costs the page beside which it runs: `make bench-sdk`, about five minutes.

A real Chromium with its processor slowed down four times, the numbers of the real rule pack, and the camera on.  Each
line says name, figure, goal and whether it was reached; a missed goal does not fail the run, an error does.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from playwright.async_api import BrowserContext, CDPSession, Page, async_playwright

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "sdk"))

from collector import Collector  # type: ignore[import-not-found]  # of the tests, found at run time
from telling import tell

from monitor import rulepacks
from monitor.learners.browser import chromium
from monitor.learners.video import lesson_video

SLOWED = 4
ROUNDS = 5
VISITS = 5  # of which the middle one counts: what else the machine does makes a slowed task longer
SECONDS = 12.0  # of each half of a round
SETTLED = 6.0  # s after the video began: decoders, caches, compilers
SPEED = 40  # how much faster than life the hour of events passes
CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
ASKED = (
    "sample_every_ms", "batch_every_ms", "pause_unacknowledged_ms", "hold_after_ms", "seek_tolerance_ms",
    "popup_answer_ms", "burst_fps", "burst_frames",
)  # fmt: skip

PLAIN = """<!doctype html><meta charset=utf-8><title>course</title>
<div id=player><video src=/video controls loop width=480></video></div>
"""
WATCHED = PLAIN + "<script src=/sdk/integrity.iife.js></script><script src=/start.js></script>"
START = """
window.session = IntegrityMonitor.start({ endpoint: `ws://${location.host}/v1/stream`, ticket: 'ticket' })
session.on('error', (error) => { window.failed = error })
session.attach('#player')
"""
VIDEO = "document.querySelector('video')"
POPUP = {
    "answer_within_ms": 60_000,
    "challenge": {
        "kind": "pick_word",
        "prompt": {"zh-CN": "请选“麦”", "en": "Choose “wheat”"},
        "options": [{"id": name, "text": {"zh-CN": name, "en": name}} for name in ("rice", "wheat", "tea")],
    },
}
CHECK = {"action": "turn_left", "step": 1, "of": 1, "fps": 8, "frames": 8, "cue_ms": 100, "window_ms": 15_000}
PASSED = {"verdict": "pass", "reason": "live", "message": {"en": "Passed"}, "final": True}


# ---------------------------------------------------------------- a learner's page


@dataclass
class Visit:
    """One tab, asked through the debugger, which leaves nothing in the page."""

    page: Page
    debugger: CDPSession
    collector: Collector
    address: str
    nonces: itertools.count[int]

    async def open(self, page: str, settled: float = SETTLED) -> None:
        """Load this page and let its video play, until all that a beginning costs is over."""
        self.collector.page = page
        self.collector.events.clear()
        await self.page.goto(self.address)
        if page is WATCHED:
            await self.collector.event("lesson_open")
            await self.collector.event("camera", state="on")
        await self.ask(f"{VIDEO}.play()")
        await asyncio.sleep(settled)
        assert await self.ask(f"{VIDEO}.paused") is False

    async def ask(self, expression: str) -> Any:
        answer = await self.debugger.send("Runtime.evaluate", {"expression": expression, "returnByValue": True})
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def slow_down(self, times: float) -> None:
        await self.debugger.send("Emulation.setCPUThrottlingRate", {"rate": times})

    async def busy(self, seconds: float) -> float:
        """Share of one slowed core that the tasks of the page's main thread take."""
        before = await self._metrics()
        await asyncio.sleep(seconds)
        after = await self._metrics()
        return (after["TaskDuration"] - before["TaskDuration"]) / (after["Timestamp"] - before["Timestamp"])

    async def _metrics(self) -> dict[str, float]:
        answer = await self.debugger.send("Performance.getMetrics")
        return {metric["name"]: metric["value"] for metric in answer["metrics"]}

    async def answer_a_popup(self) -> None:
        nonce = f"popup-{next(self.nonces)}"
        await self.collector.direct("popup", nonce, **POPUP, photo_nonce=f"photo-{nonce}")
        await self.collector.event("popup_presented", nonce=nonce)
        await self.press("[data-option=wheat]")
        await self.collector.event("popup_answered", nonce=nonce)
        await self.collector.event("photo_commit", nonce=f"photo-{nonce}")

    async def pass_a_check(self) -> None:
        nonce, before = f"check-{next(self.nonces)}", len(self.collector.bursts)
        await self.collector.direct("liveness", nonce, **CHECK)
        await self.collector.until(lambda: len(self.collector.bursts) > before, "the burst")
        await self.collector.send({"type": "outcome", "nonce": nonce, "kind": "liveness", **PASSED})

    async def press(self, selector: str) -> None:
        await self.ask(
            f"document.querySelector('[data-integrity-monitor]').shadowRoot.querySelector('{selector}').click()"
        )


@asynccontextmanager
async def visit(video: Path, **ask: int) -> AsyncIterator[Visit]:
    """A browser of its own; what is asked of the SDK is the real rule pack's but for `ask`."""
    pack = rulepacks.load("henan-2023")
    collector = Collector(video, headers={}, scripts={"start": START})
    collector.ask = {name: pack[name] for name in ASKED} | ask
    async with (
        collector.serving() as address,
        async_playwright() as playwright,
        chromium(playwright, CAMERA) as context,
    ):
        yield await _opened(context, collector, address)
    assert collector.complaints == []


async def _opened(context: BrowserContext, collector: Collector, address: str) -> Visit:
    page = context.pages[0]
    debugger = await context.new_cdp_session(page)
    await debugger.send("Performance.enable", {"timeDomain": "threadTicks"})  # not what other programs take
    return Visit(page, debugger, collector, address, itertools.count())


# ---------------------------------------------------------------- the main thread


class Shares(NamedTuple):
    """Percent of a core: what the page takes that plays a video, and what the SDK adds."""

    page: float
    sdk: float


async def main_thread(video: Path, rounds: int = ROUNDS, seconds: float = SECONDS) -> Shares:
    """Medians over rounds in which the page is measured alone and then with the SDK."""
    async with visit(video) as learner:
        await learner.slow_down(SLOWED)
        shares = [await _round(learner, seconds) for _ in range(rounds)]
    return Shares(*(statistics.median(values) for values in zip(*shares, strict=True)))


async def _round(learner: Visit, seconds: float) -> Shares:
    await learner.open(PLAIN)
    alone = await learner.busy(seconds)
    await learner.open(WATCHED)
    return Shares(100 * alone, 100 * (await learner.busy(seconds) - alone))


async def longest_task(video: Path) -> float:
    """Milliseconds of the SDK's longest task in a visit from its first byte on, with a pop-up, a photo and a check."""
    async with visit(video) as learner, scripts(learner.page) as took:
        await learner.slow_down(SLOWED)
        await learner.open(WATCHED, settled=1)
        await learner.answer_a_popup()
        await learner.pass_a_check()
        await asyncio.sleep(1)
    return max(took)


@asynccontextmanager
async def scripts(page: Page) -> AsyncIterator[list[float]]:
    """Afterwards the milliseconds of processor of every call into the page's scripts, with all that it made necessary.

    What the browser does by itself is no script: laying out an empty page with a video takes longer than any of these.
    """
    assert page.context.browser
    devtools = await page.context.browser.new_browser_cdp_session()
    traced: list[dict[str, Any]] = []
    complete = asyncio.Event()
    devtools.on("Tracing.dataCollected", lambda chunk: traced.extend(chunk["value"]))
    devtools.on("Tracing.tracingComplete", lambda _: complete.set())
    wanted = {"includedCategories": ["devtools.timeline", "v8"]}
    await devtools.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": wanted})
    took: list[float] = []
    yield took
    await devtools.send("Tracing.end")
    await complete.wait()
    took += [event["tdur"] / 1000 for event in traced if event["name"] in CALLS and "tdur" in event]


CALLS = {"EvaluateScript", "EvaluateModule", "FunctionCall", "RunMicrotasks", "v8.callFunction"}


# ---------------------------------------------------------------- memory


class Memory(NamedTuple):
    """What a page holds after a collection of garbage."""

    heap: float  # bytes
    nodes: int
    listeners: int
    rows: int  # of the outbox on disk


ROWS = """new Promise((resolve) => {
  indexedDB.open('integrity-monitor').onsuccess = ({ target: { result: db } }) => {
    const rows = db.transaction('rows').objectStore('rows').count()
    rows.onsuccess = () => { db.close(); resolve(rows.result) }
  }
})"""


async def hour_of_events(video: Path, warm_up: int = 60, minutes: int = 60, speed: float = SPEED) -> list[Memory]:
    """What is held after every ten minutes (of the learner's, `speed` times as fast as life) of a busy lesson.

    First it goes on for `warm_up` minutes, in which the browser compiles what runs often and keeps what it learned.
    """
    pack = rulepacks.load("henan-2023")
    fast = {name: max(1, round(pack[name] / speed)) for name in ("sample_every_ms", "batch_every_ms")}
    async with visit(video, **fast) as learner:
        await learner.open(WATCHED, settled=1)
        held = []
        for minute in range(1, warm_up + minutes + 1):
            await _minute(learner, minute, 60 / speed)
            if minute >= warm_up and minute % 10 == 0:
                held.append(await _held(learner))
        assert await learner.ask("window.failed") is None
    return held


async def _minute(learner: Visit, minute: int, seconds: float) -> None:
    """Every minute a pause and a jump back; a pop-up with a photo, a lost connection and a check now and then."""
    await learner.ask(f"{VIDEO}.pause(), {VIDEO}.currentTime = 1, void {VIDEO}.play()")
    passing = asyncio.create_task(asyncio.sleep(seconds))
    if minute % 5 == 1:
        await learner.answer_a_popup()
    if minute % 5 == 2:
        await _cut(learner.collector)
    if minute % 15 == 3:
        await learner.pass_a_check()
    await passing


async def _cut(collector: Collector) -> None:
    """Until the SDK is back: nothing can be asked of it before."""
    before = len(collector.hellos)
    await collector.cut()
    await collector.until(lambda: len(collector.hellos) > before, "another hello")


async def _held(learner: Visit) -> Memory:
    await learner.collector.until(lambda: learner.collector.events, "a connection")
    for _ in range(2):
        await learner.debugger.send("HeapProfiler.collectGarbage")
    heap = await learner.debugger.send("Runtime.getHeapUsage")
    dom = await learner.debugger.send("Memory.getDOMCounters")
    rows = await learner.debugger.send(
        "Runtime.evaluate", {"expression": ROWS, "awaitPromise": True, "returnByValue": True}
    )
    return Memory(heap["usedSize"], dom["nodes"], dom["jsEventListeners"], rows["result"]["value"])


# ---------------------------------------------------------------- all of it


async def bench(video: Path) -> None:
    """Everything, then a line for each goal."""
    shares = await main_thread(video)
    longest = statistics.median([await longest_task(video) for _ in range(VISITS)])
    held = await hour_of_events(video)
    print(f"the page alone takes {shares.page:.2f} % of the slowed core")
    for number, memory in enumerate(held):
        print(
            f"after {10 * number:2} minutes: heap {memory.heap / 1024:.0f} KiB, {memory.nodes} nodes, "
            f"{memory.listeners} listeners, {memory.rows} rows on disk"
        )
    tell(f"what the SDK adds, of a core {SLOWED} times as slow", shares.sdk, 1, " %")
    tell("longest task of the SDK in a visit", longest, 50, " ms")
    tell("growth of the heap in an hour", (held[-1].heap - held[0].heap) / 1024, 100, " KiB")
    tell("… of DOM nodes and listeners", _growth([memory.nodes + memory.listeners for memory in held]), 0)


def _growth(counts: Sequence[int]) -> int:
    """From the least of the first half to the least of the second: what is under way at a moment has listeners too."""
    half = len(counts) // 2
    return min(counts[half:]) - min(counts[:half])


def main() -> None:
    """Run everything."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(bench(lesson_video(Path(folder), "bench", {"zh-CN": "测试", "en": "Test"}, 60)))


if __name__ == "__main__":
    main()
