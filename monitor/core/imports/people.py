"""Columns about people in classes, which several kinds of tables have."""

from __future__ import annotations

from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import Column

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
