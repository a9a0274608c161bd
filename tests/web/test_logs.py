"""What a collector says about itself names sessions and traces, and nobody's data."""

import asyncio
import io
import json
import logging

import pytest
from sdk_double import seen

from monitor import logs
from monitor.flows import supervise
from monitor.flows.close_session import close_session
from monitor.flows.drain import drain
from monitor.flows.log_context import bound, bound_now
from monitor.ports import EventLogError
from monitor.web.traces import trace_of

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def written():
    """A function that sets up a log and returns the stream on which it writes; afterwards all is as before."""
    loggers = [logging.getLogger(name) for name in ("", "uvicorn", "uvicorn.error")]
    before = [(logger, logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    stream = io.StringIO()

    def set_up(style: logs.Format, least: logs.Level = "info") -> io.StringIO:
        logs.set_up(style, least, stream)
        return stream

    yield set_up
    logging.captureWarnings(False)
    for logger, handlers, level, propagate in before:
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_for_people_says_when_how_grave_who_and_about_which_session(written):
    stream = written("text")
    with bound(session="s-1", trace=TRACE):
        logging.getLogger("monitor.stream").warning("batch %d came again", 7)

    when, what = stream.getvalue().rstrip().split(" warning ")
    assert len(when) == len("2026-03-07 08:00:00")
    assert what == f"monitor.stream: batch 7 came again [session=s-1 trace={TRACE}]"


def test_a_json_line_has_the_ids_as_members_and_a_traceback_in_one_line(written):
    stream = written("json")
    log = logging.getLogger("monitor.stream")
    with bound(session="s-1"), bound(attempt="a-1"):
        log.error("没有存下", exc_info=ValueError("第一行\n第二行"))

    [line] = lines(stream)
    assert line["time"].endswith("Z")
    assert {name: line[name] for name in ("level", "logger", "message", "session", "attempt")} == {
        "level": "error", "logger": "monitor.stream", "message": "没有存下", "session": "s-1", "attempt": "a-1",
    }  # fmt: skip
    assert line["error"].endswith("ValueError: 第一行\n第二行")


def test_what_is_less_grave_than_asked_for_is_not_written(written):
    stream = written("json", "warning")
    logging.getLogger("monitor.stream").info("resumed")

    assert lines(stream) == []


def test_uvicorn_is_heard_but_not_on_who_comes_from_where(written):
    stream = written("json")
    talk = logging.getLogger("uvicorn.error")
    talk.info('%s - "WebSocket %s" [accepted]', "203.0.113.9:4711", "/v1/stream?ticket=secret")
    talk.info("Application startup complete.")

    assert [line["message"] for line in lines(stream)] == ["Application startup complete."]


def test_what_the_server_tells_of_headers_and_messages_is_not_written_at_any_level(written):
    stream = written("json", "debug")
    logging.getLogger("uvicorn.error").debug("< TEXT '%s'", '{"type":"hello","ticket":"secret"}')

    assert lines(stream) == []


def test_no_address_of_a_webhook_is_written_by_the_http_client(written):
    stream = written("json")
    logging.getLogger("httpx").info("HTTP Request: POST https://platform.example/hook?token=secret")

    assert lines(stream) == []


async def test_work_that_is_started_inside_keeps_the_ids_and_others_do_not_get_them():
    async def read():
        return dict(bound_now())

    with bound(session="s-1"):
        inside = asyncio.create_task(read())
    outside = asyncio.create_task(read())

    assert await inside == {"session": "s-1"}
    assert await outside == {}


def test_a_caller_that_traces_is_followed_and_others_get_a_trace_of_their_own():
    assert trace_of(f"00-{TRACE}-00f067aa0ba902b7-01") == TRACE
    fresh = {trace_of(header) for header in ("", "junk", f"00-{'0' * 32}-00f067aa0ba902b7-01")}
    assert len(fresh) == 3
    assert all(len(trace) == 32 for trace in fresh)


async def test_a_failed_log_is_told_with_session_and_trace_and_without_the_trainee(world, sdk, written, monkeypatch):
    stream = written("json")
    live = await world.collector.sessions.get(sdk.session)

    def full(*handed_in):
        asyncio.get_running_loop().call_soon(handed_in[-1], EventLogError("the disk is full"))

    monkeypatch.setattr(world.monitor.log, "hand_in", full)
    await sdk.send()
    await sdk.until_closed()

    async def told() -> bool:
        return any(line["logger"] == "monitor.stream" for line in lines(stream))

    await seen(told)
    line = next(line for line in lines(stream) if line["logger"] == "monitor.stream")
    assert (line["session"], len(line["trace"])) == (sdk.session, 32)
    assert "the disk is full" in line["error"]
    assert live.state.trainee not in stream.getvalue()


def of_sessions(stream):
    return [line for line in lines(stream) if line["logger"] == "monitor.sessions"]


async def test_a_welcome_and_the_end_of_a_session_are_told_with_its_id_and_without_the_trainee(world, written):
    stream = written("json")
    async with await world.sdk(trainee := world.trainee()) as sdk:
        await close_session(world.collector, sdk.session)

    welcomed, ended = of_sessions(stream)
    assert (welcomed["message"], welcomed["session"], welcomed["epoch"]) == ("welcomed", sdk.session, "1")
    assert len(welcomed["trace"]) == 32
    assert (ended["message"], ended["session"]) == ("ended: finished", sdk.session)
    assert all(word not in stream.getvalue() for word in (trainee, sdk.ticket, sdk.resume, sdk.upload))


async def test_what_ends_by_itself_is_told_under_its_own_session_whoever_set_the_timer(world, sdk, written):
    stream = written("json")
    live = await world.collector.sessions.get(sdk.session)
    with bound(session="somebody else's"):
        async with live.lock:
            await supervise.close(world.collector, live, "timed_out")

    line = of_sessions(stream)[-1]
    assert (line["message"], line["session"]) == ("ended: timed_out", sdk.session)


@pytest.mark.parametrize(("level", "each"), [("info", 0), ("debug", 1)])
async def test_handing_everybody_over_is_one_line_unless_each_is_asked_for(world, written, level, each):
    stream = written("json", level)
    async with await world.sdk(world.trainee("li")) as li, await world.sdk(world.trainee("wu")) as wu:
        await drain(world.collector, 0)

    *told, last = [line for line in lines(stream) if line["logger"] == "monitor.drain"]
    assert sorted(line["session"] for line in told) == sorted([li.session, wu.session] * each)
    assert last["message"].startswith("handed over 2 sessions")
    assert all(word not in stream.getvalue() for sdk in (li, wu) for word in (sdk.ticket, sdk.resume, sdk.upload))
