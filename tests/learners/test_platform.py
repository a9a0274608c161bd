"""The sample platform asks the collector on its server side and shows what it answers, in both languages."""

import html
import json
import re
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from monitor.core.verdict import RESULT_WORDS
from monitor.learners.pages import LANGUAGES, SITE, word
from monitor.learners.platform import Account, Platform, create_platform
from monitor.learners.vendor import Collector

KEY = "platform-key"
VERDICT = {
    "attempt": "a-1",
    "unit": "hour-1",
    "outcome": "void_platform",
    "outcome_text": RESULT_WORDS["void_platform"],
    "stage": "proposed",
    "credited_ms": 1_200_000,
    "required_ms": 2_400_000,
    "reasons": [
        {
            "code": "out_of_order",
            "clause": "ONL-09",
            "message": {"zh-CN": "未按顺序学习<第2节>", "en": "lesson <2> came first"},
            "advice": {"zh-CN": "请按顺序重新学习。", "en": "Please learn the lessons in their order."},
        }
    ],
    "purpose": "demonstration",
    "certificate": None,
}


class FakeCollector:
    """Answers as docs/protocol.md says and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.refuses = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == f"Bearer {KEY}"
        self.asked.append((request.url.path, request.content))
        if self.refuses:
            return httpx.Response(
                403, json={"title": "Forbidden", "detail": "not enrolled", "remedy": "ask the office"}
            )
        answers: dict[str, object] = {
            "/v1/sessions": {"session": "s", "ticket": "once", "stream_url": "ws://c/v1/stream", "countable": True,
                             "reasons": []},
            "/v1/claims": VERDICT,
            "/v1/references": {"state": "unverified"},
        }  # fmt: skip
        return httpx.Response(200, json=answers[request.url.path])


@pytest.fixture
def collector() -> FakeCollector:
    return FakeCollector()


@pytest.fixture
async def visitor(collector: FakeCollector, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    video = tmp_path / "video.webm"
    video.write_bytes(bytes(1000))
    asked = Collector("http://c", KEY, httpx.MockTransport(collector))
    videos = dict.fromkeys(["electrician-1"], video)
    platform = Platform([Account("王芳", "wang-fang", "secret")], asked, "http://127.0.0.1:8000", videos)
    app = create_platform(platform)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(base_url="http://platform", transport=transport, follow_redirects=True) as client:
        yield client


@pytest.fixture
async def trainee(visitor: httpx.AsyncClient) -> httpx.AsyncClient:
    answer = await visitor.post("/login", data={"trainee": "wang-fang", "password": "secret"})
    assert "我的课程" in answer.text
    return visitor


async def test_pages_are_for_trainees(visitor: httpx.AsyncClient) -> None:
    for path in ("/", "/lessons/electrician-1", "/videos/electrician-1", "/reference", "/claims/hour-1"):
        assert (await visitor.get(path)).url.path == "/login", path


async def test_a_wrong_password_is_refused_and_said(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post("/login", data={"trainee": "wang-fang", "password": "guess"})
    assert answer.status_code == 401
    assert word("wrong_password", "zh-CN") in answer.text
    assert (await visitor.get("/")).url.path == "/login"


async def test_a_lesson_gets_a_ticket_and_nothing_more(trainee: httpx.AsyncClient, collector: FakeCollector) -> None:
    session = (await trainee.post("/lessons/electrician-1/session")).json()
    assert session == {"stream_url": "ws://c/v1/stream", "ticket": "once", "countable": True, "reasons": []}
    path, body = collector.asked[-1]
    assert path == "/v1/sessions"
    assert json.loads(body)["trainee"] == "wang-fang"


async def test_any_lesson_may_be_opened(trainee: httpx.AsyncClient) -> None:
    assert (await trainee.get("/lessons/electrician-2")).status_code == 200


async def test_the_video_can_be_read_in_parts(trainee: httpx.AsyncClient) -> None:
    part = await trainee.get("/videos/electrician-1", headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert len(part.content) == 10


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_claim_shows_the_verdict_in_words(trainee: httpx.AsyncClient, language: str) -> None:
    page = await trainee.post("/claims/hour-1")
    assert page.url.path == "/claims/hour-1"
    page = await trainee.get(f"/claims/hour-1?language={language}")
    assert 'data-verdict="void_platform"' in page.text
    assert html.escape(RESULT_WORDS["void_platform"][language]) in page.text
    assert {"zh-CN": "未按顺序学习&lt;第2节&gt;", "en": "lesson &lt;2&gt; came first"}[language] in page.text
    assert "ONL-09" in page.text


async def test_a_refusal_is_shown_with_its_remedy(trainee: httpx.AsyncClient, collector: FakeCollector) -> None:
    collector.refuses = True
    answer = await trainee.post("/claims/hour-1")
    assert answer.status_code == 502
    assert "not enrolled" in answer.text
    assert "ask the office" in answer.text
    assert (await trainee.post("/lessons/electrician-1/session")).status_code == 502


async def test_reference_pictures_go_to_the_collector(trainee: httpx.AsyncClient, collector: FakeCollector) -> None:
    files = [("pictures", ("me.jpg", content, "image/jpeg")) for content in (b"first jpeg", b"second jpeg")]
    answer = await trainee.post("/reference", files=files, data={"consent": "1"})
    assert word("reference_received", "zh-CN") in answer.text
    path, body = collector.asked[-1]
    assert path == "/v1/references"
    assert b"wang-fang" in body
    assert b"first jpeg" in body
    assert b"second jpeg" in body
    assert b'name="consent"\r\n\r\n1' in body


async def test_the_language_is_remembered(trainee: httpx.AsyncClient) -> None:
    assert "My courses" in (await trainee.get("/?language=en")).text
    assert "My courses" in (await trainee.get("/")).text
    assert "我的课程" in (await trainee.get("/?language=xx")).text


async def test_pages_keep_a_strict_policy_and_no_secret(trainee: httpx.AsyncClient) -> None:
    for path in ("/", "/lessons/electrician-1", "/reference"):
        page = await trainee.get(path)
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "script-src 'self' http://127.0.0.1:8000;" in policy
        assert KEY not in page.text
        assert "<script>" not in page.text
        assert "style=" not in page.text


def test_every_word_is_there_in_both_languages() -> None:
    words = tomllib.loads((SITE / "words.toml").read_text(encoding="utf-8"))
    used = {name for page in (SITE / "pages").iterdir() for name in re.findall(r"\$\{t\.(\w+)\}", page.read_text())}
    assert used <= set(words)
    assert all(set(entry) == set(LANGUAGES) for entry in words.values())
