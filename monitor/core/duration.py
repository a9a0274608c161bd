"""CLS-14 class hour: all of a unit's content, and at least forty minutes of engaged time, both committed.

Falling short is nobody's fault; the finding says what is still to be done.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.core import intervals
from monitor.core.attempt import Attempt
from monitor.core.bilingual import Bilingual
from monitor.core.coverage import PENDING, missing
from monitor.core.events import LessonSlice
from monitor.core.intervals import Interval
from monitor.core.rule_names import Rule
from monitor.core.verdict import Finding

CODE = "CLS-14"
RULE: Rule = "incomplete"
CLAUSE = {"zh-CN": "每课时不低于40分钟", "en": "A class hour is at least 40 minutes"}
_TOGETHER = 5_000
LAST_CHECK = {
    "zh-CN": "请重新进入课程,完成最后一次弹窗和人脸核验。",
    "en": "Please open the lesson again and answer the last pop-up with its face check.",
}


def findings(attempt: Attempt) -> list[Finding]:
    """What is missing from an hour that is not complete; nothing about one that is."""
    coverage, pack = attempt.coverage, attempt.pack
    if coverage.completed_at is not None:
        return []
    unseen = missing(coverage.unit.slices, coverage.provisional, pack)
    gaps = unseen or coverage.missing
    first = gaps[0] if gaps else LessonSlice(lesson="", start=0, end=0)
    return [
        Finding(
            rule=RULE,
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="not_certified",
            grade="E5",
            message=_message(coverage.credited_ms, pack["class_hour_ms"]),
            advice=_advice(unseen, _short(attempt)),
            lesson=first.lesson,
            media_from=first.start,
            media_to=first.end,
            measured=coverage.credited_ms,
            evidence=(attempt.sessions[-1].where,),
        )
    ]


def _message(credited: int, required: int) -> Bilingual:
    return {
        "zh-CN": f"已计入 {_clock(credited)},本课时需要 {_clock(required)}。",
        "en": f"{_clock(credited)} were counted; the class hour needs {_clock(required)}.",
    }


def _short(attempt: Attempt) -> int:
    """Engaged time that is still short when everything that waits for a check is counted in, ms."""
    earned = [piece for piece in attempt.coverage.pieces if not piece.reason or piece.reason in PENDING]
    engaged = intervals.total(intervals.union((piece.start, piece.end) for piece in earned))
    return attempt.pack["class_hour_ms"] - engaged


def _advice(unseen: list[LessonSlice], short: int) -> Bilingual:
    """What to learn, or, when all was seen, how much longer, or what to answer."""
    if not unseen and short > 0:
        return {
            "zh-CN": f"内容已学完,有效学习时间还差 {_clock(short + 999)}:请再学习任意内容以补足。",
            "en": f"All was seen; {_clock(short + 999)} of learning time is short: play any part again for so long.",
        }
    if not unseen:
        return LAST_CHECK
    stretches = [f"{lesson} {_clock(start)}-{_clock(end)}" for lesson, (start, end) in _stretches(unseen)]
    return {
        "zh-CN": f"请学习以下内容:{'、'.join(stretches)}。",
        "en": f"Please learn: {', '.join(stretches)}.",
    }


def _stretches(unseen: list[LessonSlice]) -> Iterator[tuple[str, Interval]]:
    """What to learn in as few words as possible: what lies within seconds of each other is one stretch."""
    for lesson in dict.fromkeys(part.lesson for part in unseen):
        parts = [(part.start, part.end) for part in unseen if part.lesson == lesson]
        yield from ((lesson, stretch) for stretch in intervals.union(parts, _TOGETHER))


def _clock(milliseconds: int) -> str:
    """Minutes and seconds, as players show them."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes}:{seconds:02d}"
