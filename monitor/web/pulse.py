"""Who has been silent: one task asks all connections of a server, as a task for each takes more than a kilobyte."""

from __future__ import annotations

import asyncio
from typing import Protocol

_AT_ONCE = 500  # between which others get their turn


class Pulsed(Protocol):
    """A connection, as far as it can be silent."""

    def beat(self) -> None:
        """A stretch of time has passed."""
        ...


class Pulse:
    """Tells every connection, every so many seconds, that they have passed."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._connections: set[Pulsed] = set()
        self._task: asyncio.Task[None] | None = None

    def add(self, connection: Pulsed) -> None:
        """Tell this one too, from now on."""
        self._connections.add(connection)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._go_on(), name="pulse")

    def discard(self, connection: Pulsed) -> None:
        """It is gone."""
        self._connections.discard(connection)

    async def _go_on(self) -> None:
        """Until there is nobody left."""
        while self._connections:
            await asyncio.sleep(self._seconds)
            for number, connection in enumerate(list(self._connections), 1):
                connection.beat()
                if number % _AT_ONCE == 0:
                    await asyncio.sleep(0)
        self._task = None
