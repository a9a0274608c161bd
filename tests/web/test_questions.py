"""A platform registers questions about a lesson, and its learners' sessions carry them (K15)."""

import pytest
from test_vendor_api import is_problem

PATH = "/v1/lessons/lesson-1/questions"
QUESTION = {
    "question": "q1",
    "prompt": {"zh-CN": "用什么测电流？", "en": "What measures current?"},
    "options": [{"zh-CN": "电流表", "en": "ammeter"}, {"zh-CN": "尺子"}],
    "right": 0,
    "after_ms": 5000,
}


async def test_what_was_put_is_read_back(world):
    put = await world.platform("PUT", PATH, json={"questions": [QUESTION]})
    got = await world.platform("GET", PATH)

    assert put.status_code == got.status_code == 200
    ids = {"source_system": "platform/platform-1", "external_id": "lesson-1/q1"}
    assert put.json() == got.json() == {"questions": [QUESTION | ids]}


async def test_a_session_is_opened_with_the_questions_of_its_class_hours_and_keeps_them(world):
    await world.platform("PUT", PATH, json={"questions": [QUESTION]})
    session = (await world.open(world.trainee(), "lesson-2"))["session"]
    await world.platform("PUT", PATH, json={"questions": []})
    asked = (await world.facts(session))[0].questions

    assert [(question.lesson, question.question, question.after) for question in asked] == [("lesson-1", "q1", 5000)]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({**QUESTION, "right": 7}, "questions.0.right"),
        ({**QUESTION, "right": -1}, "questions.0.right"),
        ({**QUESTION, "options": []}, "questions.0.options"),
        ({**QUESTION, "prompt": {"en": "English alone"}}, "questions.0.prompt.zh-CN"),
        ({**QUESTION, "answer": 1}, "questions.0.answer"),
    ],
)
async def test_a_question_that_is_wrong_names_its_field(world, question, field):
    is_problem(await world.platform("PUT", PATH, json={"questions": [question]}), 422, field)


async def test_an_unknown_lesson_is_refused(world):
    is_problem(await world.platform("PUT", "/v1/lessons/lesson-9/questions", json={"questions": []}), 422, "lesson")


async def test_nobody_puts_questions_without_a_platforms_key(world):
    answer = await world.http.put(PATH, json={"questions": []})

    is_problem(answer, 401, "Authorization")
