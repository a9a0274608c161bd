"""What classes are, beside their plans (CLS-03, CLS-11, PRC-01, ASM-01, CAT-03, KPI-01)."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Kind, optional
from monitor.core.imports.misfits import by, in_order
from monitor.core.imports.people import CERTIFICATE, CITY, TRAINING_CLASS
from monitor.core.office_records import Certificate


class ClassProfileRow(msgspec.Struct, frozen=True, kw_only=True):
    """A class (moments in UTC ms); null is what the table does not say."""

    training_class: str
    city: str | None = None
    specialty: str | None = None
    occupation_code: str | None = None
    track: Literal["certificate", "other"] | None = None
    own_hours_min: int | None = None
    practical_hours: int | None = None
    workshop: str | None = None
    begins_at: int | None = None
    ends_at: int | None = None
    manufacturing: bool | None = None
    obtainable_certificate: Certificate | None = None
    assessed_certificate: Certificate | None = None
    assessed_on: date | None = None
    city_consent: str | None = None


CLASS_PROFILES = Kind(
    name="class-profiles",
    title=bilingual("班级信息", "Class profiles"),
    meaning=bilingual(
        "已登记班级的起止时间、专业、职业和所在地等；未填写的可选列保持原值。",
        "When registered classes begin and end, their specialty, occupation, place and the like; optional columns that "
        "are empty leave what was known.",
    ),
    row=ClassProfileRow,
    columns=(
        TRAINING_CLASS,
        CITY,
        optional(
            name="specialty",
            zh="专业",
            read=cells.text(),
            meaning=bilingual("专业名称或代码(ONL-15、CLS-12)。", "Its name or code (ONL-15, CLS-12)."),
            example="welding",
        ),
        optional(
            name="occupation_code",
            zh="职业编码",
            read=cells.text(32),
            meaning=bilingual("职业(工种)编码(CLS-09)。", "The occupation's code (CLS-09)."),
            example="6-18-02-04",
        ),
        optional(
            name="track",
            zh="培训类型",
            read=cells.choice(certificate="取证培训", other="其他培训"),
            meaning=bilingual("CLS-03所需，默认为取证培训。", "For CLS-03; to a certificate unless told otherwise."),
            example="取证培训",
        ),
        optional(
            name="own_hours_min",
            zh="规定课时",
            read=cells.whole(1, 10_000),
            meaning=bilingual("本班所用培训方案规定的最低课时(CLS-03)。", "The least hours of its programme (CLS-03)."),
            example="40",
        ),
        optional(
            name="practical_hours",
            zh="实操课时",
            read=cells.whole(0, 10_000),
            meaning=bilingual("CLS-15所需。", "For CLS-15."),
            example="24",
        ),
        optional(
            name="workshop",
            zh="场所编号",
            read=cells.text(),
            meaning=bilingual("已导入的实训场所(CLS-11)。", "A workshop that was imported (CLS-11)."),
            example="SX-0007",
        ),
        optional(
            name="begins_at",
            zh="开班时间",
            read=cells.moment,
            say=cells.said_moment,
            meaning=bilingual("北京时间。", "By the clocks of China."),
            example="2023-05-08 09:00",
        ),
        optional(
            name="ends_at",
            zh="结班时间",
            read=cells.moment,
            say=cells.said_moment,
            meaning=bilingual("北京时间。", "By the clocks of China."),
            example="2023-05-19 18:00",
        ),
        optional(
            name="manufacturing",
            zh="是否制造业",
            read=cells.yes_or_no,
            meaning=bilingual("KPI-01所需。", "For KPI-01."),
            example="是",
        ),
        optional(
            name="obtainable_certificate",
            zh="可取得证书",
            read=CERTIFICATE,
            meaning=bilingual("该职业最高可取得的证书(ASM-01)。", "The best that the occupation has (ASM-01)."),
            example="职业技能等级证书",
        ),
        optional(
            name="assessed_certificate",
            zh="考核证书",
            read=CERTIFICATE,
            meaning=bilingual("本班考核的证书(ASM-01)。", "The one that the class was assessed for (ASM-01)."),
            example="职业技能等级证书",
        ),
        optional(
            name="assessed_on",
            zh="考核日期",
            read=cells.day,
            meaning=bilingual("本班考核之日。", "The day of the class's assessment."),
            example="2023-06-30",
        ),
        optional(
            name="city_consent",
            zh="异地开班文号",
            read=cells.text(),
            meaning=bilingual("领导小组办公室同意异地开班的文件(CAT-03)。", "The office's consent (CAT-03)."),
            example="豫技能办〔2023〕5号",
        ),
    ),
    keys=by("training_class"),
    misfits=in_order("begins_at", "ends_at"),
    record=AsRecord(shape=office_records.ClassProfile, named="training_class", partly=True),
)
