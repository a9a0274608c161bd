"""What both clients do around a request: try again when that may help, never twice the same write, clear errors."""

import asyncio
import inspect
import json

import httpx
import pytest

import integrity_monitor_client as package
from integrity_monitor_client import AsyncClient, Client, Retries, talking

SESSION = {"session": "s-1", "ticket": "t", "stream_url": "ws://m", "countable": True, "reasons": [], "newer": 1}
PROBLEM = {"status": 422, "title": "t", "detail": "d", "code": "invalid", "field": "lesson", "remedy": "r"}
QUICK = Retries(times=3, first_s=0.0)


class Monitor:
    """A monitor that gives prepared answers: a status and a body, or an exception."""

    def __init__(self, *answers) -> None:
        self.answers = list(answers)
        self.came: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.came.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, body, *headers = answer
        return httpx.Response(status, json=body, headers=headers[0] if headers else None)


@pytest.fixture(params=["sync", "async"])
def ask(request):
    """Open a session with either client; both have to behave alike."""

    def with_sync(monitor: Monitor, retries: Retries = QUICK):
        with Client("http://m", "key", transport=httpx.MockTransport(monitor), retries=retries) as client:
            return client.open_session("t", "c", "l")

    def with_async(monitor: Monitor, retries: Retries = QUICK):
        async def run():
            transport = httpx.MockTransport(monitor)
            async with AsyncClient("http://m", "key", transport=transport, retries=retries) as client:
                return await client.open_session("t", "c", "l")

        return asyncio.run(run())

    return with_sync if request.param == "sync" else with_async


def test_an_answer_is_a_typed_value_and_may_say_more_than_we_know(ask):
    opened = ask(Monitor((201, SESSION)))

    assert (opened.session, opened.countable, opened.reasons) == ("s-1", True, ())


def test_the_key_and_the_language_go_with_every_request(ask):
    monitor = Monitor((201, SESSION))
    ask(monitor)

    assert monitor.came[0].headers["authorization"] == "Bearer key"
    assert monitor.came[0].headers["accept-language"] == "zh-CN"


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        (429, {"status": 429}),
        (502, {}),
        (503, {"status": 503}),
        (409, {"status": 409, "code": "still_at_work"}),
    ],
)
def test_what_may_pass_is_tried_again_under_the_same_key(ask, trouble):
    monitor = Monitor(trouble, (201, SESSION))
    ask(monitor)
    keys = [request.headers["idempotency-key"] for request in monitor.came]

    assert len(keys) == 2
    assert keys[0] == keys[1]


AT_WORK = (409, {"status": 409, "code": "still_at_work"}, {"Retry-After": "0"})


def test_a_request_that_is_still_at_work_is_waited_for_longer_than_trouble_lasts(ask):
    monitor = Monitor(httpx.ReadTimeout("slow"), *[AT_WORK] * 20, (502, {}), (201, SESSION))

    assert ask(monitor).session == "s-1"
    assert len({request.headers["idempotency-key"] for request in monitor.came}) == 1


def test_a_request_that_is_at_work_for_ever_is_waited_for_so_often_and_no_more(ask):
    monitor = Monitor(*[AT_WORK] * 5)
    with pytest.raises(package.Conflict) as refused:
        ask(monitor, Retries(first_s=0.0, at_work_times=5))

    assert (refused.value.code, monitor.answers) == ("still_at_work", [])


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "Unauthorized"), (403, "Forbidden"), (404, "NotFound"), (409, "Conflict"), (413, "Invalid"),
     (415, "Invalid"), (422, "Invalid"), (500, "Unavailable"), (418, "ApiError")],
)  # fmt: skip
def test_what_will_not_pass_is_an_error_of_its_kind_at_once(ask, status, kind):
    monitor = Monitor((status, {**PROBLEM, "status": status}))
    with pytest.raises(package.ApiError) as refused:
        ask(monitor)

    assert type(refused.value).__name__ == kind
    assert (refused.value.problem.field, refused.value.code) == ("lesson", "invalid")
    assert str(refused.value) == f"{status} invalid: d r"


def test_after_the_last_try_the_last_answer_is_the_error(ask):
    with pytest.raises(package.RateLimited) as refused:
        ask(Monitor(*[(429, {"status": 429}, {"Retry-After": "0"})] * 3))
    assert refused.value.retry_after_s == 0


def test_nobody_waits_longer_than_he_wants(ask):
    monitor = Monitor((429, {"status": 429}, {"Retry-After": "3600"}))
    with pytest.raises(package.RateLimited) as refused:
        ask(monitor, Retries(times=9, most_s=1.0))

    assert refused.value.retry_after_s == 3600


def test_where_nobody_answers_the_cause_is_kept(ask):
    with pytest.raises(package.Unreachable, match="3 tries") as gone:
        ask(Monitor(*[httpx.ConnectError("refused")] * 3))
    assert isinstance(gone.value.__cause__, httpx.ConnectError)


def test_an_answer_from_something_else_is_named_so(ask):
    with pytest.raises(package.UnexpectedAnswer):
        ask(Monitor((200, {"hello": "world"})))


def test_a_refusal_without_a_problem_document_keeps_its_status(ask):
    with pytest.raises(package.ApiError) as refused:
        ask(Monitor((403, "forbidden by a proxy")))
    assert refused.value.problem.status == 403


def test_waits_double_and_are_drawn():
    retries = Retries(times=10, first_s=1.0, most_s=5.0)
    longest = [max(retries.wait_s(tried, None) for _ in range(300)) for tried in (1, 2, 3, 4)]

    assert [limit >= wait > limit * 0.8 for limit, wait in zip((1, 2, 4, 5), longest, strict=True)] == [True] * 4
    assert retries.wait_s(1, 3.0) >= 3.0
    assert retries.wait_s(10, None) is None


def test_pages_are_fetched_while_they_are_read():
    key = {"key": "k", "scopes": [], "label": "", "issued_at": "2026-01-01T00:00:00Z"}
    monitor = Monitor((200, {"items": [key, key], "next": "c"}), (200, {"items": [key], "next": None}))
    with Client("http://m", "key", transport=httpx.MockTransport(monitor)) as client:
        first = next(iter(client.api_keys()))
        assert len(monitor.came) == 1
        monitor.answers.insert(0, (200, {"items": [key, key], "next": "c"}))
        assert len(list(client.api_keys())) == 3

    assert first.issued_at.tzinfo is not None
    assert monitor.came[-1].url.params["cursor"] == "c"


def test_both_clients_offer_the_same():
    def offered(kind: type) -> dict[str, list[str]]:
        return {
            name: list(inspect.signature(member).parameters)
            for name, member in vars(kind).items()
            if inspect.isfunction(member) and not name.startswith("_")
        }

    assert offered(Client) == offered(AsyncClient)


def test_a_client_is_made_from_the_environment(monkeypatch):
    monkeypatch.setenv(talking.URL, "http://m")
    monkeypatch.setenv(talking.KEY, "key")
    Client.from_environment().close()
    monkeypatch.delenv(talking.KEY)
    with pytest.raises(package.MonitorError, match="INTEGRITY_KEY"):
        Client.from_environment()


def test_a_request_is_the_same_at_every_try():
    from integrity_monitor_client import calls

    pictures = calls.add_references("t", [b"1", b"2"], "7")
    made = talking.request_of(pictures, None)

    assert [part[1][1] for part in made["files"]] == [b"1", b"2"]
    assert made["data"] == {"trainee": "t", "consent": "7"}
    assert json.dumps(made["headers"])
