"""Columns about people, classes and who teaches them, which several kinds of tables have."""

from __future__ import annotations

from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import Column, optional

TRAINING_CLASS = Column(
    name="training_class",
    zh="班级编号",
    also=("班期编号", "班次编号"),
    read=cells.text(),
    meaning=bilingual("已登记的班级。", "A registered class."),
    example="2023-410100-0017",
)
IDENTITY_NUMBER = Column(
    name="identity_number",
    zh="身份证号",
    also=("身份证号码", "居民身份证号", "证件号码"),
    read=cells.identity_number,
    meaning=bilingual(
        "18位居民身份证号，只保存其带密钥的散列值。请将该列设为文本格式。",
        "The 18 characters of the resident identity card; a keyed hash of it is kept. Format the column as text.",
    ),
    example="00000019900101123X",
    secret=True,
)
CERTIFICATE = cells.choice(
    professional_qualification="职业资格证书",
    skill_level="职业技能等级证书",
    specific_ability="专项职业能力证书",
    training_completion="培训合格证书",
)
INSTITUTION = Column(
    name="institution",
    zh="培训机构编号",
    read=cells.text(),
    meaning=bilingual("已登记的培训机构。", "A registered institution."),
    example="jigong",
)
CITY = optional(
    name="city",
    zh="所在市",
    read=cells.text(32),
    meaning=bilingual("市的行政区划代码。", "The city's code of administrative divisions."),
    example="4101",
)
OWNER_KIND = Column(
    name="owner_kind",
    zh="类别",
    read=cells.choice(platform="平台", institution="机构"),
    meaning=bilingual("平台或机构。", "A platform or an institution."),
    example="平台",
)
OWNER = Column(
    name="owner",
    zh="编号",
    read=cells.text(),
    meaning=bilingual("平台或机构的编号。", "The platform's or the institution's name here."),
    example="jiangxin",
)


def record_id(zh: str, example: str) -> Column:
    """The column with what the source system calls the record."""
    return Column(
        name="external_id",
        zh=zh,
        read=cells.text(),
        meaning=bilingual("来源系统中的编号。", "Its id in the source system."),
        example=example,
    )


def moment_of(name: str, zh: str, example: str) -> Column:
    """A column with a moment that every row has."""
    return Column(
        name=name,
        zh=zh,
        read=cells.moment,
        say=cells.said_moment,
        meaning=bilingual("北京时间。", "By the clocks of China."),
        example=example,
    )
