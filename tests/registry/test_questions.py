"""A platform registers what its own learners may be asked about a lesson."""

import pytest

from monitor.adapters.registry import RegistryError
from monitor.core.events import CourseQuestion
from monitor.core.origins import Origin

ASKED = {"zh-CN": "用什么测电流？", "en": "What measures current?"}
OPTIONS = ({"zh-CN": "电流表", "en": "ammeter"}, {"zh-CN": "尺子", "en": "ruler"})


def question(name="q1", **fields):
    return CourseQuestion(
        **{"lesson": "l1", "question": name, "prompt": ASKED, "options": OPTIONS, "right": 0} | fields
    )


def test_questions_come_back_as_they_were_registered_in_their_order(registry):
    asked = [question("q2", right=1, after=5000), question("q1", prompt={"zh-CN": "只有中文？"})]
    registry.set_questions("vendor-a", "l1", asked)

    assert registry.questions_of("vendor-a", ["l1", "l2"]) == asked


def test_another_platform_neither_sees_nor_changes_them(registry):
    registry.set_questions("vendor-a", "l1", [question()])
    registry.set_questions("vendor-b", "l1", [])

    assert registry.questions_of("vendor-b", ["l1"]) == []
    assert registry.questions_of("vendor-a", ["l1"]) == [question()]


def test_a_new_list_takes_the_place_of_the_old_one(registry):
    registry.set_questions("vendor-a", "l1", [question("q1"), question("q2")])
    registry.set_questions("vendor-a", "l1", [question("q2", right=1)])

    assert registry.questions_of("vendor-a", ["l1"]) == [question("q2", right=1)]


def test_a_question_keeps_where_it_comes_from_and_one_id_is_one_question(registry):
    told = {"q1": Origin(source_system="bank", external_id="T-1")}
    registry.set_questions("vendor-a", "l1", [question("q1"), question("q2")], told)

    assert registry.question_origins("vendor-a", "l1") == {
        **told,
        "q2": Origin(source_system="platform/vendor-a", external_id="l1/q2"),
    }
    with pytest.raises(RegistryError) as refused:
        registry.set_questions("vendor-b", "l1", [question("q1")], told)
    assert refused.value.field == "external_id"
    assert registry.questions_of("vendor-b", ["l1"]) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ([question(f"q{i}") for i in range(21)], "questions"),
        ([question("q1"), question("q1")], "questions.question"),
        ([question(options=OPTIONS[:1])], "questions.0.options"),
        ([question(options=(*OPTIONS, OPTIONS[0]))], "questions.0.options"),
        ([question(options=({"zh-CN": "一", "en": "A"}, {"zh-CN": "A"}))], "questions.0.options"),  # both read A
        ([question(), question("q2", right=2)], "questions.1.right"),
        ([question(prompt={"en": "English alone"})], "questions.0.prompt.zh-CN"),
        ([question(prompt={"zh-CN": "问" * 201})], "questions.0.prompt.zh-CN"),
        ([question(options=({"zh-CN": "选" * 81}, OPTIONS[0]))], "questions.0.options.0.zh-CN"),
        ([question(prompt=ASKED | {"fr": "?"})], "questions.0.prompt.fr"),
        ([question(after=120_000)], "questions.0.after_ms"),
    ],
)
def test_what_nobody_could_answer_is_refused_with_its_place_and_nothing_changes(registry, wrong, field):
    registry.set_questions("vendor-a", "l1", [question()])

    with pytest.raises(RegistryError) as refused:
        registry.set_questions("vendor-a", "l1", wrong)

    assert refused.value.field == field
    assert registry.questions_of("vendor-a", ["l1"]) == [question()]


@pytest.mark.parametrize(("platform", "lesson", "field"), [("nobody", "l1", "platform"), ("vendor-a", "l9", "lesson")])
def test_an_unknown_name_is_refused(registry, platform, lesson, field):
    with pytest.raises(RegistryError) as refused:
        registry.set_questions(platform, lesson, [])

    assert refused.value.field == field
