"""Tables whose rows are records: what does not fit is blamed, just beyond each boundary, and gates read the rest."""

import pytest
from core.gates.asking import NUMBERS

from monitor.adapters.registry.class_models import ClassProfile, Inspection, MakeUpCourse, Questionnaire, SubsidyClaim
from monitor.adapters.registry.office_models import InstitutionProfile, Office
from monitor.core.days import shanghai_day
from monitor.core.gates.clauses import results
from monitor.core.imports.kinds import KINDS
from tests.registry.cast import LI, WANG, a_plan, add_class
from tests.registry.handed_in import NOW, blamed
from tests.registry.office_cast import at, class_profile, offices, school

HEADS = {
    "inspections": ("检查编号", "班级编号", "检查时间", "是否远程", "到课人数"),
    "satisfaction": ("答卷编号", "班级编号", "作答时间", "是否满意", "是否有效"),
    "questionnaires": ("问卷编号", "班级编号", "身份证号", "填写时间", "有培训意愿", "有就业意愿", "有就业能力"),
    "claims": ("申请编号", "班级编号", "录入人", "录入时间", "每人金额"),
    "notices": ("公示编号", "班级编号", "公示日期", "撤下日期"),
    "teachers": ("教师编号", "培训机构编号", "资格证号"),
    "workshops": ("场所编号", "培训机构编号", "专业", "工位数"),
    "audit-flags": ("问题编号", "培训机构编号", "类型", "发现日期", "是否明显", "销号日期"),
    "blacklist": ("条目编号", "类别", "编号", "列入日期", "移出日期", "文号"),
    "specialties": ("记录编号", "培训机构编号", "专业", "起始日期", "停止日期"),
    "apprentices": ("记录编号", "培训机构编号", "身份证号", "企业", "职业编码", "注册日期"),
    "class-hours": ("课时编号", "班级编号", "课时类型", "开始时间", "结束时间"),
    "make-ups": ("补课编号", "班级编号", "身份证号", "开始时间", "结束时间", "录像时长"),
    "teacher-assignments": ("班级编号", "教师编号", "专业"),
    "class-profiles": ("班级编号", "专业", "场所编号", "开班时间", "结班时间", "考核证书"),
    "institution-profiles": ("培训机构编号", "主管办公室编号", "机构类别", "场地是否符合"),
    "offices": ("办公室编号", "名称", "级别", "上级办公室编号", "制造业培训占比目标"),
}
TODAY, TOMORROW = "2026-05-08", "2026-05-09"
JUST_NOW, SOON = "2026-05-08 12:00", "2026-05-08 12:01"  # NOW, and a minute later
GOOD = {  # each on the boundary of what fits
    "inspections": ("1", "c1", JUST_NOW, "是", "0"),
    "satisfaction": ("1", "c1", JUST_NOW, "是", ""),
    "questionnaires": ("1", "c1", WANG, JUST_NOW, "是", "否", "是"),
    "claims": ("1", "c1", "qian", JUST_NOW, "1800.05"),
    "notices": ("1", "c1", TODAY, TODAY),
    "teachers": ("1", "school", ""),
    "workshops": ("1", "school", "", "1"),
    "audit-flags": ("1", "school", "违规使用资金", TODAY, "", TODAY),
    "blacklist": ("1", "机构", "school", TODAY, TODAY, "9号"),
    "specialties": ("1", "school", "welding", TODAY, TODAY),
    "apprentices": ("1", "school", WANG, "works", "6-18-02-04", TODAY),
    "class-hours": ("1", "c1", "理论", JUST_NOW, JUST_NOW),
    "make-ups": ("1", "c1", WANG, JUST_NOW, JUST_NOW, "0:40:00"),
    "teacher-assignments": ("c1", "1", "welding"),
    "class-profiles": ("c1", "", "", JUST_NOW, JUST_NOW, "培训合格证书"),
    "offices": ("henan", "河南省", "省", "", "100"),
    "institution-profiles": ("school", "henan", "", "否"),
}
BAD = [
    ("inspections", "班级编号", "c9", "unknown"),
    ("inspections", "检查时间", SOON, "in_the_future"),
    ("inspections", "到课人数", "-1", "not_a_number"),
    ("satisfaction", "作答时间", SOON, "in_the_future"),
    ("satisfaction", "是否满意", "一般", "not_yes_or_no"),
    ("questionnaires", "身份证号", LI, "unknown"),
    ("questionnaires", "填写时间", SOON, "in_the_future"),
    ("claims", "录入时间", SOON, "in_the_future"),
    ("claims", "每人金额", "1800.005", "not_an_amount"),
    ("claims", "每人金额", "-1", "not_an_amount"),
    ("claims", "每人金额", "10000000.01", "not_an_amount"),
    ("notices", "公示日期", TOMORROW, "in_the_future"),
    ("notices", "撤下日期", "2026-05-07", "backwards"),
    ("teachers", "培训机构编号", "nobody", "unknown"),
    ("workshops", "工位数", "0", "not_a_number"),
    ("audit-flags", "类型", "其他", "unknown_word"),
    ("audit-flags", "发现日期", TOMORROW, "in_the_future"),
    ("audit-flags", "销号日期", "2026-05-07", "backwards"),
    ("blacklist", "编号", "vendor-a", "unknown"),  # a platform, and the row says institution
    ("blacklist", "移出日期", "2026-05-07", "backwards"),
    ("blacklist", "文号", "", "missing"),
    ("specialties", "停止日期", "2026-05-07", "backwards"),
    ("apprentices", "注册日期", "今年", "not_a_day"),
    ("class-hours", "结束时间", "2026-05-08 11:59", "backwards"),
    ("make-ups", "开始时间", SOON, "in_the_future"),
    ("make-ups", "录像时长", "25:00:00", "not_a_length"),
    ("teacher-assignments", "教师编号", "nobody", "unknown"),
    ("teacher-assignments", "专业", "", "missing"),
    ("class-profiles", "班级编号", "c9", "unknown"),
    ("class-profiles", "场所编号", "nowhere", "unknown"),
    ("class-profiles", "结班时间", "2026-05-08 11:59", "backwards"),
    ("class-profiles", "考核证书", "奖状", "unknown_word"),
    ("institution-profiles", "主管办公室编号", "nobody", "unknown"),
    ("institution-profiles", "机构类别", "公司", "unknown_word"),
    ("offices", "上级办公室编号", "nobody", "unknown"),
    ("offices", "上级办公室编号", "henan", "not_above"),  # itself
    ("offices", "制造业培训占比目标", "101", "not_a_number"),
]


