"""Whole tables against a registry: what contradicts it is blamed, and the rest is taken in all at once (K6, CLS-06)."""

import io
from datetime import date

import pytest

from monitor.adapters.registry import RegistryError
from monitor.adapters.registry.class_models import CheckIn, ClassProfile, EnrolmentProfile, Recording, Voucher
from monitor.adapters.registry.models import Enrolment, FaceReference, Trainee, TraineeAlias
from monitor.adapters.registry.office_models import CatalogueEntry
from monitor.adapters.spreadsheets import sheets
from monitor.core.days import shanghai_day
from monitor.core.identity_number import check_digit
from monitor.core.imports.kinds import KINDS
from monitor.flows.import_table import import_table, terms
from monitor.ports import EnrolledPicture
from monitor.rulepacks import load, load_gates
from tests.registry.cast import HOUR, LI, WANG, ZHAO, a_plan, add_class
from tests.registry.handed_in import NOW, blamed

ROSTER = ("班级编号", "身份证号", "学员编号", "人员类别", "培训券编号")


# ---------------------------------------------------------------- rosters


def test_a_roster_registers_enrols_and_notes_what_is_known(take, rows_of, registry):
    report = take("roster", ROSTER, ("c1", WANG, "HN-1", "企业职工", "Q1"), ("c1", LI, "", "", ""))
    [profile] = rows_of(EnrolmentProfile)

    assert (report.imported, report.stored) == (True, {"trainees": 2, "enrolments": 2, "not_eligible": 0})
    wang = registry.trainee_of("talent", "HN-1")
    assert (profile.trainee, profile.work_status, profile.voucher) == (wang, "employee", "Q1")
    assert [(row.voucher, row.trainee) for row in rows_of(Voucher)] == [("Q1", wang)]
    assert {row.trainee for row in registry.learners_of("c1")} == {row.trainee for row in rows_of(Trainee)}


def test_the_same_roster_again_changes_nothing(take, rows_of):
    rows = [("c1", WANG, "HN-1", "企业职工", "Q1"), ("c1", LI, "HN-2", "", "")]
    tables = (Trainee, TraineeAlias, Enrolment, EnrolmentProfile, Voucher)
    take("roster", ROSTER, *rows)
    before = [sorted(map(repr, rows_of(table))) for table in tables]
    report = take("roster", ROSTER, *rows)

    assert report.stored == {"trainees": 0, "enrolments": 0, "not_eligible": 0}
    assert [sorted(map(repr, rows_of(table))) for table in tables] == before


def test_what_a_later_roster_does_not_say_stays(take, rows_of):
    take("roster", ROSTER, ("c1", WANG, "", "企业职工", "Q1"))
    take("roster", ("班级编号", "身份证号", "岗位职业编码"), ("c1", WANG, "6-18-02-04"))
    [profile] = rows_of(EnrolmentProfile)

    assert (profile.work_status, profile.voucher, profile.job_code) == ("employee", "Q1", "6-18-02-04")


def test_one_person_is_one_trainee_whoever_registered_it_first(take, registry, trainee, rows_of):
    take("roster", ROSTER, ("c1", WANG, "HN-1", "", ""))

    assert registry.trainee_of("talent", "HN-1") == trainee
    assert len(rows_of(Enrolment)) == 1, "who is enrolled stays so"


def test_ids_classes_and_vouchers_of_others_are_blamed_and_nothing_is_taken_in(take, registry, rows_of):
    take("roster", ROSTER, ("c1", WANG, "HN-1", "", "Q1"))
    before = rows_of(Enrolment)
    report = take("roster", ROSTER, ("c9", LI, "", "", ""), ("c1", LI, "HN-1", "", "Q1"))

    assert blamed(report) == [(2, "班级编号", "unknown"), (3, "学员编号", "taken"), (3, "培训券编号", "taken")]
    assert (report.imported, report.stored, rows_of(Enrolment)) == (False, {}, before)


def test_one_id_for_two_people_of_a_file_is_blamed(take):
    assert blamed(take("roster", ROSTER, ("c1", WANG, "HN-1", "", ""), ("c1", LI, "HN-1", "", ""))) == [
        (3, "学员编号", "taken")
    ]


def test_a_dry_run_stores_nothing(take, rows_of):
    report = take("roster", ROSTER, ("c1", WANG, "", "", ""), dry_run=True)

    assert (report.rows, report.fault_count, report.imported) == (1, 0, False)
    assert rows_of(Trainee) == []


