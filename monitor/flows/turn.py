"""Whose turn it is with one session: a lock for tasks, which can also be taken by who cannot wait."""

from __future__ import annotations

import asyncio


class Turn:
    """A lock that is handed on in the order in which tasks came for it."""

    __slots__ = ("_taken", "_waiting")

    def __init__(self) -> None:
        self._taken = False
        self._waiting: list[asyncio.Future[None]] = []  # a deque would take more memory than all else here

    def take(self) -> bool:
        """Take it without waiting; false where somebody has it."""
        if self._taken:
            return False
        self._taken = True
        return True

    def give_back(self) -> None:
        """Hand it to whoever has waited longest."""
        while self._waiting:
            turn = self._waiting.pop(0)
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False

    async def __aenter__(self) -> None:
        if self.take():
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it was handed over in this very moment
                self.give_back()
            raise

    async def __aexit__(self, *_: object) -> None:
        self.give_back()
