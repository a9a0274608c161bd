"""Learners of a class hour of a quarter of a minute, over the real protocol, who remember what they sent."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import simplejpeg
from websockets.exceptions import ConnectionClosed

from monitor.learners.curriculum import Lesson
from monitor.learners.headless import Headless, LearningEnded

SECONDS = 14


def picture() -> bytes:
    """A JPEG of 480x360 that nobody has seen before, as small as one can be."""
    tiles = np.frombuffer(secrets.token_bytes(9 * 12 * 3), np.uint8).reshape(9, 12, 3)
    return simplejpeg.encode_jpeg(tiles.repeat(40, 0).repeat(40, 1), quality=75)


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
        self.begins_after_s = 0.0

    async def learn(self) -> str:
        try:
            return await super().learn()
        except LearningEnded:
            return "ended"

    async def _hour(self, welcome: dict[str, Any]) -> str:
        await asyncio.sleep(self.begins_after_s)
        return await super()._hour(welcome)

    def _lessons_of(self, lesson: str) -> tuple[Lesson, ...]:
        return (Lesson(lesson, "course-1", 1, {}, SECONDS),)

    async def _filmed(self, action: Any, frames: int) -> list[bytes]:
        return [picture() for _ in range(frames)]

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
