"""What is handed over as tables: which columns each kind has, what they are called, and what a cell may say.

Money is a whole number of fen; a moment is written in Asia/Shanghai; nothing in a cell can be taken for a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

import msgspec

from monitor.core.bilingual import Bilingual, bilingual

Kind = Literal["hours", "finance", "notice", "findings", "report"]
Cell = str | int
Row = tuple[Cell, ...]

_SHANGHAI = timezone(timedelta(hours=8))
# What spreadsheet programs take for the beginning of a formula; their East Asian forms as well.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Column(msgspec.Struct, frozen=True):
    """A column: its name for programs, and its heading."""

    name: str
    words: Bilingual


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of export; `summed` are the columns of which the last line gives the sum."""

    kind: Kind
    title: Bilingual
    columns: tuple[Column, ...]
    summed: tuple[str, ...] = ()


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What stands before the rows: what this is, when it was made (UTC ms), of what, and by which rules.

    `through` is the number of the last verdict that was looked at: with it the same rows come again.
    """

    kind: Kind
    made_at: int
    filters: Mapping[str, str]
    rules: str
    through: int


def _columns(**words: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, bilingual(*said)) for name, said in words.items())


_PERSON = {"source_system": ("来源系统", "source system"), "external_id": ("来源系统编号", "id in the source system")}
_CLASS = {
    "institution": ("培训机构", "institution"),
    "training_class": ("班级", "class"),
    "class_title": ("班级名称", "title of the class"),
}

SHEETS: dict[Kind, Sheet] = {
    "hours": Sheet(
        kind="hours",
        title=bilingual("已认定线上学时", "Certified online hours"),
        columns=_columns(
            attempt=("学习记录", "attempt"),
            trainee=("学员代号", "trainee"),
            **_PERSON,
            **_CLASS,
            unit=("课时", "class hour"),
            platform=("平台", "platform"),
            completed_at=("完成时间", "completed at"),
            credited_s=("认定秒数", "credited seconds"),
            required_s=("应学秒数", "required seconds"),
            certificate=("证书编号", "certificate"),
            rules=("规则版本", "rules"),
            verdict=("结论SHA-256", "SHA-256 of the verdict"),
        ),
        summed=("credited_s",),
    ),
    "finance": Sheet(
        kind="finance",
        title=bilingual("符合补贴条件人员名单", "People entitled to the subsidy"),
        columns=_columns(
            month=("月份", "month"),
            **_CLASS,
            claim=("申领编号", "claim"),
            **_PERSON,
            certificate=("证书类别", "certificate"),
            certified_on=("取证日期", "certified on"),
            entitled_on=("符合条件日期", "entitled on"),
            online_hours=("认定线上学时", "certified online hours"),
            amount_fen=("补贴金额（分）", "amount (fen)"),
            amount_yuan=("补贴金额（元）", "amount (yuan)"),
            standing=("状态", "standing"),
            why=("未满足条款", "clauses that are not met"),
        ),
        summed=("amount_fen",),
    ),
    "notice": Sheet(
        kind="notice",
        title=bilingual("补贴审查结果公示名单", "Public notice of the subsidy review"),
        columns=_columns(
            number=("序号", "number"),
            institution_title=("培训机构", "institution"),
            class_title=("班级名称", "class"),
            person=("学员（部分隐去）", "trainee (partly hidden)"),
            certificate=("证书类别", "certificate"),
            online_hours=("认定线上学时", "certified online hours"),
        ),
    ),
    "findings": Sheet(
        kind="findings",
        title=bilingual("平台违规情形核查情况", "Findings about platforms"),
        columns=_columns(
            platform=("平台", "platform"),
            case=("案件", "case"),
            disqualifier=("违规情形", "disqualifier"),
            clause=("条款", "clause"),
            stage=("阶段", "stage"),
            first_evidence_at=("首次证据时间", "first evidence at"),
            flagged_at=("标记时间", "flagged at"),
            confirmed_at=("确认时间", "confirmed at"),
            discovered_on=("发现之日", "discovered on"),
            scope=("不予认可范围", "scope"),
            document=("文号", "document"),
            counts_again_from=("恢复之日", "counts again from"),
            trainees=("涉及学员数", "trainees in the evidence"),
            hours=("同期申报课时数", "hours claimed in that time"),
            prevented=("平台已阻止次数", "prevented by the platform"),
        ),
    ),
    "report": Sheet(
        kind="report",
        title=bilingual("培训情况报表", "Report on trainings"),
        columns=_columns(
            what=("范围", "of"),
            name=("时段或办公室", "time or office"),
            certified=("已认定课时", "hours certified"),
            held=("待人工复核课时", "hours held for review"),
            void=("作废课时", "hours void"),
            not_counted=("不计入课时", "hours not counted"),
            incomplete=("未完成课时", "hours incomplete"),
            in_progress=("学习中课时", "hours in progress"),
            classes=("开班数", "classes begun"),
            trainings=("补贴性培训人次", "trainings"),
            manufacturing=("其中制造业人次", "of them for manufacturing"),
            certificates=("取证本数", "certificates"),
            low_certificates=("其中专项能力证书和培训合格证书", "of them specific-ability or completion certificates"),
        ),
    ),
}


def harmless(text: str) -> str:
    """A text that no spreadsheet program calculates: what looks like a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def yuan(fen: int) -> str:
    """Money for people: 150000 fen are "1500.00"."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02}"


def moment(at: int | None) -> str:
    """A moment (UTC ms) to the second in Asia/Shanghai, or nothing."""
    if at is None:
        return ""
    return datetime.fromtimestamp(at // 1000, UTC).astimezone(_SHANGHAI).isoformat()


def masked(text: str) -> str:
    """A name or number for the public: enough to know oneself by, not enough to know others by (rules: public notice).

    Stars stand for what is hidden, three at most, so that they do not tell how long it is.
    """
    if len(text) < 2:
        return "*"
    shown = 3 if len(text) >= 11 else 2 if len(text) >= 8 else 1
    tail = shown if len(text) >= 5 else 1 if len(text) >= 3 else 0
    hidden = len(text) - shown - tail
    return text[:shown] + "*" * min(3, max(1, hidden)) + (text[-tail:] if tail else "")
