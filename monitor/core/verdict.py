"""What a judgement says: findings with clause, time, evidence and advice, and one result per attempt."""

from __future__ import annotations

from typing import Literal

import msgspec

from monitor.core.bilingual import Bilingual
from monitor.core.rule_names import Prevented, Rule

Severity = Literal["info", "rewatch", "hold", "void", "gate", "not_certified"]
Fault = Literal["none", "platform", "trainee"]
Stage = Literal["proposed", "final"]
Grade = Literal["E1", "E2", "E3", "E4", "E5"]
Result = Literal[
    "in_progress",
    "certified",
    "held",
    "void_trainee",
    "void_platform",
    "not_certified",
    "not_counted_cap",
    "not_counted_platform",
]

# How a result reads to a person.
RESULT_WORDS: dict[Result, Bilingual] = {
    "in_progress": {"zh-CN": "学习中", "en": "in progress"},
    "certified": {"zh-CN": "已认定", "en": "certified"},
    "held": {"zh-CN": "待人工复核", "en": "held for review"},
    "void_trainee": {"zh-CN": "拟作废(学员原因)", "en": "proposed void, conduct of the trainee"},
    "void_platform": {
        "zh-CN": "拟作废(平台原因,学员无责)",
        "en": "proposed void, fault of the platform; the trainee is blameless",
    },
    "not_certified": {"zh-CN": "未认定(未完成)", "en": "not certified, incomplete"},
    "not_counted_cap": {"zh-CN": "有效但超出线上学时上限", "en": "valid, beyond the online cap"},
    "not_counted_platform": {"zh-CN": "不计入(准入条件不符)", "en": "not counted, a condition of entry failed"},
}


FINAL_WORDS: dict[Result, Bilingual] = {
    "void_trainee": {"zh-CN": "作废(学员原因)", "en": "void, conduct of the trainee"},
    "void_platform": {
        "zh-CN": "作废(平台原因,学员无责)",
        "en": "void, fault of the platform; the trainee is blameless",
    },
}


def result_words(result: Result, stage: Stage) -> Bilingual:
    """How a result reads: a void is proposed before it is final."""
    return FINAL_WORDS.get(result, RESULT_WORDS[result]) if stage == "final" else RESULT_WORDS[result]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a rule found; `start` and `end` are server ms, media positions ms of `lesson`.

    `evidence` are log positions "stream:entry" or "stream:entry#event".  A finding that only costs seconds is cured
    when the stretch was learned again properly; one of severity `void` is not cured inside the attempt.
    """

    rule: Rule | Prevented
    code: str
    clause: Bilingual
    basis: Literal["plan", "project"]
    severity: Severity
    fault: Fault = "none"
    grade: Grade = "E1"
    message: Bilingual
    advice: Bilingual
    start: int = 0
    end: int = 0
    lesson: str = ""
    media_from: int = 0
    media_to: int = 0
    measured: int = 0
    evidence: tuple[str, ...] = ()
    cured: bool = False


class CreditSpan(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a stretch of content: earned when, in which session, under which checkpoint, or why not."""

    lesson: str
    media_from: int
    media_to: int
    start: int
    end: int
    session: str
    checkpoint: str
    reason: str


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """Content that is still to be learned, or learned again."""

    lesson: str
    media_from: int
    media_to: int


class HistoryStep(msgspec.Struct, frozen=True, kw_only=True):
    """What people did about a result, with the log position of the entry.

    `old` and `new` are the results before and after a decision; a notice gives the result that it proposes as `new`,
    and `until` (UTC ms) the end of the term for an appeal.
    """

    kind: Literal["notice", "appeal", "decision", "term_end"]
    at: int
    entry: str
    by: str = ""
    party: str = ""
    text: str = ""
    old: Result | Literal[""] = ""
    new: Result | Literal[""] = ""
    until: int = 0
    ground: str = ""
    proof: tuple[str, ...] = ()


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What one attempt at one class-hour unit is worth, by which rules, on which entries."""

    attempt: str
    unit: str
    trainee: str
    training_class: str
    platform: str
    result: Result
    stage: Stage = "final"
    fault: Fault = "none"  # whose doing it was, of every void
    findings: tuple[Finding, ...] = ()
    credited_ms: int
    required_ms: int
    completed_at: int | None = None
    claimed: bool = False
    missing: tuple[Missing, ...] = ()
    ledger: tuple[CreditSpan, ...] = ()
    history: tuple[HistoryStep, ...] = ()
    rule_pack: str
    rule_pack_version: str
    rule_pack_hash: str
    purpose: str
    heads: dict[str, str]  # the digest (hex) of the last entry read of every stream

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The findings that stand behind the result, gravest first; cured and merely informing ones are left out."""
        order = {"gate": 0, "hold": 1, "void": 2, "not_certified": 3, "rewatch": 4}
        live = [finding for finding in self.findings if not finding.cured and finding.severity in order]
        return tuple(sorted(live, key=lambda finding: order[finding.severity]))

    def to_bytes(self) -> bytes:
        """Canonical JSON: equal verdicts are equal bytes."""
        return msgspec.json.encode(self, order="sorted")


def from_bytes(payload: bytes) -> Verdict:
    """Read a stored verdict; raises `msgspec.ValidationError` naming the field."""
    return msgspec.json.decode(payload, type=Verdict)
