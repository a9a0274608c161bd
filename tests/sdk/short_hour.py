"""A class hour of a quarter of a minute before a real collector, and a learner who does what is asked.

Everything is as in a real hour, only the rule pack's numbers are small; the face service is content with everybody.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

from playwright.async_api import BrowserContext, Page

from monitor.core.events import ClassPlan, LessonPlan, LessonSlice, UnitPlan
from monitor.learners.learner import Learner
from tests.sdk.hosts import VIDEO, eventually

SECONDS = 14  # of the lesson
WITHIN = 60.0  # s for the whole hour, on a machine that does other things as well
CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]  # its picture moves

RULES = {
    "class_hour_ms": 10_000, "unit_content_min_ms": 13_000, "popup_draw_min_ms": 3000, "popup_draw_max_ms": 4500,
    "hold_after_ms": 6000, "popup_max_gap_ms": 8500, "identity_gap_ms": 12_000, "liveness_steps": 1,
    "burst_frames": 4, "sample_every_ms": 500, "batch_every_ms": 300,
}  # fmt: skip


def plan() -> ClassPlan:
    from small_world import CLASS, LESSONS, UNIT

    lesson, length = LESSONS[0], SECONDS * 1000
    approved = LessonPlan(lesson=lesson, course="course-1", course_type="general", ordinal=1, duration=length)
    unit = UnitPlan(unit=UNIT, slices=(LessonSlice(lesson=lesson, start=0, end=length),))
    return ClassPlan(training_class=CLASS, total_class_hours=40, lessons=(approved,), units=(unit,))


@asynccontextmanager
async def short_hours(folder: Path) -> AsyncIterator[Any]:
    """A collector for such hours."""
    from small_world import running, seed, short_rules

    seeded = partial(seed, approved=plan(), unit_content_min=RULES["unit_content_min_ms"])
    async with running(folder, rule_pack=short_rules(folder, **RULES), seeded=seeded) as world:
        yield world


@asynccontextmanager
async def attentive(context: BrowserContext, page: Page) -> AsyncIterator[Learner]:
    """Somebody who consents and answers pop-ups on this page, as quickly as a person can."""
    nobody = cast(Any, None)
    learner = Learner(context, "", nobody, nobody, nobody, nobody)
    learner.page, learner.latency = page, lambda: 0.5
    async with learner:
        yield learner


async def learn(page: Page) -> None:
    await begin(page)
    await watch_to_the_end(page)


async def begin(page: Page) -> None:
    """Press play once nothing stands before the video any more."""
    await page.evaluate("window.session?.on('state', (state) => { window.state = state }), 0")
    begins = "window.state?.connection === 'live' && state.camera === 'on' && state.holds.length === 0"
    await eventually(lambda: page.evaluate(f"{begins} && {VIDEO}?.readyState > 0"), "the lesson may begin", WITHIN)
    await page.evaluate(f"void {VIDEO}.play()")


async def watch_to_the_end(page: Page) -> None:
    await eventually(lambda: page.evaluate(f"{VIDEO}.ended"), "the end of the lesson", WITHIN)


async def verdict_of(world: Any, trainee: str) -> dict[str, Any]:
    """What the platform's claim comes to, as soon as nothing more is expected of the learner."""
    from small_world import CLASS, UNIT

    async def decided() -> bool:
        answer = await world.platform("GET", f"/v1/verdicts?trainee={trainee}&training_class={CLASS}")
        assert answer.status_code == 200, answer.text
        return any(verdict["outcome"] != "in_progress" for verdict in answer.json()["items"])

    await eventually(decided, "a verdict", WITHIN)
    wanted = {"trainee": trainee, "training_class": CLASS, "unit": UNIT}
    answer = await world.platform("POST", "/v1/claims", json=wanted)
    assert answer.status_code == 200, answer.text
    return cast(dict[str, Any], answer.json())
