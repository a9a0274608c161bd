"""What institutions are, and whose (CAT-02, CAT-03)."""

from __future__ import annotations

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.gates.catalogue import InstitutionKind
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Kind, optional
from monitor.core.imports.misfits import by, nothing
from monitor.core.imports.people import CITY, INSTITUTION


class InstitutionProfileRow(msgspec.Struct, frozen=True, kw_only=True):
    """An institution; null is what the table does not say."""

    institution: str
    office: str | None = None
    city: str | None = None
    kind: InstitutionKind | None = None
    manufacturing: bool | None = None
    full_time_schooling: bool | None = None
    site_fits: bool | None = None
    facilities_fit: bool | None = None


INSTITUTION_PROFILES = Kind(
    name="institution-profiles",
    title=bilingual("培训机构信息", "Institution profiles"),
    meaning=bilingual(
        "已登记培训机构的类别、所在地和主管办公室(CAT-02、CAT-03)；未填写的可选列保持原值。",
        "What registered institutions are, where, and under which office (CAT-02, CAT-03); optional columns that are "
        "empty leave what was known.",
    ),
    row=InstitutionProfileRow,
    columns=(
        INSTITUTION,
        optional(
            name="office",
            zh="主管办公室编号",
            read=cells.text(),
            meaning=bilingual("已登记的领导小组办公室。", "A registered leading-group office."),
            example="zhengzhou",
        ),
        CITY,
        optional(
            name="kind",
            zh="机构类别",
            read=cells.choice(
                school="职业院校", technical_school="技工院校", enterprise_training_centre="企业培训中心", other="其他"
            ),
            meaning=bilingual("CAT-02、CAT-03所需，默认为其他。", "For CAT-02 and CAT-03; other unless told."),
            example="企业培训中心",
        ),
        optional(
            name="manufacturing",
            zh="是否制造业",
            read=cells.yes_or_no,
            meaning=bilingual("CAT-02所需。", "For CAT-02."),
            example="是",
        ),
        optional(
            name="full_time_schooling",
            zh="是否全日制学历教育",
            read=cells.yes_or_no,
            meaning=bilingual("是否开展全日制学历教育。", "Whether it gives full-time schooling."),
            example="否",
        ),
        optional(
            name="site_fits",
            zh="场地是否符合",
            read=cells.yes_or_no,
            meaning=bilingual("现场核查的结论(CAT-02)；未核查则不填。", "As found there (CAT-02); empty until then."),
            example="是",
        ),
        optional(
            name="facilities_fit",
            zh="设施是否符合",
            read=cells.yes_or_no,
            meaning=bilingual("现场核查的结论(CAT-02)；未核查则不填。", "As found there (CAT-02); empty until then."),
            example="是",
        ),
    ),
    keys=by("institution"),
    misfits=nothing,
    record=AsRecord(shape=office_records.InstitutionProfile, named="institution", partly=True),
)
