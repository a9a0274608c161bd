"""What a learner is told of a picture that was judged."""

from __future__ import annotations

from typing import Literal

from monitor.core.bilingual import Bilingual
from monitor.core.events import LivenessResult, PhotoJudged
from monitor.flows import wire, words
from monitor.flows.monitor import Monitor

NEAR_DUPLICATE = "near_duplicate"
_OK = "ok"
_NOT_CONFIRMED = "not_confirmed"  # instead of a reason that would tell an attacker which check caught him


def outcome(monitor: Monitor, fact: LivenessResult | PhotoJudged) -> wire.Outcome:
    """The message about a result as the log has it."""
    if isinstance(fact, PhotoJudged):
        verdict = "rejected" if fact.decision == "mismatch" else fact.decision
        return _said(monitor, "photo", fact, verdict=verdict, action="", final=True)
    return _said(monitor, "liveness", fact, verdict=_of_burst(fact), action=fact.action, final=fact.final)


def _of_burst(fact: LivenessResult) -> str:
    if fact.decision in ("mismatch", "spoof_suspected"):
        return "fail"
    return fact.decision if fact.decision in ("pass", "review") else "retry"


def _said(
    monitor: Monitor,
    kind: Literal["liveness", "photo"],
    fact: LivenessResult | PhotoJudged,
    *,
    verdict: str,
    action: str,
    final: bool,
) -> wire.Outcome:
    return wire.Outcome(
        nonce=fact.nonce,
        kind=kind,
        verdict=verdict,
        reason=_told(monitor, fact.reason),
        message=_text(monitor, fact.reason, action),
        final=final,
    )


def _told(monitor: Monitor, reason: str) -> str:
    """What the SDK hears of a reason: nothing of those that have no sentence of their own, or are a flag alone."""
    if reason == NEAR_DUPLICATE:
        return _OK
    neutral = _text(monitor, _NOT_CONFIRMED, "")
    return _NOT_CONFIRMED if _text(monitor, reason, "") == neutral else reason


def _text(monitor: Monitor, reason: str, action: str) -> Bilingual:
    return words.own_reason(reason) or monitor.face_words(reason, action)
