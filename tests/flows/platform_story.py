"""The days of one platform that is caught, heard and decided upon."""

from __future__ import annotations

from hours_on_desk import at_double_speed, learn_and_claim, result
from small_world import PLATFORM

from monitor.core.platform_facts import CaseDecision
from monitor.flows.platform_cases import answer, decide, notify, verify

DAY = 86_400_000


class Story:
    """One platform over a few days; everybody learns the same unit once."""

    def __init__(self, desk) -> None:
        self.desk, self.people = desk, {}

    async def learns(self, name: str, *how, platform: str = PLATFORM) -> str:
        self.people[name] = self.desk.trainee(name)
        return (await learn_and_claim(self.desk, self.people[name], *how, platform=platform)).result

    async def result(self, name: str) -> str:
        return await result(self.desk, self.people[name])

    async def results(self, *names: str) -> list[str]:
        return [await self.result(name) for name in names]

    def next_day(self) -> None:
        self.desk.clock.advance(DAY)

    async def is_caught(self) -> None:
        """Three trainees at double speed on the first day, the day after an honest one."""
        await self.learns("early")
        self.next_day()
        for name in ("li", "wang", "zhang"):
            await self.learns(name, at_double_speed)

    async def is_heard(self) -> None:
        at = (self.desk.collector, PLATFORM, "D1-1")
        await verify(*at, "zhao", "seen again on a test account")
        await notify(*at, "zhao", "2x play is let through; credit was claimed for three trainees.")
        await answer(*at, "vendor", "A release did it; it is mended.")

    async def is_decided(self, outcome: str = "confirmed", **terms):
        said = {"outcome": outcome, "document": "2026-17", "reason": "as heard", **terms}
        for person in ("zhao", "qian"):
            case = await decide(self.desk.collector, CaseDecision(platform=PLATFORM, case="D1-1", by=person, **said))
        await self.desk.collector.background.settle()
        return case