def changed(kind, column, value):
    return tuple(value if head == column else said for head, said in zip(HEADS[kind], GOOD[kind], strict=True))


def test_every_kind_that_is_a_record_is_tried_here():
    older = {"check-ins", "recordings"}

    assert {kind.name for kind in KINDS.values() if kind.record} - older == set(GOOD)


def test_what_just_fits_is_taken_in_and_may_come_again(take, trainee):
    for kind, good in GOOD.items():
        reports = [take(kind, HEADS[kind], good) for _ in range(2)]

        assert [(one.faults, one.stored) for one in reports] == [((), {kind.replace("-", "_"): 1})] * 2


def test_what_just_does_not_fit_is_blamed_by_its_column(take, trainee):
    told = [blamed(take(kind, HEADS[kind], changed(kind, column, value))) for kind, column, value, _ in BAD]

    assert [first for first, *_ in told] == [(2, column, code) for _, column, _, code in BAD]


def test_no_id_passes_from_one_class_institution_or_system_to_another(take, registry, trainee, rows_of):
    add_class(registry, a_plan(training_class="c2"))
    for kind in ("inspections", "teachers", "blacklist"):
        take(kind, HEADS[kind], GOOD[kind])

    assert blamed(take("inspections", HEADS["inspections"], changed("inspections", "班级编号", "c2"))) == [
        (2, "检查编号", "taken")
    ]
    platform = ("1", "平台", "vendor-a", TODAY, "", "9号")
    assert blamed(take("blacklist", HEADS["blacklist"], platform)) == [(2, "条目编号", "taken")]
    assert blamed(take("teachers", HEADS["teachers"], GOOD["teachers"], source="legacy")) == [(2, "教师编号", "taken")]
    take("inspections", HEADS["inspections"], GOOD["inspections"], source="legacy")
    assert len(rows_of(Inspection)) == 2, "another system's ids are its own"


