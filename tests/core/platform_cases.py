"""Streams of platforms against which there is a case, for hours that were learned there."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.core import codec
from monitor.core import platform_facts as f
from monitor.core.events import Entry

DAY = 86_400_000
MIDNIGHT = 1_699_977_600_000  # in China, six hours before simulated learners begin


def stream(platform: str, facts: Iterable[tuple[int, f.PlatformEntry]]) -> dict[str, list[Entry]]:
    """The stream of a platform with these facts, each with its server moment (ms)."""
    name, entries, prev = f"platforms/{platform}", [], codec.GENESIS
    for n, (at, fact) in enumerate(facts):
        entries.append(codec.chain(name, n, at, "server", codec.encode_fact(fact), prev))
        prev = entries[-1].digest
    return {name: entries}


def case(
    *,
    platform: str = "platform-a",
    disqualifier: str = "D1",
    evidence_at: int,
    flagged_at: int,
    verified_at: int | None = None,
    decided: Iterable[tuple[int, str, dict[str, object]]] = (),
) -> list[tuple[int, f.PlatformEntry]]:
    """The facts of one case: with `verified_at` it goes on to the platform's answer; each decision is of two people."""
    names = {"platform": platform, "case": f"{disqualifier}-1"}
    facts: list[tuple[int, f.PlatformEntry]] = [
        (
            flagged_at,
            f.PlatformSignal(**names, disqualifier=disqualifier, source="production", first_evidence_at=evidence_at),
        )
    ]
    if verified_at is not None:
        facts += [
            (verified_at, f.SignalVerified(**names, by="zhao", text="seen again")),
            (verified_at, f.PlatformNotified(**names, by="zhao", text="…", reply_by=verified_at + 3 * DAY)),
            (verified_at, f.PlatformAnswered(**names, by="vendor", text="…")),
        ]
    for at, outcome, terms in decided:
        for person in ("zhao", "qian"):
            said = {"outcome": outcome, "document": "2026-17", "reason": "…", **terms}
            facts.append((at, f.CaseDecision(**names, by=person, **said)))
    return facts


def confirmed(at: int, *later: tuple[int, str, dict[str, object]], **terms: object) -> dict[str, list[Entry]]:
    """The stream of platform-a, found in breach by D1 at this moment on evidence of the same moment."""
    return stream(
        "platform-a",
        case(evidence_at=at, flagged_at=at, verified_at=at, decided=[(at, "confirmed", terms), *later]),
    )
