"""What audits found at institutions (CAT-01), and cases of misused funds (ENF-02)."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, optional
from monitor.core.imports.misfits import by, in_order
from monitor.core.imports.people import INSTITUTION, record_id


class AuditFlagRow(msgspec.Struct, frozen=True, kw_only=True):
    """One finding, and the day from which it is settled."""

    external_id: str
    institution: str
    kind: Literal["problem", "misuse"] = "problem"
    found_on: date
    finding: str = ""
    evident: bool | None = None
    cleared_on: date | None = None


AUDIT_FLAGS = Kind(
    name="audit-flags",
    title=bilingual("审计问题", "Audit flags"),
    meaning=bilingual(
        "审计发现的问题(CAT-01)和套取、挪用资金的案件(ENF-02)；再次导入即为更正。",
        "What audits found (CAT-01), and cases of misused funds (ENF-02); imported again it is a correction.",
    ),
    row=AuditFlagRow,
    columns=(
        record_id("问题编号", "SJ-000001"),
        INSTITUTION,
        optional(
            name="kind",
            zh="类型",
            read=cells.choice(problem="审计问题", misuse="违规使用资金"),
            meaning=bilingual("未填写即为审计问题。", "A problem unless told otherwise."),
            example="审计问题",
        ),
        Column(
            name="found_on",
            zh="发现日期",
            read=cells.day,
            meaning=bilingual("审计认定之日。", "The day of the finding."),
            example="2022-09-30",
        ),
        optional(
            name="finding",
            zh="问题内容",
            read=cells.text(1000),
            meaning=bilingual("供人阅读，不填个人信息。", "For people; nothing about persons."),
            example="课时不足",
        ),
        optional(
            name="evident",
            zh="是否明显",
            read=cells.yes_or_no,
            meaning=bilingual("未认定则不填，由人员判断。", "Empty while nobody has said so; a person decides."),
            example="是",
        ),
        optional(
            name="cleared_on",
            zh="销号日期",
            read=cells.day,
            meaning=bilingual(
                "自该日起不再影响开班；未整改则不填。", "From this day on it is settled; empty while it is not."
            ),
            example="",
        ),
    ),
    keys=by("external_id"),
    misfits=in_order("found_on", "cleared_on"),
    record=AsRecord(shape=office_records.AuditFlag, past=("found_on", "cleared_on")),
)