@pytest.mark.parametrize(("assessed_on", "eligible"), [(None, False), ("2026-04-20", False), ("2026-04-07", True)])
def test_onl_14_whoever_comes_from_an_earlier_project_waits_for_it(take, registry, rows_of, assessed_on, eligible):
    add_class(registry, a_plan(training_class="c2"))
    take("roster", ROSTER, ("c2", WANG, "", "", ""), at=NOW - 1)
    if assessed_on:
        take("assessments", ("班级编号", "身份证号", "考核日期"), ("c2", WANG, assessed_on))
    report = take("roster", ROSTER, ("c1", WANG, "", "", ""), ("c1", LI, "", "", ""))
    enrolled = {(row.trainee, row.training_class): row.eligible for row in rows_of(Enrolment)}
    [wang] = {trainee for trainee, training_class in enrolled if training_class == "c2"}

    assert report.stored["not_eligible"] == (0 if eligible else 1)
    assert enrolled[wang, "c1"] is eligible
    assert sum(enrolled.values()) == (3 if eligible else 2)


def test_a_face_that_a_classmate_has_too_waits_for_two_people(take, registry, trainee, rows_of):
    add_class(registry, a_plan(training_class="c2"))
    take("roster", ROSTER, ("c2", LI, "HN-2", "", ""))
    for person in (trainee, registry.trainee_of("talent", "HN-2")):
        picture = [EnrolledPicture([0.1] * 128, "0" * 64)]
        numbers = registry.add_references(person, picture, supplied_by="vendor-a", at=3, match=0.6)
        registry.confirm_reference(*numbers, by=ZHAO, at=3)
    assert all(row.in_force for row in rows_of(FaceReference))
    take("roster", ROSTER, ("c2", WANG, "", "", ""))

    assert {row.trainee: row.in_force for row in rows_of(FaceReference)} == {
        trainee: False,
        registry.trainee_of("talent", "HN-2"): True,
    }


def test_a_registry_that_changed_meanwhile_refuses_the_table_as_a_whole(registry, rows_of, monkeypatch):
    """Between looking over and storing somebody else registers the person."""
    file = io.BytesIO(f"班级编号,身份证号\nc1,{LI}\nc1,{WANG}".encode())
    under = terms("talent", NOW, load("henan-2023"), load_gates())
    writing = registry._writing

    def too_late(*names):
        monkeypatch.undo()
        registry.add_trainee(WANG, source_system="vendor-b", external_id="w", at=1)
        return writing(*names)

    monkeypatch.setattr(registry, "_writing", too_late)
    with pytest.raises(RegistryError, match="contradicts what is registered"):
        import_table(registry, KINDS["roster"], lambda: sheets(file, "t.csv"), under, dry_run=False)
    assert [len(rows_of(table)) for table in (Trainee, Enrolment)] == [1, 0]


def test_five_thousand_people_are_taken_in_at_once(take, rows_of):
    """The short form of the 100,000 of docs/import.md."""

    def number(place):
        first = f"000000{1950 + place % 50}{place // 50 % 12 + 1:02}{place // 600 % 28 + 1:02}{place // 16800:03}"
        return first + check_digit(first)

    rows = [("c1", number(place), f"HN-{place}", "其他", "") for place in range(5000)]
    report = take("roster", ROSTER, *rows)

    assert report.stored == {"trainees": 5000, "enrolments": 5000, "not_eligible": 0}
    assert len(rows_of(Trainee)) == 5000


# ---------------------------------------------------------------- plans

PLAN = tuple(
    "班级编号 培训机构编号 班级名称 计划版本 总课时 实操课时 课程编号 课程类型 视频编号 课程内顺序 视频时长".split()
)
PLAN += ("课时编号", "起", "止")


def plan_row(unit="h1", lesson="v1", ordinal=1, duration="1:00:00", start="", end="", **other):
    facts = {"training_class": "c7", "institution": "school", "version": "1", "total": 40, "kind": "专业"} | other
    told = (facts["training_class"], facts["institution"], "焊工班", facts["version"], facts["total"], 24, "welding-2")
    return (*told, facts["kind"], lesson, ordinal, duration, unit, start, end)


def test_a_plan_becomes_a_class_with_its_units(take, registry, rows_of):
    report = take(
        "plans",
        PLAN,
        plan_row("h1", "v1", end="0:45:00"),
        plan_row("h2", "v1", start="0:45:00"),
        plan_row("h2", "v2", 2, end="0:30:00"),
        plan_row("", "v3", 3),
    )
    plan = registry.class_plan("c7")

    assert report.stored == {"classes": 1, "plans": 1}
    assert [lesson.lesson for lesson in plan.lessons] == ["v1", "v2", "v3"]
    assert [(unit.unit, [(s.lesson, s.start, s.end) for s in unit.slices]) for unit in plan.units] == [
        ("h1", [("v1", 0, 2_700_000)]),
        ("h2", [("v1", 2_700_000, 3_600_000), ("v2", 0, 1_800_000)]),
    ]
    assert [row.practical_hours for row in rows_of(ClassProfile)] == [24]


