"""Rosters: who takes part in which class (CLS-06)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Literal

import msgspec

from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import Kind, Misfit, optional
from monitor.core.imports.people import IDENTITY_NUMBER, TRAINING_CLASS


class RosterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a class; what is None is left as it was."""

    training_class: str
    identity_number: str
    external_id: str | None = None
    work_status: Literal["employee", "job_changer", "other"] | None = None
    job_code: str | None = None
    at_school: bool | None = None
    voucher: str | None = None
    phone: str | None = None


def _keys(row: RosterRow) -> Iterator[tuple[str, Hashable]]:
    yield "identity_number", (row.training_class, row.identity_number)
    if row.voucher is not None:
        yield "voucher", row.voucher


def _misfits(_: RosterRow) -> Iterator[Misfit]:
    yield from ()


ROSTER = Kind(
    name="roster",
    title=bilingual("学员名册", "Rosters"),
    meaning=bilingual(
        "登记学员并报名。已登记的人员按身份证号识别，重复导入不会重复登记；未填写的可选列保持原值。"
        "此前项目未考核或考核结束不足一个月的人员(ONL-14)仍会录入，但记为不符合补贴条件。",
        "Registers people and enrols them. Who is known is recognised by the identity number, and imported again "
        "nothing is doubled; optional columns that are empty leave what was known. Somebody whose earlier project is "
        "not assessed, or was so less than a month ago (ONL-14), is enrolled as not eligible.",
    ),
    row=RosterRow,
    columns=(
        TRAINING_CLASS,
        IDENTITY_NUMBER,
        optional(
            name="external_id",
            zh="学员编号",
            also=("报名编号",),
            read=cells.text(),
            meaning=bilingual("来源系统中的人员编号。", "What the source system calls the person."),
            example="HN-0031",
        ),
        optional(
            name="work_status",
            zh="人员类别",
            read=cells.choice(employee="企业职工", job_changer="转岗职工", other="其他"),
            meaning=bilingual("CLS-09所需。", "For CLS-09."),
            example="企业职工",
        ),
        optional(
            name="job_code",
            zh="岗位职业编码",
            read=cells.text(32),
            meaning=bilingual("本人岗位的职业(工种)编码。", "The occupation code of the person's own job."),
            example="6-18-02-04",
        ),
        optional(
            name="at_school",
            zh="是否在校生",
            read=cells.yes_or_no,
            meaning=bilingual("CLS-10所需。", "For CLS-10."),
            example="否",
        ),
        optional(
            name="voucher",
            zh="培训券编号",
            read=cells.text(),
            meaning=bilingual(
                "电子职业培训券，仅限本人使用(VOU-01)。", "The electronic voucher, the person's own (VOU-01)."
            ),
            example="Q-2023-001",
        ),
        optional(
            name="phone",
            zh="手机号码",
            also=("手机号",),
            read=cells.phone,
            meaning=bilingual(
                "学员来电咨询时据此查找，只保存其带密钥的散列值；再次导入时以新号码为准。",
                "By which the helpdesk finds the person; a keyed hash of it is kept, and a new number replaces it.",
            ),
            example="13800000000",
            secret=True,
        ),
    ),
    keys=_keys,
    misfits=_misfits,
)
