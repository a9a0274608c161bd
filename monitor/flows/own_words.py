"""What a trainee reads about own class hours: what did not count and why, and what people did, without their names."""

from __future__ import annotations

from msgspec.structs import replace

from monitor.core.bilingual import Bilingual, bilingual
from monitor.core.uncounted import uncounted
from monitor.core.verdict import HistoryStep, Verdict
from monitor.flows.review_words import step_words
from monitor.flows.words import not_counted

_REVIEWER = bilingual("复核人员", "A reviewer")
_APPEALS = {
    "trainee": bilingual("您提出申诉：", "You appealed: "),
    "institution": bilingual("培训机构为您提出申诉。", "The institution appealed for you."),
    "platform": bilingual("平台为您提出申诉。", "The platform appealed for you."),
}


def told_of(step: HistoryStep) -> Bilingual:
    """One step of a history for the person whose hour it is; reviewers are not named."""
    if step.kind == "appeal":
        said = _APPEALS[step.party]
        own = step.text if step.party == "trainee" else ""
        return bilingual(said["zh-CN"] + own, said["en"] + own)
    chinese = step_words(replace(step, by=_REVIEWER["zh-CN"]))["zh-CN"]
    return bilingual(chinese, step_words(replace(step, by=_REVIEWER["en"]))["en"])


def lost(verdict: Verdict) -> list[tuple[int, Bilingual]]:
    """Content (ms) that was played and is still missing, each with why it did not count, most first."""
    return [(ms, not_counted(reason)) for reason, ms in uncounted(verdict.ledger, verdict.missing).items()]
