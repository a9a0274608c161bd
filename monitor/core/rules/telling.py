"""How a rule puts its findings: pieces that were refused for one reason become one finding with its whole stretch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.core.attempt import Attempt
from monitor.core.coverage import Piece
from monitor.core.rule_names import Prevented
from monitor.core.verdict import Finding

REWATCH = {"zh-CN": "请重新学习该段内容。", "en": "Please learn this stretch again."}
NOTHING = {"zh-CN": "无需处理。", "en": "Nothing needs to be done."}
WAIT = {"zh-CN": "请等待工作人员复核,复核结果会通知您。", "en": "A person will look at it and you will be told."}
RETAKE = {"zh-CN": "本课时可以重新学习。", "en": "The class hour may be taken again."}


def refused(attempt: Attempt, *reasons: str) -> list[Piece]:
    """The pieces that were refused for one of these reasons."""
    if attempt.coverage.reasons.isdisjoint(reasons):
        return []
    return [piece for piece in attempt.coverage.pieces if piece.reason in reasons]


def seconds(milliseconds: int) -> int:
    """Whole seconds, for people."""
    return round(milliseconds / 1000)


def of_pieces(pieces: Sequence[Piece], **said: Any) -> Finding:
    """A finding over these pieces: from the first to the last, with the log positions at both ends of each."""
    first = pieces[0]
    here = [piece for piece in pieces if piece.lesson == first.lesson]
    evidence = [position for piece in pieces for position in piece.span.where]
    return Finding(
        **{
            "start": min(piece.start for piece in pieces),
            "end": max(piece.end for piece in pieces),
            "lesson": first.lesson,
            "media_from": min(piece.media[0] for piece in here),
            "media_to": max(piece.media[1] for piece in here),
            "measured": sum(piece.span.end - piece.span.start for piece in pieces),
            "evidence": ends(evidence),
            **said,
        }
    )


def stopped(attempt: Attempt, *kinds: str, rule: Prevented, **said: Any) -> list[Finding]:
    """One informing finding about what the platform prevented, of these kinds: it speaks for the platform."""
    seen = [one for kind in kinds for one in attempt.prevented(kind)]
    if not seen:
        return []
    return [
        Finding(
            rule=rule,
            severity="info",
            basis="plan",
            advice=NOTHING,
            start=min(one.at for one in seen),
            end=max(one.at for one in seen),
            measured=len(seen),
            evidence=ends([one.where for one in seen]),
            **{**said, "message": {name: text.format(len(seen)) for name, text in said["message"].items()}},
        )
    ]


def ends(evidence: Sequence[str], most: int = 6) -> tuple[str, ...]:
    """Each position once; of a long row the first and last few, which is where a person looks."""
    once = list(dict.fromkeys(evidence))
    return tuple(once if len(once) <= most else once[: most // 2] + once[-most // 2 :])
