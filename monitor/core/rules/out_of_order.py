"""D5 out_of_order (ONL-09): specialty lessons not learned in the order of their content; general courses are free."""

from __future__ import annotations

from monitor.core import intervals
from monitor.core.attempt import Attempt
from monitor.core.rule_names import Rule
from monitor.core.rules.telling import of_pieces, refused
from monitor.core.verdict import Finding

CODE = "D5"
RULE: Rule = "out_of_order"
CLAUSE = {
    "zh-CN": "专业课程学习不按内容先后顺序设置管理的,培训结果不予认可",
    "en": "Specialty lessons not managed in the order of their content: results are not recognised",
}


def findings(attempt: Attempt) -> list[Finding]:
    """Play of a later lesson before the one before it was fully covered; a short look is nothing."""
    early = refused(attempt, "out_of_order")
    played = intervals.total(intervals.union((piece.start, piece.end) for piece in early))
    if played < attempt.pack["preview_ms"] or not early:
        return []
    return [
        of_pieces(
            early,
            rule=RULE,
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="rewatch",
            fault="platform",
            message={
                "zh-CN": "前一课未学完即学习后一课,该段内容未计入。",
                "en": "A later lesson was learned before the one before it was complete, so it was not counted.",
            },
            advice={"zh-CN": "请按顺序重新学习。", "en": "Please learn the lessons again in their order."},
            measured=played,
        )
    ]