def test_a_person_answers_one_questionnaire_for_a_class(take, trainee, rows_of):
    head, good = HEADS["questionnaires"], GOOD["questionnaires"]
    take("questionnaires", head, good)

    assert blamed(take("questionnaires", head, ("2", *good[1:]))) == [(2, "身份证号", "answered")]
    assert (3, "身份证号", "twice") in blamed(take("questionnaires", head, ("1", *good[1:]), ("2", *good[1:])))
    take("questionnaires", head, changed("questionnaires", "有就业能力", "否"))
    assert [row.able_to_work for row in rows_of(Questionnaire)] == [False]


def test_fnd_01_a_claim_that_somebody_signed_says_what_it_said(take, registry, rows_of):
    head, good = HEADS["claims"], GOOD["claims"]
    take("claims", head, good)
    assert take("claims", head, changed("claims", "每人金额", "1800.04")).imported
    registry.sign_claim("1", by="li", at=NOW)

    for column, value in (("每人金额", "1800.05"), ("录入人", "zhao"), ("每人金额", "")):
        assert blamed(take("claims", head, changed("claims", column, value))) == [(2, "申请编号", "signed")]
    assert take("claims", head, changed("claims", "每人金额", "1800.04")).imported
    assert [row.person_fen for row in rows_of(SubsidyClaim)] == [180_004]


def test_prc_09_a_make_up_whose_reason_somebody_judged_says_what_it_said(take, registry, trainee, rows_of):
    head, good = (*HEADS["make-ups"], "缺课原因"), (*GOOD["make-ups"], "病假")
    take("make-ups", head, good)
    assert take("make-ups", head, (*good[:-1], "住院")).imported
    registry.decide_make_up("1", accepted=True, by="li", at=NOW)

    assert blamed(take("make-ups", head, good)) == [(2, "补课编号", "judged")]
    assert take("make-ups", head, (*good[:-2], "0:20:00", "住院")).imported, "how much was recorded comes later"
    assert [(row.reason, row.reason_accepted) for row in rows_of(MakeUpCourse)] == [("住院", True)]


def test_a_make_up_is_of_somebody_in_the_class(take, registry, trainee):
    add_class(registry, a_plan(training_class="c2"))

    assert blamed(take("make-ups", HEADS["make-ups"], changed("make-ups", "班级编号", "c2"))) == [
        (2, "身份证号", "not_enrolled")
    ]


# ---------------------------------------------------------------- from a table to what the gates answer

BEGINS, ENDS = at("2026-04-13 09:00"), at("2026-04-30 18:00")


def outcomes(facts, *clauses):
    return [next(one.outcome for one in results(facts, NUMBERS) if one.clause == clause) for clause in clauses]


@pytest.fixture
def of_class(take, registry, trainee):
    """What the gates answer about c1 before and after tables were taken in."""
    registry.take_in([class_profile(begins_at=BEGINS, ends_at=ENDS)])

    def answers(clause, kind, *rows):
        before = outcomes(registry.class_facts("c1", NOW), clause)
        assert take(kind, HEADS[kind], *rows).imported
        return [*before, *outcomes(registry.class_facts("c1", NOW), clause)]

    return answers


def test_tables_about_a_class_reach_its_gates(of_class, registry):
    assert of_class("PRC-01", "inspections", ("1", "c1", "2026-04-30 17:59", "否", "1")) == ["fail", "pass"]
    answered = ("1", "c1", WANG, "2026-04-13 08:59", "是", "是", "是")
    assert of_class("CLS-04", "questionnaires", answered) == ["fail", "pass"]
    survey = [(str(n), "c1", "2026-04-30 17:00", "是" if n < 17 else "否", "是") for n in range(20)]
    assert of_class("PRC-10", "satisfaction", *survey)[-1] == "pass", "exactly 85 %"
    assert of_class("PRC-10", "satisfaction", ("20", "c1", "2026-04-30 17:00", "否", "是"))[-1] == "fail"
    assert of_class("FND-01", "claims", ("1", "c1", "qian", "2026-05-01 09:00", "1800"))[-1] == "fail"
    for handler in ("li", "sun"):
        registry.sign_claim("1", by=handler, at=NOW)
    assert outcomes(registry.class_facts("c1", NOW), "FND-01") == ["pass"]
    assert of_class("FND-02", "notices", ("1", "c1", "2026-05-03", ""))[-1] != "pass", "its fifth day is today"
    assert of_class("FND-02", "notices", ("1", "c1", "2026-05-02", ""))[-1] == "pass"
    hour = ("1", "c1", "理论", "2026-04-14 09:00", "2026-04-14 09:40")
    assert of_class("PRC-05", "class-hours", hour)[-1] == "fail", "nobody recorded it"
    assert of_class("ONL-15", "specialties", ("1", "school", "welding", "2026-04-13", ""))[-1] == "pass"