def test_a_further_version_is_put_in_force_and_the_same_again_is_nothing_new(take, registry):
    rows = plan_row("h1"), plan_row("h2", "v2", 2)
    first = take("plans", PLAN, *rows)
    again = take("plans", PLAN, *rows)
    changed = take("plans", PLAN, plan_row("h1", version="2"))

    assert [one.stored for one in (first, again, changed)] == [
        {"classes": 1, "plans": 1},
        {"classes": 0, "plans": 0},
        {"classes": 0, "plans": 1},
    ]
    assert registry.class_plan("c7").version == "2"


def test_a_version_that_is_there_cannot_say_something_else(take):
    take("plans", PLAN, plan_row("h1"))

    assert blamed(take("plans", PLAN, plan_row("h1", end="0:45:00"))) == [(2, "计划版本", "version_taken")]


@pytest.mark.parametrize(("end", "faults"), [("0:40:20", []), ("0:40:19", [(2, "课时编号", "too_short")])])
def test_k10_a_unit_has_2420_seconds_of_content_at_least(take, end, faults):
    assert blamed(take("plans", PLAN, plan_row(end=end), dry_run=True)) == faults


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([plan_row(end="1:00:01")], (2, "止", "beyond_the_end")),
        ([plan_row(start="0:50:00", end="0:10:00")], (2, "止", "backwards")),
        ([plan_row(), plan_row("h2", start="0:10:00")], (3, "起", "counted_twice")),
        ([plan_row(), plan_row("h2", "v2", 1)], (3, "课程内顺序", "place_taken")),
        ([plan_row(end="0:45:00"), plan_row("h2", duration="2:00:00", start="0:45:00")], (3, "视频时长", "differs")),
        ([plan_row(), plan_row("h2", "v2", 2, kind="通用")], (3, "课程类型", "differs")),
        ([plan_row(), plan_row("h2", "v2", 2, total=41)], (3, "总课时", "differs")),
        ([plan_row(total=23)], (2, "实操课时", "too_many_hours")),
        ([plan_row("", end="0:45:00")], (2, "课时编号", "no_unit")),
        ([plan_row(institution="nobody")], (2, "培训机构编号", "unknown")),
        ([plan_row(training_class="c1", institution="school", version="1")], (2, "计划版本", "version_taken")),
    ],
)
def test_what_does_not_fit_in_a_plan_is_blamed(take, rows, fault):
    report = take("plans", PLAN, *rows)

    assert blamed(report) == [fault]
    assert not report.imported


def test_a_registered_lesson_keeps_its_facts_and_its_place(take):
    take("plans", PLAN, plan_row("h1", "v1"))

    assert blamed(take("plans", PLAN, plan_row("h1", "v1", 2, training_class="c8"))) == [
        (2, "课程内顺序", "registered_otherwise")
    ]
    assert blamed(take("plans", PLAN, plan_row("h1", "v2", 1, training_class="c8"))) == [(2, "课程内顺序", "taken")]
    assert blamed(take("plans", PLAN, plan_row("h1", kind="通用", training_class="c8"))) == [
        (2, "课程类型", "registered_otherwise")
    ]


def test_another_institutions_class_cannot_be_replanned(take, registry):
    registry.add_institution("other", title="O", source_system="talent", external_id="10")
    take("plans", PLAN, plan_row())

    assert blamed(take("plans", PLAN, plan_row(institution="other", version="2"))) == [(2, "班级编号", "taken")]


# ---------------------------------------------------------------- the catalogue, assessments, the classroom

CATALOGUE = ("条目编号", "类别", "编号", "名称", "起始日期", "截止日期")


def test_the_catalogue_registers_who_is_new_and_when_it_stands_on_it(take, registry, rows_of):
    rows = [
        ("M1", "平台", "vendor-n", "新平台", "2026-01-01", "2026-12-31"),
        ("M2", "机构", "mill", "厂", "2026-01-01", ""),
    ]
    report = take("catalogue", CATALOGUE, *rows)

    assert report.stored == {"platforms": 1, "institutions": 1, "entries": 2}
    assert registry.platform_state("vendor-n", date(2026, 12, 31)).catalogued
    assert not registry.platform_state("vendor-n", date(2027, 1, 1)).catalogued


