"""Class hours against the 40 % cap (ONL-01), in order of completion; the same function recounts after a decision."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from monitor.core.rulepack import Packs, RulePack
from monitor.core.verdict import Verdict


def allowed_hours(total_class_hours: int, pack: RulePack) -> int:
    """Whole online hours that a class may count: `floor(total x 40 / 100)`, in integers."""
    return total_class_hours * pack["online_cap_percent"] // 100


def allot(verdicts: Sequence[Verdict], total_class_hours: int, packs: Packs) -> list[Verdict]:
    """Fill the cap with certified hours of one trainee in one class; each unit counts once, the rest are beyond it.

    Each hour finds the room that the rules leave under which it was learned.
    """
    counted: set[str] = set()
    beyond: set[str] = set()
    certified = [verdict for verdict in verdicts if verdict.result == "certified"]
    for verdict in sorted(certified, key=lambda verdict: (verdict.completed_at or 0, verdict.attempt)):
        room = allowed_hours(total_class_hours, packs(verdict.rule_pack, verdict.rule_pack_hash))
        if verdict.unit in counted or len(counted) >= room:
            beyond.add(verdict.attempt)
        else:
            counted.add(verdict.unit)
    return [
        replace(verdict, result="not_counted_cap") if verdict.attempt in beyond else verdict for verdict in verdicts
    ]
