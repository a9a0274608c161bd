"""What a check answers when it is not content."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.ports import FaceVerdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict and the reason code that explains it; a content check answers None instead."""

    verdict: FaceVerdict
    reason: str


PASS = Outcome("pass", "ok")


def retry(reason: str) -> Outcome:
    """Something could not be seen well enough; nobody is blamed."""
    return Outcome("retry", reason)


def fail(reason: str) -> Outcome:
    """Positive evidence of another face or of a spoof."""
    return Outcome("fail", reason)


def review(reason: str) -> Outcome:
    """A person has to look."""
    return Outcome("review", reason)
