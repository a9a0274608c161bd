"""Fingerprints of pictures, by which a changed copy is known although it has other bytes (D6).

Two pictures of somebody who sits still are alike too, so being near is for a person to look at and refuses nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NEAR = 0.0045  # share of differing cells; copies have up to 0.003, a blink or half a second later 0.0064 and more
_TELLING = 200  # cells that differ from the next; a picture with fewer is blank and like many others

Words = NDArray[np.uint64]
"""Bits of cells, 64 to a word, (pictures, words) or (words,)."""


class Look(NamedTuple):
    """Bits of the cells that differ from the next one, and of those that are darker than it; whole words of 64."""

    telling: bytes
    rising: bytes


def looks(likenesses: Iterable[str]) -> list[Look]:
    """Read fingerprints (base64); those that tell nothing, or are empty, are left out."""
    return [look for look in map(_read, likenesses) if int.from_bytes(look.telling, "big").bit_count() >= _TELLING]


def nearest(known: Sequence[Look], views: Sequence[bytes]) -> float | None:
    """How far the most similar of the known pictures is from one that is seen through these windows; None without any.

    The distance is the share of telling cells that a view shows the other way round, 0 to 1.  Takes milliseconds where
    many are known, so call it in a thread, which holds nobody else up.
    """
    if not known or not views:
        return None
    telling, rising = (_words(*bits) for bits in zip(*known, strict=True))
    cells = _count(telling)
    return min(float((_count((rising ^ _words(view)) & telling) / cells).min()) for view in views)


def _words(*pictures: bytes) -> Words:
    return np.frombuffer(b"".join(pictures), np.uint64).reshape(len(pictures), -1)


def _count(bits: Words) -> Words:
    """Set bits of each picture, (pictures,)."""
    counts: Words = np.bitwise_count(bits).sum(axis=1, dtype=np.uint64)
    return counts


def _read(likeness: str) -> Look:
    raw = base64.b64decode(likeness)
    half = len(raw) // 2
    return Look(raw[:half], raw[half:])
