"""How a photo is known again: where it was handed in, and among which others its looks are compared."""

from __future__ import annotations

from typing import NamedTuple

from monitor.core.events import SessionOpened


class Place(NamedTuple):
    """Within what photos are compared by their looks."""

    platform: str
    training_class: str

    @classmethod
    def of(cls, opened: SessionOpened) -> Place:
        return cls(opened.platform.platform, opened.plan.training_class)


class Origin(NamedTuple):
    """In which session, and for which question, a picture was handed in."""

    session: str
    nonce: str


class Seen(NamedTuple):
    """A photo by its looks (base64); later ones of a place have higher numbers."""

    number: int
    origin: Origin
    likeness: str