def test_tables_about_an_institution_reach_its_gates(take, registry):
    on = shanghai_day(NOW)
    registry.take_in(
        [
            school(
                office=None, kind="enterprise_training_centre", manufacturing=True, site_fits=True, facilities_fit=True
            )
        ]
    )

    def answers(clause, kind, *rows):
        before = outcomes(registry.institution_facts("school", on), clause)
        assert take(kind, HEADS[kind], *rows).imported
        return [*before, *outcomes(registry.institution_facts("school", on), clause)]

    licensed = [("1", "school", "4101"), ("2", "school", "4102")]
    assert answers("CAT-02", "teachers", *licensed)[-1] == "pass"
    assert answers("CAT-02", "teachers", ("2", "school", ""))[-1] == "fail", "a teacher without a licence"
    flag = ("1", "school", "审计问题", "2026-01-02", "是")
    assert answers("CAT-01", "audit-flags", (*flag, "")) == ["pass", "fail"]
    assert answers("CAT-01", "audit-flags", (*flag, TODAY)) == ["fail", "pass"], "settled from today on"
    assert answers("ENF-01", "blacklist", ("1", "机构", "school", TODAY, "", "9号")) == ["pass", "fail"]


def test_cls_11_workstations_of_a_table_are_those_of_the_class(take, registry, trainee):
    take("workshops", HEADS["workshops"], ("hall", "school", "welding", "3"))
    take("class-profiles", HEADS["class-profiles"], changed("class-profiles", "场所编号", "hall"))

    assert registry.class_facts("c1", NOW).size.workstations == 3


def test_prc_09_a_make_up_of_a_table_waits_for_a_person(take, registry, trainee):
    row = ("1", "c1", WANG, "2026-05-08 09:00", "2026-05-08 09:40", "0:40:00")
    take("make-ups", HEADS["make-ups"], row)
    before = outcomes(registry.enrolments_of(trainee, NOW)["c1"], "PRC-09")
    registry.decide_make_up("1", accepted=True, by="li", at=NOW)
    take("make-ups", HEADS["make-ups"], row)

    assert [*before, *outcomes(registry.enrolments_of(trainee, NOW)["c1"], "PRC-09")] == ["person", "pass"]


def test_cls_16_apprentices_of_a_table_are_counted(take, registry, trainee):
    take("apprentices", HEADS["apprentices"], ("1", "school", WANG, "works", "6-18-02-04", TODAY))

    [group] = registry.institution_facts("school", shanghai_day(NOW)).apprentices
    assert (group.enterprise, group.together, group.this_year) == ("works", 1, 1)


def test_a_platform_on_the_blacklist_fails_its_gate(take, registry):
    take("blacklist", HEADS["blacklist"], ("1", "平台", "vendor-a", TODAY, "", "9号"))

    assert outcomes(registry.platform_facts("vendor-a", shanghai_day(NOW)), "ENF-01") == ["fail"]


CONNECTED = ("记录编号", "平台编号", "接入日期", "断开日期")


def test_onl_04_times_of_connection_of_a_table_reach_the_gate(take, registry):
    day = shanghai_day(NOW)
    over = ("J1", "vendor-a", "2023-03-07", TODAY)  # it was connected when it was registered
    assert take("connections", CONNECTED, over).stored == {"connections": 1}
    assert outcomes(registry.platform_facts("vendor-a", day), "ONL-04") == ["fail"]
    take("connections", CONNECTED, ("J1", "vendor-a", "2023-03-07", ""))

    assert outcomes(registry.platform_facts("vendor-a", day), "ONL-04") == ["pass"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("J1", "nobody", TODAY, ""), (2, "平台编号", "unknown")),
        (("J1", "vendor-a", TOMORROW, ""), (2, "接入日期", "in_the_future")),
        (("J1", "vendor-a", TODAY, "2026-05-07"), (2, "断开日期", "backwards")),
        (("0", "vendor-b", TODAY, ""), (2, "记录编号", "taken")),  # the id under which vendor-a was registered
    ],
)
def test_what_does_not_fit_in_times_of_connection_is_blamed(take, row, fault):
    assert blamed(take("connections", CONNECTED, row, source="catalogue")) == [fault]


