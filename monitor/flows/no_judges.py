"""Where a collector has no workers to judge, it judges by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

from monitor.ports import Judged, JudgesState


class NoJudges:
    """Nobody is there who would do it."""

    async def ask(self, _trainee: str) -> bool:
        return False

    async def withdraw(self, _trainee: str) -> None:
        return

    async def told(self) -> AsyncIterator[Judged]:
        return
        yield

    async def state(self) -> JudgesState:
        return JudgesState(0, 0.0)