def test_an_entry_that_comes_again_is_a_correction_and_stays_whose_it_is(take, rows_of):
    take("catalogue", CATALOGUE, ("M1", "平台", "vendor-a", "", "2026-01-01", ""))
    take("catalogue", CATALOGUE, ("M1", "平台", "vendor-a", "", "2026-02-01", ""))
    report = take("catalogue", CATALOGUE, ("M1", "平台", "vendor-b", "", "2026-02-01", ""))

    assert [row.first_on for row in rows_of(CatalogueEntry) if row.external_id == "M1"] == [date(2026, 2, 1)]
    assert blamed(report) == [(2, "条目编号", "taken")]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("M1", "平台", "nobody", "", "2026-01-01", ""), (2, "名称", "no_title")),
        (("M1", "平台", "vendor-a", "", "2026-01-02", "2026-01-01"), (2, "截止日期", "backwards")),
    ],
)
def test_what_does_not_fit_in_the_catalogue_is_blamed(take, row, fault):
    assert blamed(take("catalogue", CATALOGUE, row)) == [fault]


ASSESSED = ("班级编号", "身份证号", "考核日期", "证书类别", "发证日期")


def test_an_assessment_is_noted_beside_what_is_known(take, trainee, rows_of):
    take("roster", ROSTER, ("c1", WANG, "", "企业职工", ""))
    report = take("assessments", ASSESSED, ("c1", WANG, "2026-04-30", "职业技能等级证书", "2026-05-01"))
    [profile] = rows_of(EnrolmentProfile)

    assert report.stored == {"assessments": 1}
    assert (profile.work_status, profile.certificate) == ("employee", "skill_level")
    assert (profile.assessed_on, profile.certified_on) == (date(2026, 4, 30), date(2026, 5, 1))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("c1", LI, "2026-04-30", "", ""), (2, "身份证号", "unknown")),
        (("c2", WANG, "2026-04-30", "", ""), (2, "身份证号", "not_enrolled")),
        (("c1", WANG, "2026-05-09", "", ""), (2, "考核日期", "in_the_future")),
        (("c1", WANG, "2026-04-30", "职业技能等级证书", "2026-04-29"), (2, "发证日期", "backwards")),
        (("c1", WANG, "2026-04-30", "", "2026-05-01"), (2, "证书类别", "no_certificate")),
    ],
)
def test_what_does_not_fit_in_assessments_is_blamed(take, registry, trainee, row, fault):
    add_class(registry, a_plan(training_class="c2"))

    assert shanghai_day(NOW) == date(2026, 5, 8)
    assert blamed(take("assessments", ASSESSED, row)) == [fault]


CHECK_IN = ("签到编号", "班级编号", "身份证号", "签到时间", "签退时间")


def test_check_ins_are_kept_and_compared_anew_when_they_come_again(take, registry, trainee, rows_of):
    take("check-ins", CHECK_IN, ("1", "c1", WANG, "2026-05-08 08:00", "2026-05-08 09:00"))
    registry.note_compared(registry.new_check_ins(limit=9, grace=0), at=NOW)
    take("check-ins", CHECK_IN, ("1", "c1", WANG, "2026-05-08 08:00", "2026-05-08 10:00"))
    [row] = rows_of(CheckIn)

    assert (row.trainee, row.left_at - row.came_at, row.compared_at) == (trainee, 2 * 60 * HOUR, None)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("1", "c1", LI, "2026-05-08 08:00", ""), (2, "身份证号", "unknown")),
        (("1", "c1", WANG, "2026-05-08 13:00", ""), (2, "签到时间", "in_the_future")),
        (("1", "c1", WANG, "2026-05-08 08:00", "2026-05-08 07:59"), (2, "签退时间", "backwards")),
    ],
)
def test_what_does_not_fit_in_a_log_of_check_ins_is_blamed(take, trainee, row, fault):
    assert blamed(take("check-ins", CHECK_IN, row)) == [fault]


RECORDED = ("录像编号", "班级编号", "开始时间", "结束时间", "保存至")


def test_what_a_reviewer_said_about_a_recording_stays(take, registry, rows_of):
    row = ("L1", "c1", "2026-05-08 08:00", "2026-05-08 08:40", "2029-05-08")
    take("recordings", RECORDED, row)
    registry.review_recording("L1", shows_all=False, by="zhao", at=NOW)
    take("recordings", RECORDED, row)
    [stored] = rows_of(Recording)

    assert (stored.shows_all, stored.reviewed_by, stored.kept_until_on) == (False, "zhao", date(2029, 5, 8))


def test_a_recording_of_another_system_is_not_overwritten(take):
    row = ("L1", "c1", "2026-05-08 08:00", "2026-05-08 08:40", "")
    take("recordings", RECORDED, row, source="excel")

    assert blamed(take("recordings", RECORDED, row)) == [(2, "录像编号", "taken")]
    assert blamed(take("recordings", RECORDED, ("L2", "c1", *row[3:1:-1], ""))) == [(2, "结束时间", "backwards")]
