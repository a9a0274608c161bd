"""Whether those who watch a stream are still signed in: asked about all of them at once, every few seconds."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing

from monitor.flows.collector import Collector

CHECK_EVERY_MS = 2_000


class Watchers:
    """The cookies of those who watch; watching is no sign of life."""

    def __init__(self, collector: Collector) -> None:
        self._registry = collector.monitor.registry
        self._clock = collector.monitor.clock
        self._watching: Counter[str] = Counter()
        self._over: frozenset[str] = frozenset()
        self._checked = 0

    async def while_signed_in(self, token: str, frames: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
        """A stream that ends soon after its viewer's sign-in has, at its next frame."""
        self._watching[token] += 1
        try:
            async with aclosing(frames):
                async for frame in frames:
                    if await self._is_over(token):
                        return
                    yield frame
        finally:
            self._watching[token] -= 1
            self._watching += Counter()  # without those who watch no more

    async def _is_over(self, token: str) -> bool:
        now = self._clock.now()
        if now - self._checked >= CHECK_EVERY_MS:
            self._checked = now
            self._over = await asyncio.to_thread(self._registry.visits_over, tuple(self._watching), now)
        return token in self._over
