"""A problem document speaks the caller's language: Chinese unless English is liked better (docs/api.md)."""

import ast
from pathlib import Path

import pytest

from monitor.web.languages import wanted
from monitor.web.problem_words import said, title

ROOT = Path(__file__).parents[2] / "monitor"
# What people read is among these calls' arguments; a field or a code has no space in it.
TELLING = {
    "RegistryError",
    "PictureRefused",
    "NotAccepted",
    "problem",
    "HTTPException",
    "Refusal",
    "_unauthorised",
    "_forbidden",
}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "zh-CN"),
        ("*", "zh-CN"),
        ("fr", "zh-CN"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("en-US,zh;q=0.9", "en"),
        ("zh-CN,en;q=0.9", "zh-CN"),
        ("en;q=0.5,zh;q=0.8", "zh-CN"),
        ("zh,en", "zh-CN"),
        ("en,zh", "en"),
        ("en;q=0", "zh-CN"),
        ("en;q=much", "zh-CN"),
        ("fr,en;q=0.2", "en"),
    ],
)
def test_the_language_is_the_one_that_is_liked_better(header, expected):
    assert wanted(header) == expected


def sentences(path: Path):
    """Every sentence of a problem that this file can say, its values replaced by a sample."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in TELLING:
            for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
                sentence = _sample(argument)
                if " " in sentence:
                    yield f"{path.name}:{argument.lineno}", sentence


def _sample(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "7" for part in node.values]
        return "".join(parts) if parts != ["7", ": ", "7"] else ""
    return ""


@pytest.mark.parametrize("folder", ["web", "flows", "adapters/registry"])
def test_every_sentence_of_a_problem_has_a_chinese_one(folder):
    found = [sentence for path in sorted((ROOT / folder).rglob("*.py")) for sentence in sentences(path)]
    missing = [f"{place}: {text}" for place, text in found if said(text, "zh-CN") == text]

    assert found
    assert missing == [], "add them to monitor/web/problem_words.py"


@pytest.mark.parametrize("status", [401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503])
def test_every_status_has_a_chinese_title(status):
    assert title(status, "zh-CN") != title(status, "en")


def test_values_are_carried_over():
    assert said("t-1 is not registered", "zh-CN") == "t-1未登记"
    assert said("'x' of 'p' is not registered", "zh-CN") == "'p'中的'x'未登记"
    assert said("String should have at least 1 character", "zh-CN") == "至少需要1个字符。"
    assert said("String should have at most 12 characters", "zh-CN") == "最多允许12个字符。"


def test_what_nobody_translated_stays_as_it_is():
    assert said("Quite unheard of", "zh-CN") == "Quite unheard of"


async def test_the_same_mistake_is_told_in_either_language(world):
    wanted = {"trainee": world.trainee(), "training_class": "class-9", "lesson": "lesson-1"}
    headers = {"Authorization": f"Bearer {world.key}"}
    chinese, english = [
        await world.http.post("/v1/sessions", json=wanted, headers={**headers, **language})
        for language in ({}, {"Accept-Language": "en"})
    ]

    assert (chinese.headers["content-language"], english.headers["content-language"]) == ("zh-CN", "en")
    assert chinese.headers["vary"] == "Accept-Language"
    assert chinese.json()["detail"] == "班级：class-9未登记"
    assert english.json()["detail"] == "training_class: class-9 is not registered"
    assert chinese.json()["title"] == "内容无法处理"
    for same in ("type", "status", "code", "field"):
        assert chinese.json()[same] == english.json()[same]


async def test_a_weak_picture_is_told_in_the_callers_language(world):
    from small_world import jpeg

    from monitor.ports import FaceJudgement

    world.faces.enrolment = FaceJudgement(verdict="retry", reason="black_or_dark")
    files = {"pictures": ("r.jpg", jpeg(), "image/jpeg")}
    headers = {"Authorization": f"Bearer {world.key}"}
    refused = await world.http.post("/v1/references", data={"trainee": world.trainee()}, files=files, headers=headers)
    [error] = refused.json()["errors"]

    assert error["detail"] == "无法用这张照片登记人脸。"
    assert error["remedy"] == refused.json()["remedy"] == error["message"]["zh-CN"]


async def test_an_unknown_address_is_told_in_the_callers_language(world):
    chinese = (await world.http.get("/nowhere")).json()
    english = (await world.http.get("/nowhere", headers={"Accept-Language": "en"})).json()

    assert (chinese["title"], english["title"]) == ("未找到", "Not Found")
    assert (chinese["detail"], english["detail"]) == ("此地址不存在。", "Not Found")
