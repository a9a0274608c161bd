"""Fingerprints of pictures, by which a changed copy is known although it has other bytes (D6).

Two pictures of somebody who sits still are alike too, so being near is for a person to look at and refuses nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import NamedTuple

NEAR = 0.0045  # share of differing cells; copies have up to 0.003, a blink or half a second later 0.0064 and more
_TELLING = 200  # cells that differ from the next; a picture with fewer is blank and like many others


class Look(NamedTuple):
    """Bits of the cells that differ from the next one, and of those that are darker than it."""

    telling: int
    rising: int

    def distance(self, view: int) -> float:
        """The share of telling cells that a view shows the other way round, 0 to 1."""
        return ((view ^ self.rising) & self.telling).bit_count() / self.telling.bit_count()


def looks(likenesses: Iterable[str]) -> list[Look]:
    """Read fingerprints (base64); those that tell nothing, or are empty, are left out."""
    return [look for look in map(_read, likenesses) if look.telling.bit_count() >= _TELLING]


def nearest(known: Sequence[Look], views: Sequence[bytes]) -> float | None:
    """How far the most similar of the known pictures is from one that is seen through these windows; None without any.

    Takes milliseconds where many are known, so call it in a thread.
    """
    seen = [int.from_bytes(view, "big") for view in views]
    return min((look.distance(view) for look in known for view in seen), default=None)


def _read(likeness: str) -> Look:
    raw = base64.b64decode(likeness)
    half = len(raw) // 2
    return Look(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
