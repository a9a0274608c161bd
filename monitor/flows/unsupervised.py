"""A lesson that belongs to no class-hour unit: it may be learned, but there is nothing to ask and nothing to count."""

from __future__ import annotations

from monitor.core.asking import Ask
from monitor.core.events import ClientEvent, ServerFact


class Unsupervised:
    """A supervisor that never asks."""

    wake_at: int | None = None

    def hear(self, event: ClientEvent, instance: str, received: int) -> None:
        """Nothing depends on it."""

    def note(self, fact: ServerFact, received: int) -> None:
        """Nothing depends on it."""

    def due(self, now: int) -> tuple[Ask, ...]:  # noqa: ARG002  as the port has it
        return ()

    def tell_hold(self) -> str:
        return ""

    def open_directives(self) -> tuple[Ask, ...]:
        return ()
