"""Moments, names and choices, drawn from an attempt's secret: nobody can predict them, and anybody can draw them again.

The secret is committed when a session opens and revealed when it ends (K3).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable


def draw(secret: bytes, kind: str, counter: int, low: int, high: int) -> int:
    """An integer in [low, high] that anyone who knows the secret can draw again."""
    return low + int.from_bytes(_mac(secret, kind, counter)[:8], "big") % (high - low + 1)


def nonce(secret: bytes, kind: str, counter: int) -> str:
    """An unpredictable name for one question (32 hex digits)."""
    return _mac(secret, f"nonce {kind}", counter)[:16].hex()


def shuffled(secret: bytes, kind: str, counter: int, names: Iterable[str]) -> list[str]:
    """The same names in a drawn order, whatever the order in which they are given."""
    return sorted(names, key=lambda name: _mac(secret, f"{kind} {name}", counter))


def _mac(secret: bytes, kind: str, counter: int) -> bytes:
    return hmac.digest(secret, f"{kind}:{counter}".encode(), "sha256")
