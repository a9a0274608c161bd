"""A lesson that belongs to no class-hour unit: it may be learned, but there is nothing to ask and nothing to count."""

from __future__ import annotations

from monitor.core.asking import Ask
from monitor.core.events import Batch, ServerFact


class Unsupervised:
    """A supervisor that never asks."""

    wake_at: int | None = None
    hold_told = ""
    played = False

    def hear(self, batch: Batch, received: int) -> None:
        """Nothing depends on it."""

    def note(self, fact: ServerFact, received: int) -> None:
        """Nothing depends on it."""

    def due(self, now: int) -> tuple[Ask, ...]:  # noqa: ARG002  as the port has it
        return ()

    def quiet(self) -> bool:
        return True

    def tell_hold(self) -> str:
        return ""

    def open_directives(self) -> tuple[Ask, ...]:
        return ()