def test_offices_stand_below_those_of_a_higher_level_in_whatever_order_they_come(take, rows_of):
    county = ("zhongmu", "中牟县", "县", "zhengzhou", "")
    city = ("zhengzhou", "郑州市", "市", "henan", "30")
    assert take("offices", HEADS["offices"], county, city, GOOD["offices"]).imported
    assert {row.office: (row.parent, row.external_id) for row in rows_of(Office)} == {
        "henan": (None, "henan"),
        "zhengzhou": ("henan", "zhengzhou"),
        "zhongmu": ("zhengzhou", "zhongmu"),
    }

    lowered = take("offices", HEADS["offices"], ("zhengzhou", "郑州市", "县", "", ""))
    assert blamed(lowered) == [(2, "级别", "not_above")], "a county's office does not stand below a county's"
    raised = take("offices", HEADS["offices"], ("zhengzhou", "郑州市", "省", "", ""))
    assert blamed(raised) == [(2, "级别", "not_above")], "and the province's stands below none of its like"


def test_what_a_later_table_does_not_say_of_a_class_an_institution_or_an_office_stays(take, registry, rows_of):
    registry.take_in([class_profile(), *offices(), school(site_fits=True)])
    take("class-profiles", ("班级编号", "考核日期"), ("c1", TODAY))
    take("institution-profiles", ("培训机构编号", "机构类别"), ("school", "企业培训中心"))
    take("offices", ("办公室编号", "名称", "级别"), ("zhengzhou", "郑州市领导小组办公室", "市"), source="legacy")

    [of_class], [of_school] = rows_of(ClassProfile), rows_of(InstitutionProfile)
    [city] = [row for row in rows_of(Office) if row.office == "zhengzhou"]
    assert (of_class.practical_hours, of_class.assessed_on) == (24, shanghai_day(NOW))
    assert (of_school.site_fits, of_school.office, of_school.kind) == (True, "zhongmu", "enterprise_training_centre")
    assert (city.title, city.parent, city.source_system, city.external_id) == (
        "郑州市领导小组办公室",
        "henan",
        "talent",
        "o1",
    )


def test_cls_12_teachers_of_a_table_teach_the_class_once(take, registry, trainee):
    take("teachers", HEADS["teachers"], *[(name, "school", "4101") for name in ("1", "2")])
    take("class-profiles", HEADS["class-profiles"], ("c1", "welding", "", "", "", ""))
    rows = [("c1", "1", "welding"), ("c1", "2", "welding"), ("c1", "2", "safety")]
    for _ in range(2):
        assert take("teacher-assignments", HEADS["teacher-assignments"], *rows).imported

    assert registry.class_facts("c1", NOW).size.teachers == 2
    assert (3, "教师编号", "twice") in blamed(
        take("teacher-assignments", HEADS["teacher-assignments"], rows[0], rows[0])
    )


def test_cls_12_an_assignment_that_is_taken_back_counts_no_more(take, registry):
    take("teachers", HEADS["teachers"], *[(name, "school", "4101") for name in ("1", "2")])
    take("class-profiles", HEADS["class-profiles"], ("c1", "welding", "", "", "", ""))
    take("teacher-assignments", HEADS["teacher-assignments"], *[("c1", name, "welding") for name in ("1", "2")])
    take("teacher-assignments", (*HEADS["teacher-assignments"], "是否任课"), ("c1", "2", "welding", "否"))
    facts = registry.class_facts("c1", NOW)

    assert (facts.size.teachers, facts.entered.teachers) == (1, 1)


def test_a_record_keeps_whose_it_is(take, rows_of):
    take("inspections", HEADS["inspections"], GOOD["inspections"])
    [row] = rows_of(Inspection)

    assert (row.source_system, row.external_id, row.remote, row.headcount) == ("talent", "1", True, 0)
