"""Learners of a class hour of a quarter of a minute, over the real protocol, who remember what they sent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from small_world import jpeg
from websockets.exceptions import ConnectionClosed

from monitor.learners.curriculum import Lesson
from monitor.learners.headless import Headless, LearningEnded

SECONDS = 14


class ShortLearner(Headless):
    """Does what is asked, before a face service that is content with every picture."""

    thinking_s = (0.5, 0.9)
    absent_s = patience_s = 240.0  # on a machine that does other things as well

    def __init__(self, name: str, stream_url: str, ticket: str, say: Callable[[str], None] = lambda _: None) -> None:
        super().__init__(stream_url, ticket, say)
        self.name = name
        self.sent: list[str] = []
        self.acknowledged = -1
        self.holds: list[str] = []  # reasons, in the order in which they were told
        self.session = ""

    async def learn(self) -> str:
        try:
            return await super().learn()
        except LearningEnded:
            return "ended"

    def _lessons_of(self, lesson: str) -> tuple[Lesson, ...]:
        return (Lesson(lesson, "course-1", 1, {}, SECONDS),)

    async def _filmed(self, action: Any, frames: int) -> list[bytes]:
        return [jpeg() for _ in range(frames)]

    async def _connect(self) -> dict[str, Any]:
        welcome = await super()._connect()
        self.session = welcome["session"]
        return welcome

    def _forget(self, seq: int) -> None:
        self.acknowledged = max(self.acknowledged, seq)
        super()._forget(seq)

    def _kept(self, seq: int, text: str) -> None:
        self.sent.append(text)
        super()._kept(seq, text)

    def _heard(self, message: dict[str, Any]) -> None:
        if message["type"] == "directive" and message["kind"] == "hold":
            self.holds.append(message["reason"])
        super()._heard(message)

    async def say_again(self, how_many: int) -> None:
        """Deliver what is stored already once more, as long as there is a connection."""
        with suppress(ConnectionClosed):
            for text in self.sent[: self.acknowledged + 1][-how_many:]:
                if self._socket is not None:
                    await self._socket.send(text)


class Absent(ShortLearner):
    """Lets the lesson play and answers no pop-up."""

    async def _answer(self, asked: dict[str, Any]) -> None:
        self._pause("popup")
        self._unasked_s = 0.0
        self._event("popup_presented", nonce=asked["nonce"], held=True, visible=True)
